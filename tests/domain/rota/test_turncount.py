"""domain.md, Rota 4: the turns that a rotation has used up, against counting its blocks one by one."""

from bisect import bisect_left
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tests.domain.rota import reference
from tests.domain.rota.drawings import holidays
from tests.domain.rota.makers import at, office, utc, window
from watchbill.domain.rota.handovers import StepHandovers, handovers
from watchbill.domain.rota.turncount import turn_count
from watchbill.domain.rota.values import Rotation, Unit, Window, WorkCalendar
from watchbill.domain.rota.walltime import DAY, wall_tick, zone
from watchbill.domain.rota.windows import Hours
from watchbill.domain.rota.workdays import WorkDays

STARTS, END = at("2011-08-29 02:30"), utc("2012-04-15")
CALENDAR = WorkCalendar(holidays=holidays)
UNITS = [
    (Unit.HOUR, 1),
    (Unit.HOUR, 5),
    (Unit.HOUR, 8),
    (Unit.DAY, 1),
    (Unit.DAY, 3),
    (Unit.WEEK, 1),
    (Unit.MONTH, 1),
    (Unit.WORKING_DAY, 1),
    (Unit.WORKING_DAY, 2),
]
HOURS = {
    "office hours": (office(),),
    "an hour that may be skipped": (window("02:00", "03:00", frozenset({6})),),
    "two nights and a moment": (
        window("23:30", "00:30", frozenset({2, 5}), not_holidays=True),
        window("02:15", "02:45", frozenset({0})),
    ),
    "all but holidays": (window("00:00", "00:00", not_holidays=True),),
    "fridays": (window("00:00", "12:00", frozenset({4})),),
    "no days at all": (window("09:00", "17:00", frozenset()),),
}
ZONES = ["Pacific/Apia", "Europe/Amsterdam", "Africa/Casablanca", "Australia/Lord_Howe"]
EVERY = list(product(UNITS, HOURS, ZONES))


def one_by_one(rotation: Rotation, hours: tuple[Window, ...], name: str) -> list[int]:
    """How many blocks before each block had any active time."""
    info = ZoneInfo(name)
    days = (STARTS - timedelta(days=4)).date(), (END + timedelta(days=100)).date()
    windows = sorted(reference.window_spans(hours, info, CALENDAR, *days))
    begins = [low for low, _ in windows]
    counted = [0]
    for block in reference.blocks(rotation, info, CALENDAR, END):
        near = windows[bisect_left(begins, block.start - timedelta(days=3)) : bisect_left(begins, block.end) + 1]
        counted.append(counted[-1] + any(reference.touches(piece, near) for piece in block.pieces))
    return counted


def agrees(unit: tuple[Unit, int], hours: tuple[Window, ...], name: str) -> None:
    rotation, days = Rotation(*unit, STARTS), WorkDays(CALENDAR)

    def count_of(block: int) -> int:
        return turn_count(handovers(rotation, zone(name), days), Hours(hours, zone(name), days))(block)

    expected = one_by_one(rotation, hours, name)
    kept = turn_count(handovers(rotation, zone(name), days), Hours(hours, zone(name), days))
    assert [kept(block) for block in range(len(expected))] == expected
    assert count_of(len(expected) - 1) == expected[-1]
    assert count_of(len(expected) // 2) == expected[len(expected) // 2]


@pytest.mark.parametrize(("unit", "hours", "name"), EVERY[::17])
def test_turns_are_counted_as_if_one_by_one(unit: tuple[Unit, int], hours: str, name: str) -> None:
    agrees(unit, HOURS[hours], name)


@pytest.mark.campaign
@pytest.mark.parametrize(("unit", "hours", "name"), EVERY)
def test_turns_are_counted_as_if_one_by_one_everywhere(unit: tuple[Unit, int], hours: str, name: str) -> None:
    agrees(unit, HOURS[hours], name)


class _Asked(StepHandovers):
    """Counts how often it is asked."""

    asked = 0

    def instant(self, block: int) -> int:
        self.asked += 1
        return super().instant(block)


def test_a_rotation_of_decades_ago_is_not_counted_block_by_block() -> None:
    place = zone("Europe/Amsterdam")
    blocks = _Asked(place, wall_tick(at("1970-01-01 09:00")), DAY)
    weekdays = sum((at("1970-01-01") + timedelta(days=day)).weekday() < 5 for day in range(20_000))
    assert turn_count(blocks, Hours((office(),), place, WorkDays(CALENDAR)))(20_000) == weekdays
    assert blocks.asked < 2_000
