"""Asking a schedule: gaps, what comes next, whose turn it is; and asking it often."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from tests.domain.rota.makers import always, at, layer, office, schedule, slot, utc, window
from watchbill.domain.rota.layer import current_turn
from watchbill.domain.rota.schedule import Handover, Loaded, gaps, next_handover, shifts, who_is_on_call
from watchbill.domain.rota.values import Order, Shift, Unit, WorkCalendar

OFFICE = layer("day", "ab", Unit.DAY, 1, "2026-01-05 09:00", hours=(office(),))


def test_gaps_are_the_times_with_nobody() -> None:
    assert gaps(schedule(OFFICE), utc("2026-01-05"), utc("2026-01-06 12:00")) == (
        Shift(utc("2026-01-05 00:00"), utc("2026-01-05 08:00"), ()),
        Shift(utc("2026-01-05 16:00"), utc("2026-01-06 08:00"), ()),
    )


def test_hours_uncovered_on_purpose_are_no_gap() -> None:
    coverage = (window("08:00", "18:00"),)
    assert gaps(schedule(OFFICE), utc("2026-01-05"), utc("2026-01-06 12:00"), coverage) == (
        Shift(utc("2026-01-05 07:00"), utc("2026-01-05 08:00"), ()),
        Shift(utc("2026-01-05 16:00"), utc("2026-01-05 17:00"), ()),
        Shift(utc("2026-01-06 07:00"), utc("2026-01-06 08:00"), ()),
    )


def test_an_empty_period_holds_nothing() -> None:
    duty = schedule(always("watch", "ana"))
    for start, end in [("2026-01-05", "2026-01-05"), ("2026-01-06", "2026-01-05")]:
        assert shifts(duty, utc(start), utc(end)) == ()
        assert gaps(duty, utc(start), utc(end)) == ()


def test_the_next_handover_says_until_when_and_to_whom() -> None:
    duty = schedule(always("below", "eve"), replace(OFFICE, priority=2))
    assert next_handover(duty, utc("2026-01-05 12:00")) == Handover(
        ("a",), utc("2026-01-05 16:00"), Shift(utc("2026-01-05 16:00"), utc("2026-01-06 08:00"), ("eve",))
    )


def test_when_nobody_follows_at_once_the_next_shift_is_named() -> None:
    assert next_handover(schedule(OFFICE), utc("2026-01-09 12:00")) == Handover(
        ("a",), utc("2026-01-09 16:00"), Shift(utc("2026-01-12 08:00"), utc("2026-01-12 16:00"), ("b",))
    )
    assert next_handover(schedule(OFFICE), utc("2026-01-10 12:00")) == Handover(
        (), utc("2026-01-12 08:00"), Shift(utc("2026-01-12 08:00"), utc("2026-01-12 16:00"), ("b",))
    )


def test_a_handover_years_ahead_is_found_and_one_that_never_comes_is_none() -> None:
    far = layer("day", "ab", Unit.MONTH, 60, "2026-01-05 09:00")
    assert next_handover(schedule(far), utc("2026-01-09")).at == utc("2031-01-05 08:00")
    assert next_handover(schedule(always("watch", "ana")), utc("2026-01-09")) == Handover(("ana",), None, None)
    assert next_handover(schedule(), utc("2026-01-09")) == Handover((), None, None)


def test_the_shift_that_follows_is_whole_however_far_it_reaches() -> None:
    months = layer("day", "ab", Unit.MONTH, 1, "2026-01-05 09:00")
    following = next_handover(schedule(months), utc("2026-01-28")).following
    assert following == Shift(utc("2026-02-05 08:00"), utc("2026-03-05 08:00"), ("b",))


def test_the_last_shift_of_all_is_followed_by_nobody() -> None:
    ending = layer("day", "ab", Unit.DAY, 1, "2026-01-05 09:00", until="2026-01-06 09:00")
    assert next_handover(schedule(ending), utc("2026-01-05 12:00")) == Handover(("a",), utc("2026-01-06 08:00"), None)


def test_the_current_turn_knows_its_place_in_the_cycle_and_who_follows() -> None:
    weekly = layer("watch", "ana ben chi", Unit.WEEK, 1, "2026-01-05 09:00")
    turn = current_turn(weekly, "Europe/Amsterdam", WorkCalendar(), utc("2026-02-12 12:00"))
    assert turn
    assert (turn.slot, turn.following) == (slot("chi"), slot("ana"))
    assert (turn.start, turn.end) == (utc("2026-02-09 08:00"), utc("2026-02-16 08:00"))
    assert (turn.number, turn.cycle, turn.position, turn.is_last_of_cycle) == (5, 1, 2, True)


def test_the_current_turn_of_a_shuffled_order_is_the_one_that_is_served() -> None:
    daily = layer("watch", "abcde", Unit.DAY, 1, "2026-01-05 09:00", order=Order.SHUFFLED)
    duty = schedule(daily)
    for day in range(20):
        moment = utc("2026-01-05 12:00") + timedelta(days=day)
        turn = current_turn(daily, duty.zone, duty.calendar, moment)
        assert turn
        assert turn.slot.people == who_is_on_call(duty, moment)
        assert turn.following.people == who_is_on_call(duty, moment + timedelta(days=1))


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-01-05 07:59", None),  # not begun
        ("2026-01-05 22:00", 0),  # out of hours, but still this turn
        ("2026-01-10 12:00", None),  # a day without hours is nobody's turn
        ("2026-01-12 12:00", 5),
        ("2026-01-20 12:00", None),  # after the end
    ],
)
def test_the_turn_in_progress_is_somebodys_or_nobodys(moment: str, number: int | None) -> None:
    ending = replace(OFFICE, until=at("2026-01-15 09:00"))
    turn = current_turn(ending, "Europe/Amsterdam", WorkCalendar(), utc(moment))
    assert (turn.number if turn else None) == number


def test_between_working_days_it_is_nobodys_turn_unless_the_turn_goes_on() -> None:
    one = layer("watch", "abc", Unit.WORKING_DAY, 1, "2026-01-08 09:00")
    three = layer("watch", "abc", Unit.WORKING_DAY, 3, "2026-01-08 09:00")
    saturday = utc("2026-01-10 12:00")
    assert current_turn(one, "Europe/Amsterdam", WorkCalendar(), saturday) is None
    turn = current_turn(three, "Europe/Amsterdam", WorkCalendar(), saturday)
    assert turn
    assert (turn.number, turn.end) == (0, utc("2026-01-13 08:00"))


def test_a_layer_that_is_always_on_has_no_turns() -> None:
    assert current_turn(always("watch", "ana"), "UTC", WorkCalendar(), utc("2026-01-05")) is None


def test_a_loaded_schedule_answers_right_in_any_order() -> None:
    duty = schedule(OFFICE, layer("night", "cde", Unit.WEEK, 1, "2026-01-05 09:00", priority=0))
    loaded, random = Loaded(duty), Random(7)
    moments = [utc("2020-01-01") + timedelta(hours=random.randrange(24 * 365 * 12)) for _ in range(60)]
    assert [loaded.who_is_on_call(moment) for moment in moments] == [who_is_on_call(duty, moment) for moment in moments]


def test_a_loaded_schedule_keeps_little() -> None:
    loaded = Loaded(schedule(OFFICE))
    for week in range(200):
        loaded.who_is_on_call(utc("2026-01-05") + timedelta(weeks=week))
    assert len(loaded._chunks) <= 8


def test_a_loaded_schedule_can_be_asked_by_several_threads() -> None:
    duty = schedule(OFFICE, layer("night", "cde", Unit.HOUR, 8, "2026-01-05 09:00", priority=0))
    moments = [utc("2026-01-05 12:00") + timedelta(days=7 * week) for week in range(60)]
    expected, loaded, answers = [who_is_on_call(duty, moment) for moment in moments], Loaded(duty), {}

    def ask(seed: int) -> None:
        order = Random(seed).sample(range(60), 60)
        answers[seed] = {index: loaded.who_is_on_call(moments[index]) for index in order}

    threads = [Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers[seed] == dict(enumerate(expected)) for seed in range(4))


def test_any_aware_datetime_may_ask_and_a_naive_one_may_not() -> None:
    duty = schedule(OFFICE)
    assert who_is_on_call(duty, at("2026-01-05 09:00").replace(tzinfo=ZoneInfo("Europe/Amsterdam"))) == ("a",)
    with pytest.raises(TypeError, match="naive"):
        who_is_on_call(duty, at("2026-01-05 09:00"))
