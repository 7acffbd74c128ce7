"""Deliveries: made at least once, each attempt a row, a duplicate explained by the record."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY, advance
from tests.hand import deliver
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Attempt, AttemptResult, Delivery, DeliveryState, Lane, Timer
from watchbill.apps.agenda.services import Telling
from watchbill.problems import Conflict
from watchbill.runtime.engine import deliveries
from watchbill.runtime.engine.deliveries import LAST_ATTEMPT, LEASE, Claimed, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def tell(channel: str = "mail", place: str = "ana@example.org", lane: Lane = Lane.PAGE) -> Delivery:
    failure = {"kind": "undelivered", "subject_id": 7, "epoch": 3, "data": {"page": 1}}
    return agenda.tell(Telling(channel, place, {"subject": "S", "text": "T"}, lane, on_failure=failure))


def claimed() -> Claimed:
    [delivery] = deliveries.claim(Lane.PAGE, 10)
    return delivery


def test_a_delivery_is_claimed_once_and_its_attempt_begins_with_the_claim() -> None:
    made = tell()
    assert claimed().pk == made.pk
    assert deliveries.claim(Lane.PAGE, 10) == []
    assert Attempt.objects.get().result == AttemptResult.UNDER_WAY


def test_a_lane_claims_only_its_own() -> None:
    tell(lane=Lane.BULK)
    assert deliveries.claim(Lane.PAGE, 10) == []
    assert len(deliveries.claim(Lane.BULK, 10)) == 1


def test_what_was_sent_is_recorded_with_its_receipt() -> None:
    made = tell()
    deliver()
    made.refresh_from_db()
    assert (made.state, made.attempts) == (DeliveryState.SENT, 1)
    assert "outbox" in made.detail
    assert Attempt.objects.get().result == AttemptResult.SENT


def test_a_lease_that_ends_is_sent_again_with_the_same_key_and_the_lost_attempt_is_marked() -> None:
    made = tell()
    first = claimed()
    advance(seconds=LEASE.total_seconds())
    assert deliveries.end_leases() == 1
    second = claimed()
    assert second.message["idempotency_key"] == first.message["idempotency_key"] == made.idempotency_key
    assert [row.result for row in Attempt.objects.all()] == [AttemptResult.LEASE_ENDED, AttemptResult.UNDER_WAY]


def test_an_outcome_that_comes_after_its_lease_was_lost_decides_nothing() -> None:
    made = tell()
    late = claimed()
    advance(seconds=LEASE.total_seconds())
    deliveries.end_leases()
    claimed()
    deliveries.record([Outcome(late, AttemptResult.PERMANENT, "no such address")])
    made.refresh_from_db()
    assert made.state == DeliveryState.LEASED
    assert not Timer.objects.exists()
    first, second = Attempt.objects.all()
    assert (first.result, second.result) == (AttemptResult.LEASE_ENDED, AttemptResult.UNDER_WAY)
    assert first.detail.endswith("Heard later: no such address")


def test_a_temporary_failure_is_tried_again_later_and_later() -> None:
    made = tell()
    waits = []
    for _ in range(3):
        deliveries.record([Outcome(claimed(), AttemptResult.TEMPORARY, "busy")])
        made.refresh_from_db()
        assert made.state == DeliveryState.WAITING
        waits.append((made.due_at - advance(seconds=0)).total_seconds())
        advance(seconds=waits[-1])
    assert waits == [5, 10, 20]


def test_the_receiver_may_say_when_to_come_again() -> None:
    made = tell()
    deliveries.record([Outcome(claimed(), AttemptResult.TEMPORARY, "busy", retry_after=90)])
    made.refresh_from_db()
    assert made.due_at == MONDAY + timedelta(seconds=90)


def test_a_failure_for_good_sets_the_timer_that_whoever_told_has_named() -> None:
    made = tell("pigeon", "loft")
    deliver()
    made.refresh_from_db()
    assert made.state == DeliveryState.FAILED
    timer = Timer.objects.get()
    assert (timer.kind, timer.subject_id, timer.epoch, timer.data) == ("undelivered", 7, 3, {"page": 1})


def test_after_the_last_attempt_a_temporary_failure_is_one_for_good() -> None:
    made = tell()
    for _ in range(LAST_ATTEMPT):
        deliveries.record([Outcome(claimed(), AttemptResult.TEMPORARY, "busy")])
        advance(hours=1)
    made.refresh_from_db()
    assert (made.state, made.attempts) == (DeliveryState.FAILED, LAST_ATTEMPT)
    assert Timer.objects.count() == 1


def test_at_the_start_of_the_only_process_every_lease_is_a_dead_ones() -> None:
    tell()
    claimed()
    assert deliveries.end_leases() == 0
    assert deliveries.end_leases(all_of_them=True) == 1
    assert claimed().attempts == 2


def test_a_failed_delivery_is_sent_again_by_hand_and_a_sent_one_is_not() -> None:
    made = tell("pigeon", "loft")
    deliver()
    agenda.retry_delivery(delivery_id=made.pk)
    made.refresh_from_db()
    assert made.state == DeliveryState.WAITING
    sent = tell()
    deliver()
    with pytest.raises(Conflict, match="only a failed one"):
        agenda.retry_delivery(delivery_id=sent.pk)


def test_what_is_withdrawn_is_not_sent() -> None:
    agenda.tell(Telling("mail", "ana@example.org", {"subject": "S", "text": "T"}, Lane.PAGE, subject=("page", 5)))
    agenda.withdraw("page", [5], MONDAY, "Somebody answered.")
    assert deliver() == 0
    assert Delivery.objects.get().state == DeliveryState.WITHDRAWN
