"""domain.md, Rota 2 and 4: when turns begin and end."""

from datetime import timedelta

import pytest

from tests.domain.rota.makers import always, at, layer, local, office, schedule, utc, window
from watchbill.domain.rota.schedule import gaps, shifts, who_is_on_call
from watchbill.domain.rota.values import Advance, Unit


def test_an_eight_hour_rotation_hands_over_at_0_8_and_16_when_clocks_go_forward() -> None:
    duty = schedule(layer("watch", "abc", Unit.HOUR, 8, "2026-03-28 00:00"))
    assert local(duty, "2026-03-28 16:00", "2026-03-30 00:00") == [
        "03-28 16:00 > 03-29 00:00 c",
        "03-29 00:00 > 03-29 08:00 a",
        "03-29 08:00 > 03-29 16:00 b",
        "03-29 16:00 > 03-30 00:00 c",
    ]
    night = shifts(duty, utc("2026-03-28 23:00"), utc("2026-03-29 06:00"))
    assert [each.end - each.start for each in night] == [timedelta(hours=7)]


def test_the_repeated_hour_belongs_to_one_shift() -> None:
    duty = schedule(layer("watch", "abc", Unit.HOUR, 8, "2026-10-24 00:00"))
    night = shifts(duty, utc("2026-10-24 22:00"), utc("2026-10-25 07:00"))
    assert [(each.people, each.end - each.start) for each in night] == [(("a",), timedelta(hours=9))]


def test_a_handover_in_the_repeated_hour_comes_at_its_first_occurrence() -> None:
    duty = schedule(layer("watch", "ab", Unit.DAY, 1, "2026-10-24 02:30"))
    assert who_is_on_call(duty, utc("2026-10-25 00:29")) == ("a",)
    assert who_is_on_call(duty, utc("2026-10-25 00:30")) == ("b",)
    assert who_is_on_call(duty, utc("2026-10-25 01:15")) == ("b",)


def test_a_handover_that_does_not_exist_comes_after_the_gap_and_its_time_returns() -> None:
    duty = schedule(layer("watch", "abc", Unit.DAY, 1, "2026-03-28 02:30"))
    assert local(duty, "2026-03-28 02:30", "2026-03-31 02:30") == [
        "03-28 02:30 > 03-29 03:00 a",
        "03-29 03:00 > 03-30 02:30 b",
        "03-30 02:30 > 03-31 02:30 c",
    ]


def test_the_turn_of_a_skipped_hour_has_no_length_and_counts() -> None:
    duty = schedule(layer("watch", "abcd", Unit.HOUR, 1, "2026-03-29 00:00"))
    assert local(duty, "2026-03-29 00:00", "2026-03-29 05:00") == [
        "03-29 00:00 > 03-29 01:00 a",
        "03-29 01:00 > 03-29 03:00 b",
        "03-29 03:00 > 03-29 04:00 d",
        "03-29 04:00 > 03-29 05:00 a",
    ]


def test_the_turn_of_a_skipped_hour_counts_within_hours_too() -> None:
    night = (window("00:00", "08:00"),)
    duty = schedule(layer("watch", "abcd", Unit.HOUR, 1, "2026-03-29 00:00", hours=night))
    assert local(duty, "2026-03-29 00:00", "2026-03-29 04:00") == [
        "03-29 00:00 > 03-29 01:00 a",
        "03-29 01:00 > 03-29 03:00 b",
        "03-29 03:00 > 03-29 04:00 d",
    ]


def test_lord_howe_changes_by_half_an_hour() -> None:
    duty = schedule(layer("watch", "ab", Unit.HOUR, 12, "2026-04-04 02:00"), zone="Australia/Lord_Howe")
    spans = shifts(duty, utc("2026-04-03 15:00"), utc("2026-04-05 15:30"))
    assert [each.end - each.start for each in spans] == [
        timedelta(hours=12),
        timedelta(hours=12, minutes=30),
        timedelta(hours=12),
        timedelta(hours=12),
    ][: len(spans)]


def test_a_day_that_a_country_skipped_takes_its_turn_with_it() -> None:
    duty = schedule(layer("watch", "abc", Unit.DAY, 1, "2011-12-28 00:00"), zone="Pacific/Apia")
    assert local(duty, "2011-12-28 00:00", "2012-01-01 00:00") == [
        "12-28 00:00 > 12-29 00:00 a",
        "12-29 00:00 > 12-31 00:00 b",
        "12-31 00:00 > 01-01 00:00 a",
    ]


def test_a_midnight_that_does_not_exist_hands_over_at_one() -> None:
    duty = schedule(layer("watch", "ab", Unit.DAY, 1, "2026-03-07 00:00"), zone="America/Havana")
    assert local(duty, "2026-03-07 00:00", "2026-03-09 00:00") == [
        "03-07 00:00 > 03-08 01:00 a",
        "03-08 01:00 > 03-09 00:00 b",
    ]


def test_a_month_from_the_31st_ends_on_the_last_day_of_shorter_ones_and_the_day_returns() -> None:
    duty = schedule(layer("watch", "abcdef", Unit.MONTH, 1, "2027-10-31 09:00"))
    assert local(duty, "2027-10-31 09:00", "2028-04-01 00:00") == [
        "10-31 09:00 > 11-30 09:00 a",
        "11-30 09:00 > 12-31 09:00 b",
        "12-31 09:00 > 01-31 09:00 c",
        "01-31 09:00 > 02-29 09:00 d",
        "02-29 09:00 > 03-31 09:00 e",
        "03-31 09:00 > 04-01 00:00 f",
    ]


