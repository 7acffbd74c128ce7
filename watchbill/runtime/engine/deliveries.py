"""Deliveries: claimed with a lease, recorded with its token. The sending in between is in `sender`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda import wake
from watchbill.apps.agenda.models import Attempt, AttemptResult, Delivery, DeliveryState, Timer
from watchbill.apps.people.devices import places_gone
from watchbill.database import rows
from watchbill.runtime.points import point

LEASE: timedelta = settings.LEASE
LAST_ATTEMPT = 10
_DUE = """SELECT id, channel, place, message, on_failure, subject_kind, attempts FROM agenda_delivery
    WHERE lane = %s AND state = 'waiting' AND due_at <= %s ORDER BY due_at, id LIMIT %s"""
_ANY_DUE = "SELECT 1 FROM agenda_delivery WHERE lane = %s AND state = 'waiting' AND due_at <= %s LIMIT 1"
_LEASED = "state = 'leased', lease_token = %s, leased_until = %s, attempts = attempts + 1"
_ATTEMPTS_ENDED = """UPDATE agenda_attempt SET ended_at = %s,
    detail = CASE WHEN result = 'under-way' THEN %s ELSE detail || ' Heard later: ' || %s END,
    result = CASE WHEN result = 'under-way' THEN %s ELSE result END WHERE lease_token = %s AND delivery_id IN"""
_DELIVERIES_ENDED = """UPDATE agenda_delivery SET state = %s, due_at = COALESCE(%s, due_at), ended_at = %s,
    provider_id = %s, detail = %s, leased_until = NULL WHERE state = 'leased' AND lease_token = %s AND id IN"""
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=10)


class Claimed(msgspec.Struct, frozen=True):
    """A delivery that is leased to us, as far as sending and recording need it."""

    pk: int
    channel: str
    place: str
    message: dict[str, Any]
    on_failure: dict[str, Any]
    subject_kind: str
    attempts: int  # with the one that begins now
    lease_token: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended. `retry_after` is in seconds, when the receiver said so.

    `gone`: the place reaches nobody any more, whatever is sent.
    """

    delivery: Claimed
    result: AttemptResult
    detail: str = ""
    provider_id: str = ""
    retry_after: float | None = None
    gone: bool = False


def claim(lane: str, limit: int) -> list[Claimed]:
    """Up to `limit` deliveries of this lane that are due, each with a lease and an attempt that has begun."""
    now = clock.now()
    if not _any_due(lane, now):
        return []
    token = token_hex(16)
    with transaction.atomic():
        taken = [_claimed(row, token) for row in _due(lane, now, limit)]
        if taken:
            _lease(taken, token, now)
    if taken:
        point("deliveries.claimed")
    return taken


def _due(lane: str, now: datetime, limit: int) -> list[tuple[Any, ...]]:
    lock = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(_DUE + lock, [lane, _adapt(now), limit])
        return list(cursor.fetchall())


def _claimed(row: tuple[Any, ...], token: str) -> Claimed:
    pk, channel, place, message, on_failure, subject_kind, attempts = row
    said = msgspec.json.decode(message), msgspec.json.decode(on_failure)
    return Claimed(pk, channel, place, *said, subject_kind, attempts + 1, token)


