"""Timers: each state transition happens exactly once, and a poisonous one does not hold up the others."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import MONDAY, advance
from tests.hand import receive
from tests.harbour import Harbour, event, harbour
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Timer
from watchbill.apps.alerts.models import Alert
from watchbill.apps.paging.models import Run
from watchbill.runtime.engine import timers
from watchbill.runtime.engine.handlers import HANDLERS, Handler

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def radio() -> Harbour:
    return harbour()


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The subjects that reached the handler of a kind made for the test; the one named poison never does."""
    seen: list[int] = []

    def handle(due: Sequence[Timer], subjects: Mapping[int, Any], now: datetime) -> None:
        if any(timer.data.get("poison") for timer in due):
            raise ValueError("poison")
        seen.extend(timer.subject_id for timer in due)

    monkeypatch.setattr(timers, "HANDLERS", (Handler("tested", Alert, handle),))
    return seen


def alerts(radio: Harbour, count: int) -> list[Alert]:
    for place in range(count):
        receive(radio.integration, event(key=f"k{place}"))
    Timer.objects.all().delete()
    return list(Alert.objects.order_by("pk"))


def test_a_timer_is_handled_once_and_gone(radio: Harbour, handled: list[int]) -> None:
    [alert] = alerts(radio, 1)
    agenda.set_timer("tested", alert.pk, MONDAY)
    timers.run_due()
    timers.run_due()
    assert handled == [alert.pk]
    assert not Timer.objects.exists()


def test_a_timer_that_is_not_due_stays(radio: Harbour, handled: list[int]) -> None:
    [alert] = alerts(radio, 1)
    agenda.set_timer("tested", alert.pk, MONDAY + timedelta(seconds=1))
    timers.run_due()
    assert handled == []
    advance(seconds=1)
    timers.run_due()
    assert handled == [alert.pk]


def test_a_timer_of_an_earlier_epoch_drops_itself(radio: Harbour, handled: list[int]) -> None:
    [alert] = alerts(radio, 1)
    agenda.set_timer("tested", alert.pk, MONDAY, epoch=alert.epoch)
    Alert.objects.update(epoch=alert.epoch + 1)
    timers.run_due()
    assert handled == []
    assert not Timer.objects.exists()


def test_a_timer_whose_subject_is_gone_drops_itself(radio: Harbour, handled: list[int]) -> None:
    agenda.set_timer("tested", 987_654, MONDAY)
    timers.run_due()
    assert handled == []
    assert not Timer.objects.exists()


def test_the_poisonous_timer_stands_alone_and_backs_off_while_the_others_go_on(
    radio: Harbour, handled: list[int]
) -> None:
    found = alerts(radio, 9)
    for place, alert in enumerate(found):
        agenda.set_timer("tested", alert.pk, MONDAY, poison=place == 4)
    timers.run_due()
    assert sorted(handled) == [alert.pk for alert in found if alert != found[4]]
    [left] = Timer.objects.all()
    assert (left.subject_id, left.attempts, left.error) == (found[4].pk, 1, "ValueError: poison")
    assert left.due_at == MONDAY + timedelta(seconds=5)
    advance(seconds=5)
    timers.run_due()
    left.refresh_from_db()
    assert (left.attempts, left.due_at) == (2, MONDAY + timedelta(seconds=15))


def test_every_kind_has_one_handler_and_its_subject_an_epoch_where_it_follows_one() -> None:
    kinds = [handler.kind for handler in HANDLERS]
    assert len(set(kinds)) == len(kinds)
    for handler in HANDLERS:
        names = {field.name for field in handler.subject._meta.get_fields()}
        assert not handler.follows_epoch or "epoch" in names


def test_urgent_kinds_come_before_new_work(radio: Harbour) -> None:
    """In a storm the second page of an old alert does not wait until every new one has been routed."""
    kinds = [handler.kind for handler in HANDLERS]
    assert kinds.index("escalate") < kinds.index("route")
    assert Run.objects.count() == 0
