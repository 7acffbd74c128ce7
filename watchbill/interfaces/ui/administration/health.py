"""How this installation stands: what /readyz, /metrics and `watchbill doctor` know, for a person to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min

from watchbill import clock
from watchbill.apps.agenda.models import Beat, Delivery, DeliveryState, Job, JobState, Timer
from watchbill.interfaces.api.delivery_counts import Held, under_way
from watchbill.interfaces.api.health import BEAT_FRESH, reasons_against
from watchbill.interfaces.api.system import installed_version
from watchbill.interfaces.cli.doctor import database, environment
from watchbill.interfaces.cli.doctor.finding import Finding
from watchbill.interfaces.cli.doctor.work import LATE, LATELY, LOOKED_AT

UNFINISHED = (JobState.WAITING, JobState.LEASED)
JOBS_LOOKED_AT = 1000
CHECKS = (
    environment.address,
    environment.secret_key,
    environment.debugging,
    environment.room,
    database.durability,
    database.clocks,
)


@dataclass(frozen=True)
class Engine:
    beat: Beat
    fresh: bool


@dataclass(frozen=True)
class Due:
    """Timers of one kind that are due and not handled; `late` when the oldest has waited for more than a minute."""

    kind: str
    count: int
    oldest: datetime
    late: bool
    error: str


@dataclass(frozen=True)
class Failed:
    channel: str
    count: int
    last: datetime


@dataclass(frozen=True)
class Work:
    """The jobs of one kind in one state."""

    kind: str
    state: str
    count: int
    since: datetime
    error: str


@dataclass(frozen=True)
class Database:
    name: str
    version: str
    size: int


@dataclass(frozen=True)
class Health:
    reasons: list[str]  # why a page could not go out now; empty: it could
    version: str
    engines: list[Engine]
    due: list[Due]
    held: list[Held]
    failed: list[Failed]
    jobs: list[Work]
    database: Database
    findings: list[Finding]


def health() -> Health:
    now = clock.now()
    return Health(
        reasons=reasons_against(),
        version=installed_version() or "not installed as a package",
        engines=[Engine(beat, now - beat.at <= BEAT_FRESH) for beat in Beat.objects.order_by("-at")],
        due=_due(now),
        held=under_way(),
        failed=_failed(now),
        jobs=list(_jobs()),
        database=_database(),
        findings=[finding for check in CHECKS for finding in check()],
    )


def _due(now: datetime) -> list[Due]:
    rows = Timer.objects.filter(due_at__lte=now).values_list("kind").annotate(Count("pk"), Min("due_at"), Max("error"))
    return [Due(kind, n, oldest, oldest < now - LATE, error) for kind, n, oldest, error in rows.order_by("kind")]


def _failed(now: datetime) -> list[Failed]:
    """For good, in the last day, among the newest: the cost is the same whatever is kept."""
    last = Delivery.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = Delivery.objects.filter(pk__gt=last - LOOKED_AT, state=DeliveryState.FAILED, ended_at__gt=now - LATELY)
    counted = rows.values_list("channel").annotate(Count("pk"), Max("ended_at")).order_by("channel")
    return [Failed(channel, count, at) for channel, count, at in counted]


def _jobs() -> Iterator[Work]:
    last = Job.objects.aggregate(last=Max("pk"))["last"] or 0
    unfinished = Job.objects.filter(state__in=UNFINISHED)
    failed = Job.objects.filter(pk__gt=last - JOBS_LOOKED_AT, state=JobState.FAILED)
    for rows in (unfinished, failed):
        counted = rows.values_list("kind", "state").annotate(Count("pk"), Min("created_at"), Max("error"))
        for kind, state, count, since, error in counted.order_by("kind", "state"):
            yield Work(kind, str(JobState(state).label), count, since, error)


def _database() -> Database:
    version = ".".join(str(part) for part in connection.get_database_version())
    if connection.vendor == "postgresql":
        return Database("PostgreSQL", version, _asked("SELECT pg_database_size(current_database())"))
    files = Path(settings.DATA).glob("watchbill.sqlite3*")
    return Database("SQLite, embedded", version, sum(each.stat().st_size for each in files))


def _asked(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