def _any_due(lane: str, now: datetime) -> bool:
    """Asked first, so that nobody waits for the right to write where there is nothing to be written."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY_DUE, [lane, _adapt(now)])
        return cursor.fetchone() is not None


def _lease(taken: Sequence[Claimed], token: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(taken))
        cursor.execute(
            f"UPDATE agenda_delivery SET {_LEASED} WHERE id IN ({marks})",  # noqa: S608 - marks only
            [token, _adapt(now + LEASE), *(delivery.pk for delivery in taken)],
        )
    rows.insert(
        Attempt(delivery_id=delivery.pk, number=delivery.attempts, lease_token=token, started_at=now)
        for delivery in taken
    )


def record(outcomes: Sequence[Outcome]) -> None:
    """Write how attempts ended. One whose lease was lost meanwhile is written as an attempt, and decides nothing."""
    now = clock.now()
    with transaction.atomic():
        failed = _still_leased([each.delivery for each in outcomes if _final_failure(each)])
        _record_attempts(outcomes, now)
        _record_deliveries(outcomes, now)
        agenda.set_timers(_failure_timer(delivery, now) for delivery in failed if delivery.on_failure)
        places_gone([(each.delivery.channel, each.delivery.place) for each in outcomes if each.gone], now)
        if any(each.result == AttemptResult.TEMPORARY for each in outcomes):
            wake.changed(wake.DELIVERIES)
        wake.changed(*{f"delivery-{each.delivery.subject_kind}" for each in outcomes})
    point("deliveries.recorded")


def _still_leased(failed: list[Claimed]) -> list[Claimed]:
    """Those whose outcome is ours to decide: the lease is the one that this attempt was made under."""
    if not failed:
        return []
    leased = Delivery.objects.select_for_update().filter(state=DeliveryState.LEASED)
    tokens = dict(leased.filter(pk__in=[each.pk for each in failed]).values_list("pk", "lease_token"))
    return [each for each in failed if tokens.get(each.pk) == each.lease_token]


def _record_attempts(outcomes: Iterable[Outcome], now: datetime) -> None:
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for each in outcomes:
        detail = each.detail[:2000]
        alike[(_adapt(now), detail, detail, each.result.value, each.delivery.lease_token)].append(each.delivery.pk)
    _update_alike(_ATTEMPTS_ENDED, alike)


def _record_deliveries(outcomes: Iterable[Outcome], now: datetime) -> None:
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for each in outcomes:
        alike[_ended(each, now)].append(each.delivery.pk)
    _update_alike(_DELIVERIES_ENDED, alike)


def _ended(outcome: Outcome, now: datetime) -> tuple[Any, ...]:
    """What _DELIVERIES_ENDED puts down: state, when it is due again, when it ended, the receipt; and whose it is."""
    state, due_at, ended_at = DeliveryState.SENT, None, _adapt(now)
    if _final_failure(outcome):
        state = DeliveryState.FAILED
    elif outcome.result == AttemptResult.TEMPORARY:
        state, due_at, ended_at = DeliveryState.WAITING, _adapt(now + _delay(outcome)), None
    receipt = outcome.provider_id[:500], outcome.detail[:2000]
    return state.value, due_at, ended_at, *receipt, outcome.delivery.lease_token


def _update_alike(statement: str, alike: Mapping[tuple[Any, ...], Sequence[int]]) -> None:
    """In a storm most end alike; those take one statement."""
    with connection.cursor() as cursor:
        for values, ids in alike.items():
            cursor.execute(f"{statement} ({', '.join(['%s'] * len(ids))})", [*values, *ids])


def _final_failure(outcome: Outcome) -> bool:
    if outcome.result == AttemptResult.PERMANENT:
        return True
    return outcome.result == AttemptResult.TEMPORARY and outcome.delivery.attempts >= LAST_ATTEMPT


def _delay(outcome: Outcome) -> timedelta:
    if outcome.retry_after is not None:
        return min(timedelta(seconds=max(outcome.retry_after, 1)), LONGEST_RETRY)
    return min(FIRST_RETRY * int(2 ** (outcome.delivery.attempts - 1)), LONGEST_RETRY)


def _failure_timer(delivery: Claimed, now: datetime) -> Timer:
    said = delivery.on_failure
    return Timer(kind=said["kind"], subject_id=said["subject_id"], epoch=said["epoch"], data=said["data"], due_at=now)


def end_leases(*, all_of_them: bool = False) -> int:
    """Deliveries whose lease has ended are due again, with the same idempotency key.

    `all_of_them`: at the start of the only process there is, every lease is a dead one's.
    """
    now = clock.now()
    with transaction.atomic():
        late = Delivery.objects.filter(state=DeliveryState.LEASED)
        if not all_of_them:
            late = late.filter(leased_until__lte=now)
        skip = connection.features.has_select_for_update_skip_locked
        ids = [row.pk for row in late.select_for_update(skip_locked=skip).only("pk")]
        if not ids:
            return 0
        under_way = Q(delivery_id__in=ids, result=AttemptResult.UNDER_WAY)
        Attempt.objects.filter(under_way).update(
            result=AttemptResult.LEASE_ENDED, ended_at=now, detail="The lease ended before the outcome was recorded."
        )
        Delivery.objects.filter(pk__in=ids).update(
            state=DeliveryState.WAITING, due_at=now, lease_token="", leased_until=None
        )
        wake.changed(wake.DELIVERIES)
    return len(ids)


def next_due(lane: str | None = None) -> datetime | None:
    """When a delivery is due next: in this lane, or in any."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    if lane is not None:
        waiting = waiting.filter(lane=lane)
    return waiting.order_by("due_at", "id").values_list("due_at", flat=True).first()


def next_lease_end() -> datetime | None:
    leased = Delivery.objects.filter(state=DeliveryState.LEASED).order_by("leased_until")
    return leased.values_list("leased_until", flat=True).first()


def _adapt(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
