"""domain.md, Rota 5: who comes after whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rota.makers import layer, local, schedule, slot, slots
from watchbill.domain.rota.order import SlotOrder, cycle_order
from watchbill.domain.rota.values import Order, Slot, Unit


def cycles(who: str, order: Order, seed: str, count: int) -> list[str]:
    return ["".join(each.people[0] for each in cycle_order(slots(who), order, seed, cycle)) for cycle in range(count)]


@pytest.mark.parametrize("order", [Order.LISTED, Order.BY_HAND])
def test_the_list_is_followed_as_it_stands(order: Order) -> None:
    assert cycles("cab", order, "seed", 3) == ["cab", "cab", "cab"]


def test_a_shuffle_is_the_same_in_every_process_and_version_of_python() -> None:
    assert cycles("abcd", Order.SHUFFLED, "radio", 5) == ["dbac", "dbca", "cabd", "bcad", "adcb"]


def test_shuffles_differ_by_rotation_and_by_cycle() -> None:
    drawn = cycles("abcdef", Order.SHUFFLED, "one", 50)
    assert len(set(drawn)) > 40
    assert drawn != cycles("abcdef", Order.SHUFFLED, "other", 50)


@given(st.text(max_size=5), st.integers(0, 10**6), st.integers(1, 9))
def test_everybody_serves_once_in_a_cycle(seed: str, cycle: int, size: int) -> None:
    people = tuple(Slot((str(number),)) for number in range(size))
    assert sorted(cycle_order(people, Order.SHUFFLED, seed, cycle), key=people.index) == list(people)


@given(st.text(max_size=5), st.integers(0, 10**6), st.integers(3, 9))
def test_with_three_or_more_the_last_of_a_cycle_is_never_the_first_of_the_next(
    seed: str, cycle: int, size: int
) -> None:
    people = tuple(Slot((str(number),)) for number in range(size))
    order = SlotOrder(people, Order.SHUFFLED, seed)
    assert order.index(cycle * size + size - 1) != order.index((cycle + 1) * size)


def test_nobody_serves_twice_in_a_row_in_slots_of_several_either() -> None:
    order = SlotOrder(slots("ana+ben ana+chi dora eve"), Order.SHUFFLED, "seed")
    people = [set(slots("ana+ben ana+chi dora eve")[order.index(turn)].people) for turn in range(2000)]
    assert all(people[4 * cycle - 1].isdisjoint(people[4 * cycle]) for cycle in range(1, 500))


def test_slots_that_cannot_be_kept_apart_are_still_shuffled() -> None:
    assert {cycle_order(slots("ana ana ana"), Order.SHUFFLED, "seed", cycle) for cycle in range(9)} == {
        (slot("ana"),) * 3
    }


@given(st.integers(0, 100), st.integers(0, 40), st.sampled_from(list(Order)))
def test_a_run_of_turns_is_the_turns_one_by_one(turn: int, count: int, order: Order) -> None:
    turns = SlotOrder(slots("abcde"), order, "seed")
    assert turns.run(turn, count) == [turns.index(turn + ahead) for ahead in range(count)]


def test_everybody_is_equally_likely_to_come_first() -> None:
    firsts = [cycle[0] for cycle in cycles("abcd", Order.SHUFFLED, "fair", 2000)]
    assert all(400 < firsts.count(person) < 600 for person in "abcd")


def test_a_schedule_serves_the_shuffled_order() -> None:
    duty = schedule(layer("watch", "abcd", Unit.DAY, 1, "2026-01-05 00:00", order=Order.SHUFFLED, seed="radio"))
    served = "".join(line[-1] for line in local(duty, "2026-01-05 00:00", "2026-01-13 00:00"))
    assert served == "".join(cycles("abcd", Order.SHUFFLED, "radio", 2))
