"""Who is on call, until when, and who is next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import QuerySet

from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import Person, Team
from watchbill.database.prepared import Prepared
from watchbill.domain.rota.schedule import Handover, Loaded
from watchbill.domain.rota.values import Shift, Window
from watchbill.domain.rota.windows import active_spans, is_active
from watchbill.domain.shape import rota as shapes
from watchbill.domain.shape.teams import Window as WindowShape
from watchbill.problems import NotFound

_IN_USE = Prepared(lambda _: _in_use())
_NAMED = Prepared(lambda slugs: _in_use().filter(slug__in=slugs), texts=True)
AHEAD = timedelta(days=30)
"""How far one looks for the next duty or the next hours of a team."""


def schedules(slugs: Iterable[str] | None = None) -> list[Schedule]:
    """Those in use, with their teams; all of them when none is named."""
    return _IN_USE.all() if slugs is None else _NAMED(slugs)


def _in_use() -> QuerySet[Schedule]:
    return Schedule.objects.filter(archived_at=None).select_related("team").order_by("slug")


def schedule(slug: str) -> Schedule:
    found = schedules([slug])
    if not found:
        raise NotFound(f"There is no schedule {slug!r}.")
    return found[0]


def load(found: Schedule) -> Loaded:
    return rotas.load([found])[found.slug]


def on_call(slugs: Iterable[str], at: datetime) -> dict[str, tuple[str, ...]]:
    """The people of each schedule at an instant, by their slugs. A schedule that is not there has nobody."""
    wanted = set(slugs)
    found: dict[str, tuple[str, ...]] = dict.fromkeys(wanted, ())
    if wanted:
        loaded = rotas.load(schedules(wanted))
        found.update({slug: rota.who_is_on_call(at) for slug, rota in loaded.items()})
    return found


def who_is_on_call(slug: str, at: datetime) -> list[Person]:
    people = load(schedule(slug)).who_is_on_call(at)
    return list(Person.objects.filter(slug__in=people).order_by("slug"))


def standing(slugs: Iterable[str] | None, at: datetime) -> dict[str, Handover]:
    """By schedule: who holds it, until when, and who follows."""
    return {slug: rota.next_handover(at) for slug, rota in rotas.load(schedules(slugs)).items()}


def own_shifts(person: Person, start: datetime, end: datetime) -> list[tuple[str, Shift]]:
    """The person's shifts in all schedules, in time order."""
    mine = [
        (slug, shift)
        for slug, rota in rotas.load(schedules()).items()
        for shift in rota.shifts(start, end)
        if person.slug in shift.people
    ]
    return sorted(mine, key=lambda pair: (pair[1].start, pair[0]))


@dataclass(frozen=True)
class Rota:
    """A schedule over a span: the result, each layer's own by name, and the times with nobody that should have some."""

    final: tuple[Shift, ...]
    layers: dict[str, tuple[Shift, ...]]
    gaps: tuple[Shift, ...]


def rota(found: Schedule, start: datetime, end: datetime) -> Rota:
    loaded = load(found)
    names = dict.fromkeys(layer.name for version in loaded.schedule.versions for layer in version.layers)
    return Rota(
        final=loaded.shifts(start, end),
        layers={name: loaded.layer_shifts(name, start, end) for name in names},
        gaps=gaps(found, start, end),
    )


def gaps(found: Schedule, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Times with nobody, hours that the team leaves uncovered on purpose not counted."""
    return load(found).gaps(start, end, coverage(found.team))


def coverage(team: Team | None) -> tuple[Window, ...]:
    written = msgspec.convert(team.coverage, tuple[WindowShape, ...]) if team else ()
    return shapes.windows(written)


def hours_in(zone: str) -> Callable[[tuple[Window, ...], datetime], bool]:
    """Whether an instant lies in windows on the wall clock of this zone."""
    return lambda windows, at: is_active(windows, zone, at)


def coverage_begins(team: Team, now: datetime) -> datetime | None:
    """When the team's hours begin again; None within them, and when the team covers all hours."""
    windows = coverage(team)
    zone = team.zone or rotas.organisation_zone()
    if not windows or is_active(windows, zone, now, rotas.work_calendar(team)):
        return None
    spans = active_spans(windows, zone, now, now + AHEAD, rotas.work_calendar(team))
    return spans[0][0] if spans else None


def next_duty(slugs: Iterable[str], now: datetime) -> datetime | None:
    """When the next shift of any of these schedules begins."""
    following = [handover.following for handover in standing(slugs, now).values()]
    starts = [shift.start for shift in following if shift is not None and shift.start <= now + AHEAD]
    return min(starts, default=None)
