"""Schedules at random, near where the clocks change.

Everything is drawn relative to `ANCHOR` and then moved to where it is wanted, so that no strategy is built twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from watchbill.domain.rota.values import (
    Advance,
    Layer,
    Order,
    Override,
    OverrideKind,
    Rotation,
    Schedule,
    Shift,
    Slot,
    Temporary,
    Unit,
    Version,
    Window,
    WorkCalendar,
)
from watchbill.domain.rota.versions import edit

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
QUICK = settings(deadline=None, max_examples=12, suppress_health_check=SLOW)
LONG = settings(deadline=None, max_examples=1500, suppress_health_check=SLOW)

Case = tuple[Schedule, datetime, datetime]

PEOPLE = ("ana", "ben", "chi", "dora", "eve")
SAMPLE = (
    "UTC",
    "Europe/Amsterdam",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Gaza",
    "Asia/Beirut",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Antarctica/Troll",
)
HOLIDAYS = frozenset({date(2026, 1, 1), date(2026, 3, 30), date(2026, 4, 6), date(2026, 10, 26), date(2011, 12, 26)})
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
ANCHOR = datetime(2026, 1, 1)


def holidays(year: int) -> frozenset[date]:
    return frozenset(day for day in HOLIDAYS if day.year == year)


def changes(zone: str, start: datetime, end: datetime) -> list[datetime]:
    """About when the offset changes: the noon after."""
    info = ZoneInfo(zone)
    noons = [start + timedelta(days=day) for day in range((end - start).days)]
    offsets = [noon.astimezone(info).utcoffset() for noon in noons]
    return [noon for noon, before, after in zip(noons[1:], offsets, offsets[1:], strict=False) if before != after]


def _places() -> list[tuple[str, date]]:
    """Zones with a day near a change of the clocks, or the end of a month."""
    found = []
    for zone in SAMPLE:
        year = 2011 if zone == "Pacific/Apia" else 2026
        noons = changes(zone, datetime(year, 1, 1, 12, tzinfo=UTC), datetime(year + 1, 1, 2, 12, tzinfo=UTC))
        found += [(zone, noon.date()) for noon in noons] or [(zone, date(2026, 1, 31))]
    return found


def _place(place: tuple[str, date], back: int, clock: time) -> tuple[str, datetime]:
    return place[0], datetime.combine(place[1] - timedelta(days=back), clock)


CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 0, 0, 15, 30, 45)))
PLACES = st.builds(_place, st.sampled_from(_places()), st.integers(-2, 30), CLOCKS)
OFFSETS = st.integers(-3 * 96, 45 * 96)  # quarters of an hour from the anchor
LENGTHS = st.integers(0, 8 * 96)

PERSON = st.sampled_from(PEOPLE)
SLOTS = st.one_of(
    PERSON.map(lambda person: Slot((person,))),
    st.tuples(PERSON, PERSON).map(Slot),
    st.builds(Slot, blocks=st.booleans()),
)
UNITS = [(Unit.HOUR, length) for length in (1, 5, 8, 12, 30)]
UNITS += [(Unit.DAY, length) for length in (1, 2, 3, 9)] + [(Unit.WEEK, 1), (Unit.WEEK, 2)]
UNITS += [(Unit.MONTH, 1), (Unit.MONTH, 2)] + [(Unit.WORKING_DAY, length) for length in (1, 2, 6)]
ROTATIONS = st.builds(
    lambda unit, order, advance: Rotation(*unit, ANCHOR, order, advance),
    st.sampled_from(UNITS),
    st.sampled_from(list(Order)),
    st.sampled_from(list(Advance)),
)
WINDOWS = st.builds(
    lambda days, start, end, not_holidays: Window(
        frozenset(day for day in range(7) if days >> day & 1), start, end, not_holidays
    ),
    st.integers(1, 127),
    CLOCKS,
    CLOCKS,
    st.booleans(),
)
LAYERS = st.builds(
    Layer,
    name=st.just(""),
    slots=st.lists(SLOTS, min_size=1, max_size=4).map(tuple),
    rotation=st.one_of(st.none(), ROTATIONS, ROTATIONS, ROTATIONS, ROTATIONS),
    until=st.one_of(st.none(), st.none(), st.integers(0, 24 * 40).map(lambda hours: ANCHOR + hours * HOUR)),
    hours=st.one_of(st.just(()), st.lists(WINDOWS, max_size=3).map(tuple)),
    priority=st.integers(1, 3),
    seed=st.sampled_from(("a", "b", "c")),
)
OVERRIDES = st.tuples(st.sampled_from(list(OverrideKind)), OFFSETS, LENGTHS, PERSON, PERSON)
SERVED = st.tuples(OFFSETS, LENGTHS, st.lists(PERSON, max_size=2))
TEMPORARIES = st.tuples(OFFSETS, LENGTHS, st.lists(SERVED, max_size=3))
WORKING_DAYS = st.sampled_from((frozenset(range(5)), frozenset({6, 0, 1, 2})))


def moment(schedule: Schedule, quarters: int) -> datetime:
    return _moment(anchor_of(schedule), quarters)


def anchor_of(schedule: Schedule) -> datetime:
    rotations = [layer.rotation for version in schedule.versions for layer in version.layers if layer.rotation]
    return rotations[0].starts if rotations else ANCHOR


def _moment(starts: datetime, quarters: int) -> datetime:
    return (starts + quarters * QUARTER).replace(tzinfo=UTC)


def placed(layer: Layer, name: str, starts: datetime) -> Layer:
    """A drawn layer, moved from `ANCHOR` to where the schedule is."""
    rotation = replace(layer.rotation, starts=starts) if layer.rotation else None
    until = layer.until and layer.until + (starts - ANCHOR)
    return replace(layer, name=name, rotation=rotation, until=until)


def _schedule(
    place: tuple[str, datetime],
    layers: Sequence[Layer],
    overrides: Sequence[tuple[OverrideKind, int, int, str, str]],
    temporaries: Sequence[tuple[int, int, list[tuple[int, int, list[str]]]]],
    working_days: frozenset[int],
) -> Schedule:
    zone, starts = place

    def span(begin: int, length: int) -> tuple[datetime, datetime]:
        return _moment(starts, begin), _moment(starts, begin + length)

    return Schedule(
        name="drawn",
        zone=zone,
        versions=(Version(tuple(placed(each, f"layer {number}", starts) for number, each in enumerate(layers))),),
        overrides=tuple(Override(kind, *span(begin, length), *who) for kind, begin, length, *who in overrides),
        temporaries=tuple(
            Temporary(*span(begin, length), tuple(Shift(*span(low, high), tuple(who)) for low, high, who in inner))
            for begin, length, inner in temporaries
        ),
        calendar=WorkCalendar(working_days, holidays),
    )


SCHEDULES = st.builds(
    _schedule,
    PLACES,
    st.lists(LAYERS, min_size=1, max_size=3),
    st.lists(OVERRIDES, max_size=3),
    st.lists(TEMPORARIES, max_size=2),
    WORKING_DAYS,
)
CHANGED_LAYERS = st.lists(st.one_of(st.none(), LAYERS), min_size=3, max_size=3)
EDITS = st.tuples(st.integers(-3 * 96, 30 * 96), CHANGED_LAYERS)


def edited(schedule: Schedule, change: tuple[int, Sequence[Layer | None]]) -> Schedule:
    """Some layers drawn anew, the others kept."""
    quarters, drawn = change
    present, starts = schedule.versions[-1].layers, anchor_of(schedule)
    new = [placed(other, kept.name, starts) if other else kept for kept, other in zip(present, drawn, strict=False)]
    return edit(schedule, new, moment(schedule, quarters))


def _case(schedule: Schedule, edits: Sequence[tuple[int, Sequence[Layer | None]]], begin: int, length: int) -> Case:
    starts = anchor_of(schedule)
    for change in sorted(edits, key=lambda each: each[0]):
        schedule = edited(schedule, change)
    return schedule, _moment(starts, begin), _moment(starts, begin + 1 + length)


CASES = st.builds(_case, SCHEDULES, st.lists(EDITS, max_size=2), OFFSETS, LENGTHS)
