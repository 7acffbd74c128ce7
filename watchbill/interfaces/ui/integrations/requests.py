"""What a sender sent: each request that is kept, what was made of it, and the way to send it once more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from watchbill.apps.alerts.models import Alert, Event, Integration, Received, Refusal
from watchbill.apps.catalog.models import Service
from watchbill.apps.people.permissions import Act, may
from watchbill.interfaces.ui.alerts.raw import shown
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.problems import NotFound
from watchbill.runtime.ingest.replay import Kept, rehearse, replay

SHOWN = 20
T = TypeVar("T", Received, Refusal)


@dataclass
class Came:
    """One request in the list, without its body."""

    path: str
    at: datetime
    size: int
    content_type: str
    events: list[tuple[Event, Alert | None]] = field(default_factory=list)
    refused: str = ""


def came_in(of: Integration) -> list[Came]:
    """The newest first, those that were refused among them."""
    taken = _sized(Received.objects.filter(integration=of))
    refused = _sized(Refusal.objects.filter(integration=of))
    made = events_of([each.pk for each in taken])
    rows = [Came(f"requests/{each.pk}", each.at, each.size, each.content_type, made.get(each.pk, [])) for each in taken]
    rows += [
        Came(f"refused/{each.pk}", each.at, each.size, each.content_type, refused=each.sentence) for each in refused
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:SHOWN]


def _sized(found: "QuerySet[Received] | QuerySet[Refusal]") -> list[Any]:
    return list(found.annotate(size=Length(F("body"))).defer("body").order_by("-id")[:SHOWN])


def events_of(received: Sequence[int]) -> dict[int | None, list[tuple[Event, Alert | None]]]:
    """By request: the events in it, and the alerts that they became part of."""
    events = list(Event.objects.filter(received_id__in=received).order_by("id"))
    alerts = Alert.objects.in_bulk([event.alert_id for event in events if event.alert_id])
    made: dict[int | None, list[tuple[Event, Alert | None]]] = {}
    for event in events:
        made.setdefault(event.received_id, []).append((event, alerts.get(event.alert_id or 0)))
    return made


@page
@require_safe
def received(request: PageRequest, slug: str, request_id: int) -> HttpResponse:
    kept = _received(slug, request_id)
    return _page(request, kept, f"/integrations/{slug}/requests/{kept.pk}")


@page
@require_safe
def refused(request: PageRequest, slug: str, request_id: int) -> HttpResponse:
    kept = _refused(slug, request_id)
    return _page(request, kept, f"/integrations/{slug}/refused/{kept.pk}")


def _page(request: PageRequest, kept: Kept, address: str) -> HttpResponse:
    of = kept.integration
    known = {
        "integration": of,
        "kept": kept,
        "size": len(kept.body),
        "body": shown(kept),
        "events": [] if isinstance(kept, Refusal) else events_of([kept.pk]).get(kept.pk, []),
        "rehearsal": rehearse(kept),
        "services": {service.slug: service for service in Service.objects.all()},
        "address": address,
        "may_replay": of.archived_at is None
        and may(actor(request), Act.RESPOND, of.service.team if of.service else None),
    }
    return render(request, "integrations/request.html", known)


@page
@require_POST
def replay_received(request: PageRequest, slug: str, request_id: int) -> HttpResponse:
    return _replay(request, _received(slug, request_id))


@page
@require_POST
def replay_refused(request: PageRequest, slug: str, request_id: int) -> HttpResponse:
    return _replay(request, _refused(slug, request_id))


def _replay(request: PageRequest, kept: Kept) -> HttpResponse:
    alerts = replay(kept=kept, by=actor(request))
    if not alerts:
        return done(request, "It came in again, and changed no alert.", f"/integrations/{kept.integration.slug}")
    more = f" and {len(alerts) - 1} more" if len(alerts) > 1 else ""
    return done(request, f"It came in again: this is its alert{more}.", f"/alerts/{alerts[0]}")


def _received(slug: str, request_id: int) -> Received:
    rows = Received.objects.select_related("integration__service__team")
    return _found(rows.filter(pk=request_id, integration__slug=slug).first())


def _refused(slug: str, request_id: int) -> Refusal:
    rows = Refusal.objects.select_related("integration__service__team")
    return _found(rows.filter(pk=request_id, integration__slug=slug).first())


def _found(kept: T | None) -> T:
    if kept is None:
        raise NotFound("This request is no longer kept, or came in elsewhere.")
    return kept
