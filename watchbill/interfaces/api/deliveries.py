"""Deliveries: what was told to whom, over which channel, and how often it was tried."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from watchbill.apps.agenda.models import Delivery, DeliveryState, Lane
from watchbill.apps.people import outbox
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, Actor, may
from watchbill.interfaces.api.alert_shapes import AttemptShape, attempt_shape
from watchbill.interfaces.api.listing import Asked, Portion, portion
from watchbill.interfaces.api.lookup import named
from watchbill.interfaces.api.requests import Id, Request
from watchbill.problems import NotFound

router = Router()


class DeliveryShape(Schema):
    id: int
    lane: str
    channel: str
    place: str | None = Field(description="Null unless it is your own, nobody's own, or you are an administrator.")
    person: str | None = Field(description="Slug.")
    subject: str = Field(description="What it is about, such as `page 7`.")
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    ended_at: datetime | None
    detail: str
    idempotency_key: str


class DeliveryDetail(DeliveryShape):
    tries: list[AttemptShape]
    provider_id: str
    message: dict[str, Any] | None = Field(description="What was said; null unless you are an administrator.")


class DeliveriesAsked(Asked):
    state: str = Field("", description=f"One of {', '.join(DeliveryState.values)}.")
    channel: str = ""
    lane: str = Field("", description=f"One of {', '.join(Lane.values)}.")
    person: str = Field("", description="Slug.")


@router.get("", response=Portion[DeliveryShape])
def list_deliveries(request: Request, asked: Query[DeliveriesAsked]) -> Portion[DeliveryShape]:
    """Deliveries, the newest first."""
    said = {name: value for name in ("state", "channel", "lane") if (value := getattr(asked, name))}
    found = Delivery.objects.filter(**said)
    if asked.person:
        found = found.filter(person_id=named(Person, asked.person).pk)
    given = portion(found, asked, lambda delivery: delivery)
    names = _names(given.items)
    return Portion(items=[DeliveryShape(**_shape(each, names, request.auth)) for each in given.items], next=given.next)


@router.get("/{delivery_id}", response=DeliveryDetail)
def get_delivery(request: Request, delivery_id: Id) -> DeliveryDetail:
    """One delivery with its attempts."""
    return _detail(_delivery(delivery_id), request.auth)


@router.post("/{delivery_id}/retry", response=DeliveryDetail)
def retry_delivery(request: Request, delivery_id: Id) -> DeliveryDetail:
    """Send a failed or withdrawn one again, with the same idempotency key."""
    return _detail(outbox.retry_delivery(delivery_id=_delivery(delivery_id).pk, by=request.auth), request.auth)


def _delivery(delivery_id: int) -> Delivery:
    found = Delivery.objects.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound(f"There is no delivery {delivery_id}.")
    return found


def _names(deliveries: list[Delivery]) -> dict[int, str]:
    people = {delivery.person_id for delivery in deliveries if delivery.person_id}
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "slug"))


def _detail(delivery: Delivery, by: Actor) -> DeliveryDetail:
    return DeliveryDetail(
        **_shape(delivery, _names([delivery]), by),
        tries=[attempt_shape(attempt) for attempt in delivery.tries.all()],
        provider_id=delivery.provider_id,
        message=delivery.message if may(by, Act.ADMINISTER) else None,
    )


def _shape(delivery: Delivery, names: dict[int, str], by: Actor) -> dict[str, Any]:
    own = by.person.pk if by.person else 0
    shown = delivery.person_id in (None, own) or may(by, Act.ADMINISTER)
    as_they_are = "id lane channel state attempts due_at created_at ended_at detail idempotency_key"
    return {name: getattr(delivery, name) for name in as_they_are.split()} | {
        "place": delivery.shown if shown else None,
        "person": names.get(delivery.person_id or 0),
        "subject": f"{delivery.subject_kind} {delivery.subject_id}" if delivery.subject_kind else "",
    }
