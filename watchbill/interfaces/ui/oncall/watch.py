"""Who has the watch of each schedule, until when, and who is next; and the same for one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from watchbill import clock
from watchbill.apps.oncall import rotas, selectors
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import Person
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.rota.values import Shift

AHEAD = timedelta(days=30)
_SPARE = timedelta(hours=6)
_ahead: WeakKeyDictionary[Loaded, tuple[datetime, datetime, tuple[Shift, ...]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Watch:
    """`people` until `until`, then `following` from `following_at`. None: not within the next 30 days."""

    schedule: Schedule
    people: list[Person]
    until: datetime | None
    following: list[Person]
    following_at: datetime | None
    is_gap: bool  # nobody, and it is not a free hour on purpose

    @property
    def nobody_between(self) -> bool:
        return bool(self.following_at and self.until and self.until < self.following_at)


@dataclass(frozen=True)
class MyWatch:
    """What one person's own state line says."""

    now: list[Schedule] = field(default_factory=list)
    until: datetime | None = None
    then: list[str] = field(default_factory=list)
    next_at: datetime | None = None


def shifts_ahead(rota: Loaded, now: datetime) -> list[Shift]:
    """The shifts that end after `now`, as far ahead as pages look. Kept for a while: one that changes is a new one."""
    held = _ahead.get(rota)
    if held is None or not held[0] <= now < held[1]:
        held = (now, now + _SPARE, rota.shifts(now, now + AHEAD + _SPARE))
        _ahead[rota] = held
    return [shift for shift in held[2] if shift.end > now]


def watches(schedules: Iterable[Schedule]) -> list[Watch]:
    """In the order given."""
    now, wanted = clock.now(), list(schedules)
    loaded = rotas.load(wanted)
    ahead = {schedule.slug: shifts_ahead(loaded[schedule.slug], now)[:2] for schedule in wanted}
    people = people_of(shift for shifts in ahead.values() for shift in shifts)
    return [_watch(schedule, ahead[schedule.slug], people, loaded[schedule.slug], now) for schedule in wanted]


def _watch(schedule: Schedule, ahead: list[Shift], people: Mapping[str, Person], rota: Loaded, now: datetime) -> Watch:
    holds = ahead[0] if ahead and ahead[0].start <= now else None
    rest = ahead[1:] if holds else ahead
    following = rest[0] if rest else None
    open_end = holds is not None and following is None and holds.end >= now + AHEAD
    covered = selectors.coverage(schedule.team)
    is_gap = holds is None and bool(rota.gaps(now, now + timedelta(minutes=1), covered))
    return Watch(
        schedule=schedule,
        people=[people[slug] for slug in holds.people if slug in people] if holds else [],
        until=holds.end if holds and not open_end else None,
        following=[people[slug] for slug in following.people if slug in people] if following else [],
        following_at=following.start if following else None,
        is_gap=is_gap,
    )


def people_of(shifts: Iterable[Shift]) -> dict[str, Person]:
    slugs = {slug for shift in shifts for slug in shift.people}
    return {person.slug: person for person in Person.objects.filter(slug__in=slugs)}


def my_watch(person: Person) -> MyWatch:
    """On call for what, until when, and who then; else when next."""
    now = clock.now()
    schedules = selectors.schedules()
    loaded = rotas.load(schedules)
    mine: list[tuple[Schedule, Shift, tuple[str, ...]]] = []
    later: list[tuple[Schedule, Shift, tuple[str, ...]]] = []
    for schedule in schedules:
        own, then = _own_span(shifts_ahead(loaded[schedule.slug], now), person.slug)
        if own is not None:
            (mine if own.start <= now else later).append((schedule, own, then))
    if not mine:
        return MyWatch(next_at=min((own.start for _, own, _ in later), default=None))
    schedule, own, then = min(mine, key=lambda each: each[1].end)
    names = Person.objects.filter(slug__in=then).values_list("name", flat=True)
    return MyWatch(
        now=[each[0] for each in mine],
        until=own.end if own.end < now + AHEAD else None,
        then=[name.split(" ")[0] for name in names],
    )


def _own_span(ahead: list[Shift], slug: str) -> tuple[Shift | None, tuple[str, ...]]:
    """The person's first watch, over changes of who stands beside them, and who takes over at its end."""
    own: Shift | None = None
    for shift in ahead:
        if own is not None and (shift.start > own.end or slug not in shift.people):
            return own, shift.people if shift.start == own.end else ()
        if slug in shift.people:
            own = Shift(own.start if own else shift.start, shift.end, shift.people)
    return own, ()
