"""domain.md, Rota 3 and 4: weekdays by clock times."""

from zoneinfo import ZoneInfo

import pytest

from tests.domain.rota.drawings import holidays
from tests.domain.rota.makers import ALL_DAYS, WEEKDAYS, at, office, utc, window
from watchbill.domain.rota.values import Window, WorkCalendar
from watchbill.domain.rota.windows import active_spans, is_active

SUNDAY, MONDAY, FRIDAY, SATURDAY = (frozenset({day}) for day in (6, 0, 4, 5))


def said(windows: list[Window], start: str, end: str, zone: str = "Europe/Amsterdam") -> list[str]:
    place = ZoneInfo(zone)
    bounds = at(start).replace(tzinfo=place), at(end).replace(tzinfo=place)
    spans = active_spans(windows, zone, *bounds, WorkCalendar(holidays=holidays))
    return [f"{low.astimezone(place):%d %H:%M} > {high.astimezone(place):%d %H:%M}" for low, high in spans]


def test_a_window_holds_on_its_days() -> None:
    assert said([office()], "2026-01-08 00:00", "2026-01-13 00:00") == [
        "08 09:00 > 08 17:00",
        "09 09:00 > 09 17:00",
        "12 09:00 > 12 17:00",
    ]


def test_what_is_asked_for_clips_the_windows() -> None:
    assert said([office()], "2026-01-08 10:00", "2026-01-09 12:00") == ["08 10:00 > 08 17:00", "09 09:00 > 09 12:00"]
    assert said([office()], "2026-01-08 17:00", "2026-01-09 09:00") == []


def test_a_window_that_ends_before_it_starts_runs_overnight_from_its_day() -> None:
    assert said([window("22:00", "06:00", FRIDAY)], "2026-01-08 00:00", "2026-01-13 00:00") == ["09 22:00 > 10 06:00"]


def test_a_window_of_24_hours_joins_its_neighbours() -> None:
    whole = window("18:00", "18:00", frozenset({4, 5, 6}))
    assert said([whole], "2026-01-08 00:00", "2026-01-15 00:00") == ["09 18:00 > 12 18:00"]
    assert said([window("00:00", "00:00")], "2026-01-08 00:00", "2026-01-15 00:00") == ["08 00:00 > 15 00:00"]


def test_windows_of_a_layer_are_taken_together() -> None:
    windows = [window("09:00", "12:00"), window("11:00", "13:00"), window("13:00", "14:00"), window("20:00", "21:00")]
    assert said(windows, "2026-01-08 00:00", "2026-01-09 00:00") == ["08 09:00 > 08 14:00", "08 20:00 > 08 21:00"]


def test_holidays_are_left_out_only_when_the_window_says_so() -> None:
    easter = "2026-04-04 00:00", "2026-04-08 00:00"
    assert said([office()], *easter) == ["06 09:00 > 06 17:00", "07 09:00 > 07 17:00"]
    assert said([window("09:00", "17:00", WEEKDAYS, not_holidays=True)], *easter) == ["07 09:00 > 07 17:00"]


def test_the_night_into_a_holiday_stays_and_the_night_out_of_it_goes() -> None:
    nights = window("22:00", "06:00", not_holidays=True)
    assert said([nights], "2026-04-05 12:00", "2026-04-08 12:00") == ["05 22:00 > 06 06:00", "07 22:00 > 08 06:00"]