@pytest.mark.parametrize(("length", "who"), [(1, "e"), (2, "c"), (3, "b"), (12, "a")])
def test_months_come_in_lengths(length: int, who: str) -> None:
    duty = schedule(layer("watch", "abcde", Unit.MONTH, length, "2026-01-30 09:00"))
    assert who_is_on_call(duty, utc("2026-06-15 12:00")) == (who,)


def test_weeks_and_days_come_in_lengths() -> None:
    weeks = schedule(layer("watch", "ab", Unit.WEEK, 2, "2026-03-23 09:00"))
    assert local(weeks, "2026-03-23 09:00", "2026-04-20 09:00") == [
        "03-23 09:00 > 04-06 09:00 a",
        "04-06 09:00 > 04-20 09:00 b",
    ]
    days = schedule(layer("watch", "ab", Unit.DAY, 3, "2026-03-28 18:00"))
    assert local(days, "2026-03-28 18:00", "2026-04-03 18:00") == [
        "03-28 18:00 > 03-31 18:00 a",
        "03-31 18:00 > 04-03 18:00 b",
    ]


def test_working_days_skip_weekends_and_holidays_which_consume_nobodys_turn() -> None:
    duty = schedule(
        layer("watch", "abc", Unit.WORKING_DAY, 1, "2026-04-02 09:00"), holidays=("2026-04-03", "2026-04-06")
    )
    assert local(duty, "2026-04-01 00:00", "2026-04-10 00:00") == [
        "04-02 09:00 > 04-03 09:00 a",
        "04-07 09:00 > 04-08 09:00 b",
        "04-08 09:00 > 04-09 09:00 c",
        "04-09 09:00 > 04-10 00:00 a",
    ]


def test_the_first_working_day_on_or_after_the_start_begins() -> None:
    duty = schedule(layer("watch", "ab", Unit.WORKING_DAY, 1, "2026-01-03 09:00"))
    assert local(duty, "2026-01-01 00:00", "2026-01-07 00:00") == [
        "01-05 09:00 > 01-06 09:00 a",
        "01-06 09:00 > 01-07 00:00 b",
    ]


def test_a_turn_of_several_working_days_goes_on_after_the_weekend() -> None:
    duty = schedule(layer("watch", "ab", Unit.WORKING_DAY, 3, "2026-01-08 09:00"))
    assert local(duty, "2026-01-08 00:00", "2026-01-16 00:00") == [
        "01-08 09:00 > 01-10 09:00 a",
        "01-12 09:00 > 01-13 09:00 a",
        "01-13 09:00 > 01-16 00:00 b",
    ]


@pytest.mark.parametrize("advance", list(Advance))
def test_days_off_are_no_units_whatever_advance_says(advance: Advance) -> None:
    duty = schedule(layer("watch", "abcdef", Unit.WORKING_DAY, 1, "2026-01-09 09:00", advance=advance))
    assert who_is_on_call(duty, utc("2026-01-09 12:00")) == ("a",)
    assert who_is_on_call(duty, utc("2026-01-12 12:00")) == ("b",)


def test_hours_cut_working_days_further() -> None:
    duty = schedule(layer("watch", "ab", Unit.WORKING_DAY, 1, "2026-01-08 09:00", hours=(office(),)))
    assert local(duty, "2026-01-08 00:00", "2026-01-13 00:00") == [
        "01-08 09:00 > 01-08 17:00 a",
        "01-09 09:00 > 01-09 17:00 b",
        "01-12 09:00 > 01-12 17:00 a",
    ]


def test_before_the_start_and_after_the_end_there_is_nobody() -> None:
    duty = schedule(layer("watch", "ab", Unit.DAY, 1, "2026-01-05 09:00", until="2026-01-06 12:00"))
    assert local(duty, "2025-12-01 00:00", "2026-02-01 00:00") == [
        "01-05 09:00 > 01-06 09:00 a",
        "01-06 09:00 > 01-06 12:00 b",
    ]


def test_a_layer_without_a_rotation_is_always_on() -> None:
    duty = schedule(always("watch", "dora"))
    assert local(duty, "1900-01-01 00:00", "2200-01-01 00:00") == ["01-01 00:00 > 01-01 00:00 dora"]
    assert not gaps(duty, utc("1900-01-01"), utc("2200-01-01"))


def test_a_rotation_from_long_ago_is_where_it_should_be() -> None:
    duty = schedule(layer("watch", "abcdefg", Unit.DAY, 1, "1990-01-01 09:00"))
    days = (at("2026-03-30") - at("1990-01-01")).days
    assert who_is_on_call(duty, utc("2026-03-30 12:00")) == ("abcdefg"[days % 7],)


def test_the_last_days_of_the_calendar_can_be_asked_about() -> None:
    duty = schedule(layer("watch", "ab", Unit.MONTH, 5, "2026-01-31 09:00"), always("office", "c"))
    assert who_is_on_call(duty, utc("9999-12-31 23:00")) == ("b", "c")


def test_a_team_without_working_days_has_nobody() -> None:
    duty = schedule(layer("watch", "ab", Unit.WORKING_DAY, 1, "2026-01-05 09:00"), working_days=frozenset())
    assert who_is_on_call(duty, utc("2026-01-05 12:00")) == ()
