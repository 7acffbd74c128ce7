"""domain.md, Rota 8: an edit keeps the past, keeps who serves to the end of the turn, and goes on with who follows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rota.drawings import EDITS, LONG, OFFSETS, QUICK, SCHEDULES, edited, moment
from tests.domain.rota.makers import always, at, layer, local, office, schedule, slots, utc, window
from watchbill.domain.rota.schedule import Loaded, gaps, shifts, who_is_on_call
from watchbill.domain.rota.values import Layer, Order, Schedule, Unit
from watchbill.domain.rota.versions import edit

WEEKLY = layer("watch", "abcd", Unit.WEEK, 1, "2026-01-05 09:00")
DAILY = layer("watch", "abcd", Unit.DAY, 1, "2026-01-05 09:00")
WEEK_TWO = utc("2026-01-14 12:00")  # b serves until 19 January


def served(duty: Schedule, start: str, end: str) -> str:
    return "".join(line.rsplit(" ", 1)[1] for line in local(duty, start, end))


def after(old: Layer, new: Layer, moment: datetime = WEEK_TWO, **options: tuple[str, ...]) -> Schedule:
    return edit(schedule(old), [new], moment, **options)


def test_who_serves_keeps_the_turn_and_who_follows_in_the_new_order_comes_next() -> None:
    duty = after(WEEKLY, replace(WEEKLY, slots=slots("dbac")))
    assert local(duty, "2026-01-05 09:00", "2026-02-09 09:00") == [
        "01-05 09:00 > 01-12 09:00 a",
        "01-12 09:00 > 01-19 09:00 b",
        "01-19 09:00 > 01-26 09:00 a",
        "01-26 09:00 > 02-02 09:00 c",
        "02-02 09:00 > 02-09 09:00 d",
    ]


@pytest.mark.parametrize(
    ("slots_after", "expected"),
    [
        ("abcde", "abcde"),  # somebody joined at the end
        ("eabcd", "abcde"),  # or at the front
        ("aebcd", "abcda"),
        ("acd", "abcda"),  # who serves was taken off: the first of those who followed
        ("ad", "abdad"),
        ("ax", "abaxa"),
        ("xyz", "abxyz"),  # nobody of the old order is left: the first
        ("b", "ab"),  # alone now
    ],
)
def test_who_follows_in_a_changed_list(slots_after: str, expected: str) -> None:
    duty = after(WEEKLY, replace(WEEKLY, slots=slots(slots_after)))
    assert served(duty, "2026-01-05 09:00", "2026-02-09 09:00") == expected


def test_somebody_listed_twice_goes_on_from_the_place_that_is_served() -> None:
    old = layer("watch", "abac", Unit.WEEK, 1, "2026-01-05 09:00")
    first_a, second_a = utc("2026-01-06 12:00"), utc("2026-01-20 12:00")
    new = replace(old, slots=slots("abacx"))
    assert served(after(old, new, first_a), "2026-01-05 09:00", "2026-02-09 09:00") == "abacx"
    assert served(after(old, new, second_a), "2026-01-05 09:00", "2026-02-09 09:00") == "abacx"
    assert (
        served(after(old, replace(old, slots=slots("abad")), second_a), "2026-01-19 09:00", "2026-02-02 09:00") == "ad"
    )


def test_an_edit_at_the_instant_of_a_handover_keeps_who_begins() -> None:
    duty = after(WEEKLY, replace(WEEKLY, slots=slots("ac")), utc("2026-01-12 08:00"))
    assert served(duty, "2026-01-05 09:00", "2026-02-02 09:00") == "abca"


def test_turns_go_on_by_the_new_handovers_after_the_one_that_is_kept() -> None:
    moved = layer("watch", "abcd", Unit.WEEK, 1, "2026-01-07 12:00")
    assert local(after(WEEKLY, moved), "2026-01-12 09:00", "2026-02-04 12:00") == [
        "01-12 09:00 > 01-19 09:00 b",
        "01-19 09:00 > 01-21 12:00 c",
        "01-21 12:00 > 01-28 12:00 d",
        "01-28 12:00 > 02-04 12:00 a",
    ]


def test_another_unit_keeps_the_turn_and_the_numbering() -> None:
    assert local(after(WEEKLY, DAILY), "2026-01-12 09:00", "2026-01-23 09:00") == [
        "01-12 09:00 > 01-19 09:00 b",
        "01-19 09:00 > 01-20 09:00 c",
        "01-20 09:00 > 01-21 09:00 d",
        "01-21 09:00 > 01-22 09:00 a",
        "01-22 09:00 > 01-23 09:00 b",
    ]


def test_new_hours_and_a_new_end_clip_the_turn_that_is_kept() -> None:
    by_day = after(WEEKLY, replace(WEEKLY, hours=(window("09:00", "17:00"),)))
    assert local(by_day, "2026-01-14 12:00", "2026-01-20 00:00") == [
        "01-14 12:00 > 01-14 17:00 b",
        *(f"01-{number} 09:00 > 01-{number} 17:00 b" for number in (15, 16, 17, 18)),
        "01-19 09:00 > 01-19 17:00 c",
    ]
    ended = after(WEEKLY, replace(WEEKLY, slots=slots("ac"), until=at("2026-01-16 12:00")))
    assert local(ended, "2026-01-12 09:00", "2026-03-01 09:00") == ["01-12 09:00 > 01-16 12:00 b"]


def test_out_of_hours_the_turn_in_progress_is_kept() -> None:
    weekly = replace(WEEKLY, hours=(office(),))
    evening = utc("2026-01-14 20:00")
    duty = after(weekly, replace(weekly, slots=slots("bdac")), evening)
    assert served(duty, "2026-01-15 00:00", "2026-01-17 00:00") == "bb"
    assert served(duty, "2026-01-19 00:00", "2026-01-20 00:00") == "d"


def test_on_a_day_that_is_nobodys_turn_the_last_served_counts_and_keeps_no_time() -> None:
    daily = replace(DAILY, hours=(office(),))
    saturday = utc("2026-01-10 12:00")  # a served on Friday
    duty = after(daily, replace(daily, slots=slots("bdac")), saturday)
    assert served(duty, "2026-01-09 00:00", "2026-01-15 00:00") == "acbd"
    awake = after(daily, replace(daily, slots=slots("bdac"), hours=()), saturday)
    assert local(awake, "2026-01-10 00:00", "2026-01-12 09:00") == [
        "01-10 13:00 > 01-11 09:00 c",
        "01-11 09:00 > 01-12 09:00 b",
    ]


def test_between_working_days_the_last_served_counts() -> None:
    old = layer("watch", "abcd", Unit.WORKING_DAY, 1, "2026-01-05 09:00")
    duty = after(old, replace(old, slots=slots("dabc")), utc("2026-01-10 12:00"))
    assert served(duty, "2026-01-09 09:00", "2026-01-15 09:00") == "abcd"


def test_a_turn_of_several_working_days_is_kept_over_the_weekend_but_not_served_on_it() -> None:
    old = layer("watch", "abcd", Unit.WORKING_DAY, 3, "2026-01-08 09:00")
    duty = after(old, replace(old, slots=slots("acbd")), utc("2026-01-10 12:00"))
    assert local(duty, "2026-01-08 09:00", "2026-01-21 09:00") == [
        "01-08 09:00 > 01-10 09:00 a",
        "01-12 09:00 > 01-13 09:00 a",
        "01-13 09:00 > 01-16 09:00 c",
        "01-16 09:00 > 01-17 09:00 b",
        "01-19 09:00 > 01-21 09:00 b",
    ]


def test_a_new_layer_starts_clean_and_a_removed_one_ends() -> None:
    other = layer("other", "xyz", Unit.WEEK, 1, "2026-01-05 09:00")
    duty = after(WEEKLY, other)
    assert local(duty, "2026-01-12 09:00", "2026-01-26 09:00") == [
        "01-12 09:00 > 01-14 13:00 b",
        "01-14 13:00 > 01-19 09:00 y",
        "01-19 09:00 > 01-26 09:00 z",
    ]


def test_a_layer_that_has_not_begun_starts_clean() -> None:
    later = layer("watch", "abcd", Unit.WEEK, 1, "2026-02-02 09:00")
    duty = after(later, replace(later, slots=slots("dcba")))
    assert local(duty, "2026-01-01 00:00", "2026-02-09 09:00") == ["02-02 09:00 > 02-09 09:00 d"]


def test_a_rotation_that_becomes_one_slot_ends_its_turn_first() -> None:
    duty = after(WEEKLY, always("watch", "eve"))
    assert local(duty, "2026-01-12 09:00", "2026-01-26 09:00") == [
        "01-12 09:00 > 01-19 09:00 b",
        "01-19 09:00 > 01-26 09:00 eve",
    ]
    again = edit(duty, [always("watch", "eve"), always("more", "zoe", priority=0)], utc("2026-01-16 12:00"))
    assert shifts(again, WEEK_TWO, utc("2026-02-01")) == shifts(duty, WEEK_TWO, utc("2026-02-01"))


def test_one_slot_that_becomes_a_rotation_hands_over_at_once() -> None:
    duty = after(always("watch", "eve"), WEEKLY)
    assert local(duty, "2026-01-12 09:00", "2026-01-26 09:00") == [
        "01-12 09:00 > 01-14 13:00 eve",
        "01-14 13:00 > 01-19 09:00 b",
        "01-19 09:00 > 01-26 09:00 c",
    ]


def test_a_shuffled_order_with_other_people_begins_a_new_cycle_and_not_with_who_serves() -> None:
    for seed in "abcdefgh":
        old = replace(WEEKLY, rotation=replace(WEEKLY.rotation, order=Order.SHUFFLED), seed=seed)
        new = replace(old, slots=slots("abcde"))
        duty = after(old, new)
        who = served(duty, "2026-01-12 09:00", "2026-03-30 09:00")
        assert sorted(who[1:6]) == list("abcde")
        assert who[0] != who[1]
        assert sorted(who[6:11]) == list("abcde")


def test_a_shuffled_order_with_the_same_people_goes_on_where_it_was() -> None:
    shuffled = replace(DAILY, rotation=replace(DAILY.rotation, order=Order.SHUFFLED))
    duty = after(shuffled, replace(shuffled, hours=(window("06:00", "22:00"),)))
    for day in range(30):
        noon = WEEK_TWO + timedelta(days=day)
        assert who_is_on_call(duty, noon) == who_is_on_call(schedule(shuffled), noon)


def test_after_a_shuffle_by_hand_the_new_order_begins_with_its_first() -> None:
    by_hand = replace(WEEKLY, rotation=replace(WEEKLY.rotation, order=Order.BY_HAND))
    last = utc("2026-01-28 12:00")  # d serves, the last of the cycle
    new = replace(by_hand, slots=slots("cdba"))
    assert served(after(by_hand, new, last, fresh=("watch",)), "2026-01-26 09:00", "2026-02-23 09:00") == "dcdb"
    assert served(after(by_hand, new, last), "2026-01-26 09:00", "2026-02-23 09:00") == "dbac"


def test_edits_in_a_row_go_on_from_each_other() -> None:
    once = after(WEEKLY, replace(WEEKLY, slots=slots("bdac")))
    twice = edit(once, [replace(WEEKLY, slots=slots("bcad"))], utc("2026-01-16 12:00"))
    thrice = edit(twice, [replace(WEEKLY, slots=slots("abcd"))], utc("2026-01-21 12:00"))
    assert served(twice, "2026-01-12 09:00", "2026-02-09 09:00") == "bcad"
    assert served(thrice, "2026-01-12 09:00", "2026-02-09 09:00") == "bcda"


def test_an_edit_at_the_instant_of_the_last_one_replaces_it() -> None:
    once = after(WEEKLY, replace(WEEKLY, slots=slots("bdac")))
    again = edit(once, [WEEKLY], WEEK_TWO)
    assert len(again.versions) == 2
    assert served(again, "2026-01-12 09:00", "2026-02-09 09:00") == "bcda"


def test_an_edit_before_the_last_one_is_refused() -> None:
    once = after(WEEKLY, WEEKLY)
    with pytest.raises(ValueError, match="already has an edit from 2026-01-14 12:00:00"):
        edit(once, [WEEKLY], WEEK_TWO - timedelta(hours=1))


def test_a_first_version_may_begin_at_an_instant() -> None:
    duty = edit(replace(schedule(), versions=()), [WEEKLY], WEEK_TWO)
    assert local(duty, "2026-01-12 09:00", "2026-01-19 09:00") == ["01-14 13:00 > 01-19 09:00 b"]


@given(SCHEDULES, EDITS)
@QUICK
def test_the_past_is_fixed(old: Schedule, change: tuple[int, list[Layer | None]]) -> None:
    when = moment(old, change[0])
    start = when - timedelta(days=20)
    assert shifts(edited(old, change), start, when) == shifts(old, start, when)


@given(SCHEDULES, st.lists(OFFSETS, min_size=1, max_size=4))
@QUICK
def test_an_edit_that_changes_nothing_changes_nothing(duty: Schedule, quarters: list[int]) -> None:
    start, unchanged = moment(duty, 0), duty
    for count in sorted(quarters):
        unchanged = edit(unchanged, unchanged.versions[-1].layers, moment(duty, count))
    assert shifts(unchanged, start, start + timedelta(days=60)) == shifts(duty, start, start + timedelta(days=60))


def said_twice(duty: Schedule, quarters: int) -> None:
    """The hours in another way: the layers count as changed, and are carried over."""
    start = moment(duty, 0)
    again = [replace(each, hours=each.hours * 2) for each in duty.versions[0].layers]
    changed = edit(duty, again, moment(duty, quarters))
    assert shifts(changed, start, start + timedelta(days=40)) == shifts(duty, start, start + timedelta(days=40))


@given(SCHEDULES, OFFSETS)
@QUICK
def test_hours_said_in_another_way_move_nobody(duty: Schedule, quarters: int) -> None:
    said_twice(duty, quarters)


@pytest.mark.campaign
@given(SCHEDULES, OFFSETS)
@LONG
def test_hours_said_in_another_way_move_nobody_at_length(duty: Schedule, quarters: int) -> None:
    said_twice(duty, quarters)


@given(st.sampled_from(list(Unit)), st.integers(1, 3), st.permutations("abcd"), st.integers(0, 24 * 25))
@QUICK
def test_who_serves_serves_to_the_end_and_then_everybody_does(
    unit: Unit, length: int, order: list[str], hour: int
) -> None:
    old = layer("watch", "abcd", unit, length, "2026-03-02 09:00")
    moment = utc("2026-03-02 09:00") + timedelta(hours=hour)
    before, duty = Loaded(schedule(old)), edit(schedule(old), [replace(old, slots=slots("".join(order)))], moment)
    now = next((each for each in before.shifts(moment, moment + timedelta(days=200)) if each.start == moment), None)
    rest = shifts(duty, moment, moment + timedelta(days=900))
    assert now is None or rest[0] == now
    everybody = [each.people[0] for each in rest if each.start >= (now.end if now else moment)]
    turns = [who for index, who in enumerate(everybody) if index == 0 or everybody[index - 1] != who]
    assert {*turns[:4]} == set("abcd")


@given(st.permutations("abcd"), st.integers(0, 24 * 25))
@QUICK
def test_an_edit_leaves_no_gap_in_a_continuous_rotation(order: list[str], hour: int) -> None:
    moment = utc("2026-03-02 09:00") + timedelta(hours=hour)
    old = layer("watch", "abcd", Unit.DAY, 2, "2026-03-02 09:00")
    new = layer("watch", "".join(order), Unit.HOUR, 7, "2026-03-09 21:00")
    assert gaps(edit(schedule(old), [new], moment), utc("2026-03-02 08:00"), utc("2026-05-01")) == ()
