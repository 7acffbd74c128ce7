"""The rota against the plain walk of reference.py, and what must hold of any schedule."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rota.drawings import CASES, LONG, QUICK, SAMPLE, Case, changes
from tests.domain.rota.makers import layer, office
from tests.domain.rota.reference import Reference
from watchbill.domain.rota.schedule import Loaded, gaps, layer_shifts, shifts
from watchbill.domain.rota.values import Layer, Order, Rotation, Schedule, Shift, Slot, Unit, Version


def agrees(schedule: Schedule, start: datetime, end: datetime) -> None:
    reference = Reference(schedule, start, end)
    expected = reference.shifts()
    assert shifts(schedule, start, end) == expected
    loaded = Loaded(schedule)
    for cut in reference.cuts():
        assert loaded.who_is_on_call(cut) == reference.who(cut)


@given(CASES)
@QUICK
def test_any_schedule_agrees_with_the_plain_walk(case: Case) -> None:
    agrees(*case)


@pytest.mark.campaign
@given(CASES)
@LONG
def test_many_schedules_agree_with_the_plain_walk(case: Case) -> None:
    agrees(*case)


@given(CASES, st.integers(0, 1000), st.integers(0, 1000))
@QUICK
def test_a_part_of_a_period_is_the_same_as_that_part_of_the_whole(case: Case, one: int, other: int) -> None:
    schedule, start, end = case
    low, high = sorted((one, other))
    part_start, part_end = start + (end - start) * low / 1000, start + (end - start) * high / 1000
    assert shifts(schedule, part_start, part_end) == clipped(shifts(schedule, start, end), part_start, part_end)


def clipped(rota: tuple[Shift, ...], start: datetime, end: datetime) -> tuple[Shift, ...]:
    parts = [Shift(max(each.start, start), min(each.end, end), each.people) for each in rota]
    return tuple(part for part in parts if part.start < part.end)


@given(CASES)
@QUICK
def test_who_is_on_call_agrees_with_shifts_at_and_between_all_boundaries(
    case: Case,
) -> None:
    schedule, start, end = case
    rota, loaded = shifts(schedule, start, end), Loaded(schedule)
    bounds = sorted({start, end, *(each.start for each in rota), *(each.end for each in rota)})
    tick = timedelta(microseconds=1)
    for low, high in pairwise(bounds):
        for moment in (low, low + (high - low) / 2, high - tick):
            expected = next((each.people for each in rota if each.start <= moment < each.end), ())
            assert loaded.who_is_on_call(moment) == expected


@given(CASES)
@QUICK
def test_shifts_and_gaps_fill_the_period_between_them(case: Case) -> None:
    schedule, start, end = case
    together = sorted([*shifts(schedule, start, end), *gaps(schedule, start, end)], key=lambda each: each.start)
    assert together[0].start == start
    assert together[-1].end == end
    for before, after in pairwise(together):
        assert before.end == after.start
        assert before.people != after.people


@given(st.sampled_from(SAMPLE), st.data())
@QUICK
def test_a_rotation_without_hours_has_no_gap_and_everybody_serves(zone: str, data: st.DataObject) -> None:
    unit, length = data.draw(st.sampled_from([(Unit.HOUR, 7), (Unit.HOUR, 8), (Unit.DAY, 1), (Unit.WEEK, 1)]))
    change = data.draw(st.sampled_from(changes(zone, YEAR, YEAR + timedelta(days=365)) or [YEAR]))
    starts = (change - timedelta(days=20)).replace(tzinfo=None)
    order = data.draw(st.sampled_from(list(Order)))
    people = tuple(Slot((person,)) for person in "abcd")
    schedule = alone(Layer("all", people, Rotation(unit, length, starts, order)), zone)
    rota = shifts(schedule, change - timedelta(days=18), change + timedelta(days=30))
    assert not gaps(schedule, change - timedelta(days=18), change + timedelta(days=30))
    assert {person for each in rota for person in each.people} == set("abcd")


YEAR = datetime(2026, 1, 1, 12, tzinfo=UTC)


def alone(layer: Layer, zone: str) -> Schedule:
    return Schedule("alone", zone, (Version((layer,)),))


@pytest.fixture(params=["Asia/Tokyo", "America/St_Johns", "Pacific/Apia"])
def process_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def test_the_time_zone_of_the_process_changes_nothing(process_zone: str) -> None:
    schedule = ordinary("Europe/Amsterdam")
    here = shifts(schedule, YEAR, YEAR + timedelta(days=120))
    assert time.tzname[0] not in ("UTC", "CET")
    assert [str(each.start) for each in here[:3]] == [
        "2026-01-01 12:00:00+00:00",
        "2026-01-01 15:00:00+00:00",
        "2026-01-01 23:00:00+00:00",
    ]
    assert here == Reference(schedule, YEAR, YEAR + timedelta(days=120)).shifts()


def ordinary(zone: str, year: int = 2026) -> Schedule:
    """Office hours over an eight-hourly rotation."""
    always = layer("always", "abc", Unit.HOUR, 8, f"{year - 1}-12-29 00:00")
    day = layer("day", "de", Unit.DAY, 1, f"{year}-01-05 09:00", hours=(office(),), priority=2)
    return Schedule("ordinary", zone, (Version((always, day)),))


def across_changes(zone: str, year: int) -> None:
    schedule = ordinary(zone, year)
    for change in changes(zone, YEAR.replace(year=year), YEAR.replace(year=year + 1)):
        agrees(schedule, change - timedelta(days=2), change + timedelta(days=2))


@pytest.mark.parametrize("zone", SAMPLE[1::2])
def test_a_usual_rota_is_right_across_every_change_of_the_clocks(zone: str) -> None:
    across_changes(zone, 2026)


@pytest.mark.campaign
@pytest.mark.parametrize("year", [1995, 2011, 2026, 2100])
def test_a_usual_rota_is_right_in_every_zone(year: int) -> None:
    for zone in sorted(available_timezones() - {"localtime", "posixrules"}):
        across_changes(zone, year)


@given(CASES)
@QUICK
def test_layers_of_a_schedule_never_overlap_themselves(case: Case) -> None:
    schedule, start, end = case
    for each in schedule.versions[-1].layers:
        own = layer_shifts(schedule, each, start, end)
        assert all(before.end <= after.start for before, after in pairwise(own))
