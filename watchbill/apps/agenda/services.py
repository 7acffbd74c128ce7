"""Writing down what is due, what is to be told and what is to be worked on, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.agenda.models import Delivery, DeliveryState, Job, JobState, Lane, Timer
from watchbill.database import rows
from watchbill.problems import Conflict


def set_timers(timers: Iterable[Timer]) -> None:
    made = list(timers)
    if made:
        rows.insert(made)
        wake.changed(wake.TIMERS)


def set_timer(kind: str, subject_id: int, due_at: datetime, *, epoch: int = 0, **data: Any) -> None:
    """At `due_at`, `kind` is due for the subject, unless its epoch has moved on by then."""
    set_timers([Timer(kind=kind, subject_id=subject_id, due_at=due_at, epoch=epoch, data=data)])


@dataclass(frozen=True, slots=True)
class Telling:
    """One message to one address. `message` is an adapters.channels.channel.Message as plain values.

    `on_failure` is the timer to set when it fails for good: {"kind", "subject_id", "epoch", "data"}.
    """

    channel: str
    place: str
    message: dict[str, Any]
    lane: Lane = Lane.NOTICE
    subject: tuple[str, int] = ("", 0)
    person_id: int | None = None
    on_failure: dict[str, Any] = field(default_factory=dict)


def tell_all(tellings: Sequence[Telling], now: datetime) -> None:
    """Write deliveries. Each gets the idempotency key that every attempt at it will carry."""
    made = [_delivery(telling, now) for telling in tellings]
    if made:
        rows.insert(made)
        wake.changed(*{wake.of_lane(delivery.lane) for delivery in made})


def tell(telling: Telling) -> Delivery:
    delivery = _delivery(telling, clock.now())
    delivery.save(force_insert=True)
    wake.changed(wake.of_lane(delivery.lane))
    return delivery


def _delivery(telling: Telling, now: datetime) -> Delivery:
    key = uuid4().hex
    return Delivery(
        lane=telling.lane,
        channel=telling.channel,
        place=telling.place,
        message=telling.message | {"idempotency_key": key},
        idempotency_key=key,
        subject_kind=telling.subject[0],
        subject_id=telling.subject[1],
        person_id=telling.person_id,
        on_failure=telling.on_failure,
        due_at=now,
        created_at=now,
    )


def withdraw(subject_kind: str, subject_ids: Sequence[int], now: datetime, why: str) -> int:
    """Take back what has not been sent yet to these subjects; what is under way goes out."""
    waiting = Delivery.objects.filter(
        subject_kind=subject_kind, subject_id__in=subject_ids, state=DeliveryState.WAITING
    )
    return waiting.update(state=DeliveryState.WITHDRAWN, ended_at=now, detail=why)


@transaction.atomic
def retry_delivery(*, delivery_id: int) -> Delivery:
    """Send a failed or withdrawn delivery again, with the same idempotency key."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state not in (DeliveryState.FAILED, DeliveryState.WITHDRAWN):
        raise Conflict(f"This delivery is {delivery.get_state_display().lower()}; only a failed one can be sent again.")
    delivery.state, delivery.due_at, delivery.ended_at = DeliveryState.WAITING, clock.now(), None
    delivery.save(update_fields=["state", "due_at", "ended_at"])
    wake.changed(wake.DELIVERIES)
    return delivery


def enqueue(kind: str, *, key: str = "", due_at: datetime | None = None, **data: Any) -> None:
    """Have a job done. With a key, an unfinished job of the same kind and key is left as it is."""
    now = clock.now()
    if key and Job.objects.filter(kind=kind, key=key, state__in=[JobState.WAITING, JobState.LEASED]).exists():
        return
    job = Job(kind=kind, key=key, data=data, due_at=due_at or now, created_at=now)
    Job.objects.bulk_create([job], ignore_conflicts=bool(key))
    wake.changed(wake.JOBS)


def take_timers(ids: Sequence[int]) -> set[int]:
    """Delete these timers and say which of them were still there: those are the caller's, and nobody else's."""
    if not ids:
        return set()
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM agenda_timer WHERE id IN ({marks}) RETURNING id", list(ids))  # noqa: S608
        return {row[0] for row in cursor.fetchall()}
