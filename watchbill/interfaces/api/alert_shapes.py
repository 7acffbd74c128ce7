"""How alerts are said: a row of a list, and all that is known of one."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from watchbill.apps.agenda.models import Attempt
from watchbill.apps.alerts.brief import runbook_of
from watchbill.apps.alerts.models import Alert, AlertEntry, Event, Received
from watchbill.apps.alerts.story import Call, Story, Told
from watchbill.apps.paging.models import Run, RunEntry
from watchbill.apps.people.permissions import Act, Actor, may


class AlertRow(Schema):
    id: int
    summary: str
    status: str = Field(description="`triggered`, `acknowledged` or `resolved`.")
    urgency: str
    severity: str = Field(description="As the source says it.")
    service: str | None = Field(description="Slug.")
    team: str | None = Field(description="Slug of the service's team.")
    integration: str = Field(description="Slug.")
    source: str
    dedup_key: str
    triggered_at: datetime
    last_event_at: datetime
    event_count: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None = Field(description="Slug.")
    resolved_at: datetime | None
    snoozed_until: datetime | None


class LogEntry(Schema):
    at: datetime
    kind: str
    text: str
    person: str | None
    of: str = Field(description="`alert`: what happened to it; `run`: what paging did, and why.")
    data: dict[str, Any]


class AttemptShape(Schema):
    number: int
    started_at: datetime
    ended_at: datetime | None
    result: str
    detail: str


class DeliveryOfPage(Schema):
    id: int
    channel: str
    place: str | None = Field(description="Null unless it is your own, nobody's own, or you are an administrator.")
    state: str
    created_at: datetime
    ended_at: datetime | None
    detail: str
    attempts: list[AttemptShape]


class PageShape(Schema):
    id: int
    person: str
    status: str
    why: str = Field(description="Ends the sentence “you were paged because”.")
    line: str = Field(description="Which line of the plan.")
    on_duty: bool
    created_at: datetime
    ended_at: datetime | None
    deliveries: list[DeliveryOfPage]


class RunShape(Schema):
    """The plan that is being walked now, or that was walked last."""

    id: int
    status: str
    policy: str | None
    policy_version: int
    started_at: datetime
    next_at: datetime | None = Field(description="When the next step begins unless somebody answers.")
    ended_at: datetime | None


class AlertDetail(AlertRow):
    labels: dict[str, Any]
    details: Any
    links: list[Any]
    runbook_url: str
    run: RunShape | None
    log: list[LogEntry]
    pages: list[PageShape]
    called_addresses: list[DeliveryOfPage] = Field(description="Deliveries to places that are nobody's own.")


class EventShape(Schema):
    id: int
    at: datetime
    action: str
    dedup_key: str
    place: int = Field(description="Which item of what was received.")
    received_at: datetime | None
    content_type: str | None
    body: str | None = Field(description="What the source sent, as it came; null when it is no longer kept.")


def event_shape(event: Event, received: Received | None) -> EventShape:
    return EventShape(
        id=event.pk,
        at=event.at,
        action=event.action,
        dedup_key=event.dedup_key,
        place=event.place,
        received_at=received.at if received else None,
        content_type=received.content_type if received else None,
        body=bytes(received.body).decode("utf-8", "replace") if received else None,
    )


def row(alert: Alert) -> AlertRow:
    return AlertRow(**_row(alert))


def _row(alert: Alert) -> dict[str, Any]:
    as_they_are = (
        "id summary status urgency severity source dedup_key triggered_at last_event_at event_count "
        "acknowledged_at resolved_at snoozed_until"
    )
    return {name: getattr(alert, name) for name in as_they_are.split()} | {
        "service": alert.service.slug if alert.service else None,
        "team": alert.service.team.slug if alert.service else None,
        "integration": alert.integration.slug,
        "acknowledged_by": alert.acknowledged_by.slug if alert.acknowledged_by else None,
    }


def detail(story: Story, by: Actor) -> AlertDetail:
    alert, all_places = story.alert, may(by, Act.ADMINISTER)
    own = by.person.pk if by.person else 0
    return AlertDetail(
        **_row(alert),
        labels=alert.labels,
        details=alert.details,
        links=alert.links,
        runbook_url=runbook_of(alert),
        run=_run(story.run) if story.run else None,
        log=[_entry(entry) for entry in story.log],
        pages=[_page(call, with_place=all_places or call.page.person_id == own) for call in story.calls],
        called_addresses=[_told(told, with_place=True) for told in story.called_addresses],
    )


def _run(run: Run) -> RunShape:
    return RunShape(
        id=run.pk,
        status=run.status,
        policy=run.policy.slug if run.policy else None,
        policy_version=run.policy_version,
        started_at=run.started_at,
        next_at=run.next_at,
        ended_at=run.ended_at,
    )


def _entry(entry: AlertEntry | RunEntry) -> LogEntry:
    return LogEntry(
        at=entry.at,
        kind=entry.kind,
        text=entry.text,
        person=entry.person.slug if entry.person else None,
        of="run" if isinstance(entry, RunEntry) else "alert",
        data=entry.data,
    )


def _page(call: Call, *, with_place: bool) -> PageShape:
    page = call.page
    return PageShape(
        id=page.pk,
        person=page.person.slug,
        status=page.status,
        why=page.why,
        line=page.line,
        on_duty=page.on_duty,
        created_at=page.created_at,
        ended_at=page.ended_at,
        deliveries=[_told(told, with_place=with_place) for told in call.told],
    )


def _told(told: Told, *, with_place: bool) -> DeliveryOfPage:
    delivery = told.delivery
    return DeliveryOfPage(
        id=delivery.pk,
        channel=delivery.channel,
        place=delivery.shown if with_place else None,
        state=delivery.state,
        created_at=delivery.created_at,
        ended_at=delivery.ended_at,
        detail=delivery.detail,
        attempts=[attempt_shape(attempt) for attempt in told.attempts],
    )


def attempt_shape(attempt: Attempt) -> AttemptShape:
    return AttemptShape(
        number=attempt.number,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        result=attempt.result,
        detail=attempt.detail,
    )
