"""Timers that are due, batch by batch. A batch that fails is halved until the poisonous timer stands alone."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Model

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Timer
from watchbill.database.prepared import Prepared
from watchbill.database.queue import writes
from watchbill.runtime.engine.handlers import HANDLERS, Handler
from watchbill.runtime.points import point

logger = logging.getLogger(__name__)
BATCH, SMALLEST_BATCH = 100, 8
LONGEST_BACK_OFF = timedelta(minutes=10)
_DUE = """SELECT * FROM (SELECT * FROM agenda_timer WHERE kind = %s AND due_at <= %s
    ORDER BY due_at, id LIMIT %s) AS due"""
_FIRST = "SELECT * FROM (SELECT * FROM agenda_timer WHERE kind = %s ORDER BY due_at, id LIMIT 1) AS first"


@dataclass
class Pass:
    """What one look at the timers did. `busy`: some subjects were locked by somebody else; look again soon."""

    handled: int = 0
    busy: bool = False


@dataclass
class Pace:
    """How many timers one transaction handles: fewer while what comes in waits for the right to write."""

    size: int = BATCH

    def note(self, *, pressed: bool) -> None:
        self.size = max(SMALLEST_BATCH, self.size // 2) if pressed else min(BATCH, self.size * 2)


pace = Pace()


def run_due() -> Pass:
    """One batch of each kind that is due, in the order of the table."""
    done, due = Pass(), _due(pace.size)
    for handler in HANDLERS:
        if timers := due.get(handler.kind):
            _run(handler, timers, done)
    return done


def _due(most: int) -> dict[str, list[Timer]]:
    """By kind; asked of all kinds in one look, since most looks find nothing or one."""
    now = connection.ops.adapt_datetimefield_value(clock.now())
    values = [value for handler in HANDLERS for value in (handler.kind, now, most)]
    found: dict[str, list[Timer]] = defaultdict(list)
    for timer in Timer.objects.raw(" UNION ALL ".join([_DUE] * len(HANDLERS)), values):
        found[timer.kind].append(timer)
    return found


def next_due() -> datetime | None:
    """When the next timer is due, of whatever kind this engine handles."""
    kinds = [handler.kind for handler in HANDLERS]
    first = Timer.objects.raw(" UNION ALL ".join([_FIRST] * len(kinds)), kinds)
    return min((timer.due_at for timer in first), default=None)


def _run(handler: Handler, timers: Sequence[Timer], done: Pass) -> None:
    try:
        _handle(handler, timers, done)
    except Exception as problem:
        if _is_the_database(problem):
            raise  # nothing is wrong with these timers
        if len(timers) == 1:
            _back_off(timers[0], problem)
            return
        middle = len(timers) // 2
        _run(handler, timers[:middle], done)
        _run(handler, timers[middle:], done)


def _handle(handler: Handler, timers: Sequence[Timer], done: Pass) -> None:
    with transaction.atomic():
        subjects = _lock(handler, {timer.subject_id for timer in timers})
        free = [timer for timer in timers if timer.subject_id not in subjects.busy]
        done.busy = done.busy or len(free) < len(timers)
        mine = agenda.take_timers([timer.pk for timer in free])
        point("timers.taken")
        live = [timer for timer in free if timer.pk in mine and _lives(handler, timer, subjects.locked)]
        if live:
            handler.handle(live, subjects.locked, clock.now())
        point("timers.handled")
        pace.note(pressed=writes.pressed)
    point("timers.committed")
    done.handled += len(mine)


def _is_the_database(problem: Exception) -> bool:
    """It does not answer, or it has ended our session because we were silent in a transaction for too long."""
    lost = isinstance(problem, OperationalError | InterfaceError)
    return lost or isinstance(problem.__cause__, psycopg.errors.IdleInTransactionSessionTimeout)


@dataclass
class Subjects:
    locked: dict[int, Any]
    busy: set[int]


def _lock(handler: Handler, ids: set[int]) -> Subjects:
    """Lock the subjects in the order of their ids. Those that another transaction holds are left for the next look."""
    locked = _locking(handler.subject).by_id(ids)
    missing = ids - locked.keys()
    busy: set[int] = set()
    if missing and connection.features.has_select_for_update_skip_locked:
        busy.update(handler.subject._default_manager.filter(pk__in=missing).values_list("pk", flat=True))
    return Subjects(locked, busy)


@cache
def _locking(subject: type[Model]) -> Prepared[Model]:
    skip = connection.features.has_select_for_update_skip_locked
    rows = subject._default_manager.select_for_update(skip_locked=skip, of=("self",) if skip else ())
    return Prepared(lambda ids: rows.filter(pk__in=ids).order_by("pk"))


def _lives(handler: Handler, timer: Timer, subjects: dict[int, Any]) -> bool:
    subject = subjects.get(timer.subject_id)
    return subject is not None and (not handler.follows_epoch or subject.epoch == timer.epoch)


def _back_off(timer: Timer, problem: Exception) -> None:
    """Tried again later, twice as late each time; the page of the engine's health shows it."""
    logger.error("Timer %s (%s) cannot be handled: %r", timer.pk, timer, problem, exc_info=problem)
    delay = min(timedelta(seconds=5 * 2 ** min(timer.attempts, 8)), LONGEST_BACK_OFF)
    Timer.objects.filter(pk=timer.pk).update(
        attempts=F("attempts") + 1, error=f"{type(problem).__name__}: {problem}"[:2000], due_at=clock.now() + delay
    )
