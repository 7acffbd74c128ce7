"""domain.md, Rota 4, 6 and 7: what layers say together, and what uses up a turn."""

from tests.domain.rota.makers import WEEKDAYS, always, layer, local, office, schedule, utc, window
from watchbill.domain.rota.schedule import layer_shifts, shifts
from watchbill.domain.rota.values import Advance, Schedule, Shift, Unit


def test_a_weekend_without_hours_consumes_no_turn_when_what_is_active_counts() -> None:
    duty = schedule(layer("watch", "abc", Unit.DAY, 1, "2026-01-08 00:00", hours=(office(),)))
    assert local(duty, "2026-01-08 00:00", "2026-01-13 00:00") == [
        "01-08 09:00 > 01-08 17:00 a",
        "01-09 09:00 > 01-09 17:00 b",
        "01-12 09:00 > 01-12 17:00 c",
    ]


def test_a_weekend_consumes_turns_when_the_calendar_counts() -> None:
    duty = schedule(layer("watch", "abc", Unit.DAY, 1, "2026-01-08 00:00", hours=(office(),), advance=Advance.CALENDAR))
    assert local(duty, "2026-01-08 00:00", "2026-01-13 00:00") == [
        "01-08 09:00 > 01-08 17:00 a",
        "01-09 09:00 > 01-09 17:00 b",
        "01-12 09:00 > 01-12 17:00 b",
    ]


def test_a_holiday_that_a_window_leaves_out_consumes_no_turn() -> None:
    hours = (window("09:00", "17:00", WEEKDAYS, not_holidays=True),)
    duty = schedule(
        layer("watch", "abc", Unit.DAY, 1, "2026-04-02 00:00", hours=hours), holidays=("2026-04-03", "2026-04-06")
    )
    assert local(duty, "2026-04-02 00:00", "2026-04-09 00:00") == [
        "04-02 09:00 > 04-02 17:00 a",
        "04-07 09:00 > 04-07 17:00 b",
        "04-08 09:00 > 04-08 17:00 c",
    ]


def test_working_days_without_hours_consume_no_turn() -> None:
    hours = (window("09:00", "17:00", frozenset({0, 2, 4})),)
    duty = schedule(layer("watch", "abcd", Unit.WORKING_DAY, 1, "2026-01-05 09:00", hours=hours))
    assert [line[-1] for line in local(duty, "2026-01-05 00:00", "2026-01-13 00:00")] == list("abcd")


def test_a_higher_layer_covers_where_it_has_somebody() -> None:
    day = layer("day", "ab", Unit.DAY, 1, "2026-01-05 09:00", hours=(office(),), priority=2)
    duty = schedule(always("watch", "dora"), day)
    assert local(duty, "2026-01-05 00:00", "2026-01-06 18:00") == [
        "01-05 00:00 > 01-05 09:00 dora",
        "01-05 09:00 > 01-05 17:00 a",
        "01-05 17:00 > 01-06 09:00 dora",
        "01-06 09:00 > 01-06 17:00 b",
        "01-06 17:00 > 01-06 18:00 dora",
    ]


def test_layers_of_equal_priority_are_on_call_together() -> None:
    duty = schedule(
        always("below", "eve"),
        layer("one", "ab", Unit.DAY, 1, "2026-01-05 09:00", hours=(window("09:00", "17:00"),), priority=2),
        layer("two", "cd", Unit.DAY, 1, "2026-01-05 09:00", hours=(window("12:00", "20:00"),), priority=2),
    )
    assert local(duty, "2026-01-05 00:00", "2026-01-06 00:00") == [
        "01-05 00:00 > 01-05 09:00 eve",
        "01-05 09:00 > 01-05 12:00 a",
        "01-05 12:00 > 01-05 17:00 a+c",
        "01-05 17:00 > 01-05 20:00 c",
        "01-05 20:00 > 01-06 00:00 eve",
    ]


def test_nobody_lets_lower_layers_through_and_nobody_with_a_mark_does_not() -> None:
    duty = schedule(
        always("below", "eve"), layer("watch", "ana nobody nobody!", Unit.DAY, 1, "2026-01-05 00:00", priority=2)
    )
    assert local(duty, "2026-01-05 00:00", "2026-01-09 00:00") == [
        "01-05 00:00 > 01-06 00:00 ana",
        "01-06 00:00 > 01-07 00:00 eve",
        "01-08 00:00 > 01-09 00:00 ana",
    ]


def test_among_equals_somebody_beats_a_block_which_beats_what_lies_below() -> None:
    below, blocked = always("below", "eve"), always("blocked", "nobody!", priority=2)
    day = always("day", "ana", priority=2, hours=(window("09:00", "17:00"),))
    assert local(schedule(below, blocked, day), "2026-01-05 00:00", "2026-01-06 00:00") == [
        "01-05 09:00 > 01-05 17:00 ana"
    ]


def test_a_block_out_of_its_hours_blocks_nothing() -> None:
    duty = schedule(always("below", "eve"), always("quiet", "nobody!", priority=2, hours=(window("01:00", "05:00"),)))
    assert local(duty, "2026-01-05 00:00", "2026-01-06 00:00") == [
        "01-05 00:00 > 01-05 01:00 eve",
        "01-05 05:00 > 01-06 00:00 eve",
    ]


def test_the_order_of_the_list_does_not_matter_but_the_priority() -> None:
    low, high = always("low", "ana", priority=1), always("high", "ben", priority=7)
    assert local(schedule(high, low), "2026-01-05 00:00", "2026-01-06 00:00") == ["01-05 00:00 > 01-06 00:00 ben"]


def test_people_of_a_slot_serve_together_sorted_and_neighbours_merge() -> None:
    duty = schedule(layer("watch", "chi+ben ben+chi ana", Unit.DAY, 1, "2026-01-05 00:00"))
    assert local(duty, "2026-01-05 00:00", "2026-01-08 00:00") == [
        "01-05 00:00 > 01-07 00:00 ben+chi",
        "01-07 00:00 > 01-08 00:00 ana",
    ]


def test_a_layer_by_itself_shows_nobody_on_purpose_and_not_its_free_hours() -> None:
    watch = layer("watch", "ana nobody", Unit.DAY, 1, "2026-01-05 00:00", hours=(window("09:00", "17:00"),))
    duty = schedule(always("above", "eve", priority=2), watch)
    expected = (
        Shift(utc("2026-01-05 08:00"), utc("2026-01-05 16:00"), ("ana",)),
        Shift(utc("2026-01-06 08:00"), utc("2026-01-06 16:00"), ()),
    )
    assert layer_shifts(duty, watch, utc("2026-01-05"), utc("2026-01-07")) == expected
    assert layer_shifts(duty, "watch", utc("2026-01-05"), utc("2026-01-07")) == expected
    assert layer_shifts(duty, "no such layer", utc("2026-01-05"), utc("2026-01-07")) == ()


def test_a_schedule_without_layers_or_versions_has_nobody() -> None:
    assert shifts(schedule(), utc("2026-01-05"), utc("2026-01-06")) == ()
    assert shifts(Schedule("empty", "UTC", ()), utc("2026-01-05"), utc("2026-01-06")) == ()
