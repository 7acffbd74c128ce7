"""Changing a rota: the past is fixed, who serves keeps the watch, and everybody whose shift moved is told."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY, advance
from tests.hand import pass_time, told, turn
from tests.harbour import Harbour, harbour
from watchbill import clock
from watchbill.apps.oncall import selectors, services
from watchbill.apps.oncall.rotas import written_layers
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.domain.rota.values import Order, Unit
from watchbill.domain.shape.schedules import Layer, Slot
from watchbill.problems import NotAllowed, Wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def radio() -> Harbour:
    return harbour()


@pytest.fixture
def manager(radio: Harbour) -> Actor:
    return somebody(radio.dora, "web")


def on_call(radio: Harbour, days: float = 0) -> list[str]:
    at = clock.now() + timedelta(days=days)
    return [person.slug for person in selectors.who_is_on_call(radio.schedule.slug, at)]


def slots(*people: str) -> tuple[Slot, ...]:
    return tuple(Slot(people=(each,)) for each in people)


def daily(*people: str, order: Order = Order.LISTED) -> Layer:
    starts = MONDAY.replace(tzinfo=None, hour=8)
    return Layer(name="daily", slots=slots(*people), unit=Unit.DAY, length=1, starts=starts, order=order)


def test_who_serves_now_keeps_the_watch_to_the_end_of_their_turn(radio: Harbour, manager: Actor) -> None:
    advance(days=2)
    written = written_layers(radio.schedule.versions.get())[0]
    new = Layer(name="weekly", slots=slots("dora", "ana", "ben"), unit=Unit.WEEK, length=1, starts=written.starts)
    services.edit_schedule(schedule=radio.schedule, layers=[new], by=manager)
    assert on_call(radio) == ["ana"]
    assert on_call(radio, 4) == ["ana"]
    assert on_call(radio, 5) == ["ben"]  # who follows Ana in the new order
    assert on_call(radio, 12) == ["dora"]
    assert on_call(radio, -1) == ["ana"]  # the past is as it was


def test_everybody_whose_shift_moved_is_told_what_moved(radio: Harbour, manager: Actor) -> None:
    services.add_override(
        schedule=radio.schedule,
        kind="replace",
        start=MONDAY + timedelta(days=1),
        end=MONDAY + timedelta(days=2),
        person=radio.ana,
        replaced_by=radio.ben,
        by=manager,
    )
    turn()
    notices = {delivery.place: delivery.message["text"] for delivery in told()}
    assert set(notices) == {"ana@example.org", "ben@example.org"}
    assert "Dora changed harbour-duty" in notices["ben@example.org"]
    assert "You are now on call from Tue 03 Mar 10:00 to Wed 04 Mar 10:00" in notices["ben@example.org"]
    assert on_call(radio, 1) == ["ben"]


def test_a_preview_shows_the_move_and_changes_nothing(radio: Harbour) -> None:
    start = MONDAY + timedelta(days=1)
    moves = services.preview_override(
        schedule=radio.schedule, kind="add", start=start, end=start + timedelta(hours=2), person=radio.dora
    )
    assert [(move.person, move.before, move.after and move.after.start) for move in moves] == [("dora", None, start)]
    assert on_call(radio, 1) == ["ana"]


def test_people_give_their_own_shifts_away_but_not_those_of_others(radio: Harbour) -> None:
    span = {"start": MONDAY, "end": MONDAY + timedelta(hours=4)}
    ben = somebody(radio.ben, "web")
    services.add_override(
        schedule=radio.schedule, kind="replace", person=radio.ana, replaced_by=radio.ben, by=ben, **span
    )
    with pytest.raises(NotAllowed, match="Ben may not change what this team owns of Harbour"):
        services.add_override(schedule=radio.schedule, kind="remove", person=radio.ana, by=ben, **span)


def test_an_override_that_ends_before_it_begins_is_refused_with_the_field(radio: Harbour, manager: Actor) -> None:
    with pytest.raises(Wrong) as refused:
        services.add_override(
            schedule=radio.schedule, kind="add", person=radio.ben, by=manager, start=MONDAY, end=MONDAY
        )
    assert "end" in refused.value.fields


def test_taking_an_override_back_restores_the_rota(radio: Harbour, manager: Actor) -> None:
    override = services.add_override(
        schedule=radio.schedule, kind="remove", person=radio.ana, by=manager, start=MONDAY, end=MONDAY + timedelta(1)
    )
    assert on_call(radio) == []
    services.remove_override(override=override, by=manager)
    assert on_call(radio) == ["ana"]


def test_the_last_of_the_list_is_asked_to_shuffle_and_the_next_round_is_served_in_their_order(
    radio: Harbour, manager: Actor
) -> None:
    services.edit_schedule(
        schedule=radio.schedule, layers=[daily("ana", "ben", "dora", order=Order.BY_HAND)], by=manager
    )
    pass_time(days=1, hours=21)
    assert not [row for row in told() if "Shuffle" in row.message["subject"]]
    pass_time(hours=2)  # Dora, the last, begins her turn
    asked = [row for row in told() if "Shuffle" in row.message["subject"]]
    assert [row.place for row in asked] == ["dora@example.org"]
    dora = somebody(radio.dora, "web")
    services.shuffle_by_hand(schedule=radio.schedule, layer="daily", slots=[1, 2, 0], by=dora)
    assert on_call(radio) == ["dora"]
    assert [on_call(radio, days)[0] for days in (1, 2, 3)] == ["ben", "dora", "ana"]


def test_the_last_of_a_round_is_not_the_first_of_the_next(radio: Harbour, manager: Actor) -> None:
    services.edit_schedule(
        schedule=radio.schedule, layers=[daily("ana", "ben", "dora", order=Order.BY_HAND)], by=manager
    )
    with pytest.raises(Wrong, match="dora would serve twice in a row"):
        services.shuffle_by_hand(schedule=radio.schedule, layer="daily", slots=[2, 0, 1], by=manager)


def test_whoever_is_asked_may_shuffle_and_others_may_not(radio: Harbour, manager: Actor) -> None:
    services.edit_schedule(
        schedule=radio.schedule, layers=[daily("dora", "ana", "ben", order=Order.BY_HAND)], by=manager
    )
    services.shuffle_by_hand(schedule=radio.schedule, layer="daily", slots=[1, 2, 0], by=somebody(radio.ben, "web"))
    with pytest.raises(NotAllowed):
        services.shuffle_by_hand(schedule=radio.schedule, layer="daily", slots=[1, 2, 0], by=somebody(radio.ana, "web"))
