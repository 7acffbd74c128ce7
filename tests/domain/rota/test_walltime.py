"""domain.md, Rota 2 and 3: what a wall-clock time means where the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.rota.drawings import SAMPLE, changes
from tests.domain.rota.makers import at, utc
from tests.domain.rota.reference import meanings
from watchbill.domain.rota.walltime import HOUR, SECOND, instant, instants, tick, wall_tick, zone

QUARTER = 15 * 60 * SECOND


@pytest.mark.parametrize(
    ("name", "wall", "first", "last"),
    [
        ("Europe/Amsterdam", "2026-07-01 09:00", "2026-07-01 07:00", "2026-07-01 07:00"),
        ("Europe/Amsterdam", "2026-03-29 02:30", "2026-03-29 01:00", "2026-03-29 01:00"),
        ("Europe/Amsterdam", "2026-10-25 02:30", "2026-10-25 00:30", "2026-10-25 01:30"),
        ("Europe/Amsterdam", "2026-10-25 03:00", "2026-10-25 02:00", "2026-10-25 02:00"),
        ("Europe/Dublin", "2026-03-29 01:30", "2026-03-29 01:00", "2026-03-29 01:00"),
        ("Europe/Dublin", "2026-10-25 01:00", "2026-10-25 00:00", "2026-10-25 01:00"),
        ("America/New_York", "2026-03-08 02:15", "2026-03-08 07:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", "2026-11-01 06:30"),
        ("America/Havana", "2026-03-08 00:00", "2026-03-08 05:00", "2026-03-08 05:00"),
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30", "2026-02-15 02:30"),
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00", "2026-03-22 02:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30", "2026-10-03 15:30"),
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00", "2011-12-30 10:00"),
        ("Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00", "2011-12-30 10:00"),
        ("Pacific/Kwajalein", "1969-09-30 13:30", "1969-09-30 02:30", "1969-10-01 01:30"),
        ("Asia/Kolkata", "2250-05-01 12:00", "2250-05-01 06:30", "2250-05-01 06:30"),
        ("Europe/Paris", "9999-12-31 12:00", "9999-12-31 11:00", "9999-12-31 11:00"),
    ],
)
def test_a_repeated_time_is_two_instants_and_a_skipped_one_the_end_of_the_gap(
    name: str, wall: str, first: str, last: str
) -> None:
    place = zone(name)
    assert instant(place.first(wall_tick(at(wall)))) == utc(first)
    assert instant(place.last(wall_tick(at(wall)))) == utc(last)


def around_changes(name: str, start: datetime, end: datetime) -> list[int]:
    """The midnights before changes of the clocks, as wall-clock ticks."""
    return [
        wall_tick(datetime.combine(noon.date(), datetime.min.time())) - 24 * HOUR for noon in changes(name, start, end)
    ]


@pytest.mark.parametrize("name", SAMPLE)
def test_a_row_of_times_is_mapped_like_each_of_them(name: str) -> None:
    place = zone(name)
    for midnight in around_changes(name, utc("2026-01-01"), utc("2027-01-01")):
        walls = [midnight + step * QUARTER for step in range(400)]
        assert place.firsts(midnight, QUARTER, 400) == [place.first(wall) for wall in walls]
        assert place.lasts(midnight, QUARTER, 400) == [place.last(wall) for wall in walls]


@pytest.mark.parametrize("name", SAMPLE)
def test_times_around_a_change_mean_what_zoneinfo_says(name: str) -> None:
    place, info = zone(name), ZoneInfo(name)
    for midnight in around_changes(name, utc("2026-01-01"), utc("2027-01-01")):
        for wall in range(midnight + 12 * HOUR, midnight + 48 * HOUR, QUARTER):
            expected = meanings(info, instant(wall).replace(tzinfo=None))
            assert (instant(place.first(wall)), instant(place.last(wall))) == (expected[0], expected[-1])


def test_microseconds_are_kept() -> None:
    moment = datetime(2026, 5, 1, 12, 0, 0, 123457, tzinfo=UTC)
    assert instant(tick(moment)) == moment
    assert instants([tick(moment), tick(moment) + 1]) == [moment, moment + timedelta(microseconds=1)]


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Mars/Base"):
        zone("Mars/Base").first(0)