@pytest.mark.parametrize(
    ("zone", "day", "clocks", "first", "last"),
    [
        # begins at the first of a repeated time, ends at the last
        ("Europe/Amsterdam", "2026-10-25", ("02:30", "04:00"), "2026-10-25 00:30", "2026-10-25 03:00"),
        ("Europe/Amsterdam", "2026-10-25", ("01:00", "02:30"), "2026-10-24 23:00", "2026-10-25 01:30"),
        ("Europe/Amsterdam", "2026-10-25", ("02:00", "02:30"), "2026-10-25 00:00", "2026-10-25 01:30"),
        # a time that does not exist is the first instant after the gap
        ("Europe/Amsterdam", "2026-03-29", ("02:30", "05:00"), "2026-03-29 01:00", "2026-03-29 03:00"),
        ("Europe/Amsterdam", "2026-03-29", ("00:00", "02:30"), "2026-03-28 23:00", "2026-03-29 01:00"),
        ("Europe/Amsterdam", "2026-03-28", ("02:30", "02:30"), "2026-03-28 01:30", "2026-03-29 01:00"),
        ("Europe/Amsterdam", "2026-10-24", ("02:30", "02:30"), "2026-10-24 00:30", "2026-10-25 01:30"),
        ("Europe/Dublin", "2026-03-29", ("01:30", "03:00"), "2026-03-29 01:00", "2026-03-29 02:00"),
        ("America/Havana", "2026-03-08", ("00:00", "08:00"), "2026-03-08 05:00", "2026-03-08 12:00"),
        ("America/Havana", "2026-03-07", ("22:00", "00:30"), "2026-03-08 03:00", "2026-03-08 05:00"),
        ("Australia/Lord_Howe", "2026-04-05", ("01:45", "02:00"), "2026-04-04 14:45", "2026-04-04 15:30"),
        ("Australia/Lord_Howe", "2026-10-04", ("02:15", "03:00"), "2026-10-03 15:30", "2026-10-03 16:00"),
        ("Africa/Casablanca", "2026-02-15", ("02:30", "06:00"), "2026-02-15 01:30", "2026-02-15 06:00"),
        ("Pacific/Apia", "2011-12-29", ("09:00", "09:00"), "2011-12-29 19:00", "2011-12-30 10:00"),
        ("Pacific/Apia", "2011-12-30", ("17:00", "09:00"), "2011-12-30 10:00", "2011-12-30 19:00"),
    ],
)
def test_a_window_where_the_clocks_change(zone: str, day: str, clocks: tuple[str, str], first: str, last: str) -> None:
    only = window(*clocks, frozenset({at(day).weekday()}))
    spans = active_spans([only], zone, utc(first).replace(hour=0), utc(last).replace(hour=23))
    assert (utc(first), utc(last)) in spans


@pytest.mark.parametrize(
    ("zone", "day", "clocks"),
    [
        ("Europe/Amsterdam", "2026-03-29", ("02:15", "02:45")),
        ("Pacific/Apia", "2011-12-30", ("09:00", "17:00")),
        ("Pacific/Apia", "2011-12-30", ("00:00", "00:00")),
    ],
)
def test_a_window_within_a_gap_is_empty(zone: str, day: str, clocks: tuple[str, str]) -> None:
    only = window(*clocks, frozenset({at(day).weekday()}))
    assert active_spans([only], zone, utc(day), utc(day).replace(hour=23)) == ()


def test_no_windows_are_always_active() -> None:
    assert active_spans([], "UTC", utc("2026-01-01"), utc("2026-01-02")) == ((utc("2026-01-01"), utc("2026-01-02")),)
    assert active_spans([], "UTC", utc("2026-01-01"), utc("2026-01-01")) == ()
    assert is_active([], "UTC", utc("2026-01-01"))


def test_whether_an_instant_is_active_is_half_open() -> None:
    assert not is_active([office()], "Europe/Amsterdam", utc("2026-01-08 07:59"))
    assert is_active([office()], "Europe/Amsterdam", utc("2026-01-08 08:00"))
    assert not is_active([office()], "Europe/Amsterdam", utc("2026-01-08 16:00"))
    assert not is_active([window("09:00", "17:00", SATURDAY)], "Europe/Amsterdam", utc("2026-01-08 08:00"))
    assert is_active([window("22:00", "06:00", ALL_DAYS - SUNDAY - MONDAY)], "UTC", utc("2026-01-11 05:59"))
