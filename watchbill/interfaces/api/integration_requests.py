"""What a sender sent: the requests that are kept, why others were refused, and taking one in again."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.alerts import trial
from watchbill.apps.alerts.bodies import text_of
from watchbill.apps.alerts.models import Event, Integration, Received, Refusal
from watchbill.interfaces.api.listing import Asked, Portion, portion
from watchbill.interfaces.api.lookup import named
from watchbill.interfaces.api.requests import Id, Request
from watchbill.problems import NotFound
from watchbill.runtime.ingest.replay import Kept, replay

router = Router(tags=["integrations"])


class ReceivedShape(Schema):
    id: int
    at: datetime
    content_type: str
    body: str = Field(description="As text; what is no UTF-8 is replaced, and the integration's key is KEY.")
    alerts: list[int] = Field(description="Those that its events became part of.")


class RefusalShape(Schema):
    id: int
    at: datetime
    content_type: str
    body: str = Field(description="As text; what is no UTF-8 is replaced, and the integration's key is KEY.")
    message: str = Field(description="What the sender was told.")
    faults: list[str]


class Raised(Schema):
    alerts: list[int] = Field(description="Those that its events became part of.")


@router.get("/{slug:slug}/requests", response=Portion[ReceivedShape])
def list_requests(request: Request, slug: str, asked: Query[Asked]) -> Portion[ReceivedShape]:  # noqa: ARG001
    """What came in and was read, the newest first, for as long as it is kept."""
    return portion(
        Received.objects.filter(integration=named(Integration, slug)).select_related("integration"), asked, _received
    )


@router.post("/{slug:slug}/requests/{request_id}/replay", response={202: Raised})
def replay_request(request: Request, slug: str, request_id: Id) -> Status[Raised]:
    """Take it in again, as a new request of now: whoever would be paged is paged."""
    return _replay(request, Received.objects.filter(pk=request_id, integration__slug=slug).first())


@router.get("/{slug:slug}/refused", response=Portion[RefusalShape])
def list_refused(request: Request, slug: str, asked: Query[Asked]) -> Portion[RefusalShape]:  # noqa: ARG001
    """The newest few requests with a right key that could not be read, and why."""
    return portion(
        Refusal.objects.filter(integration=named(Integration, slug)).select_related("integration"), asked, _refusal
    )


@router.post("/{slug:slug}/refused/{request_id}/replay", response={202: Raised})
def replay_refused(request: Request, slug: str, request_id: Id) -> Status[Raised]:
    """Try again to take it in, when the integration's options or this version can read it now."""
    return _replay(request, Refusal.objects.filter(pk=request_id, integration__slug=slug).first())


@router.post("/{slug:slug}/test", response={202: Raised})
def send_test(request: Request, slug: str) -> Status[Raised]:
    """Raise an alert as its sender would: it is routed, and whoever would be paged is paged."""
    alert = trial.send_test(integration=named(Integration, slug), by=request.auth)
    return Status(202, Raised(alerts=[alert.pk]))


def _replay(request: Request, kept: Kept | None) -> Status[Raised]:
    if kept is None:
        raise NotFound("This request is no longer kept, or came in elsewhere.")
    return Status(202, Raised(alerts=replay(kept=kept, by=request.auth)))


def _received(row: Received) -> ReceivedShape:
    alerts = Event.objects.filter(received=row).exclude(alert=None).order_by("alert").values_list("alert", flat=True)
    said: dict[str, Any] = {"id": row.pk, "at": row.at, "content_type": row.content_type, "body": text_of(row)}
    return ReceivedShape(**said, alerts=list(dict.fromkeys(alerts)))


def _refusal(row: Refusal) -> RefusalShape:
    said: dict[str, Any] = {"id": row.pk, "at": row.at, "content_type": row.content_type, "body": text_of(row)}
    return RefusalShape(**said, message=row.sentence, faults=row.faults)
