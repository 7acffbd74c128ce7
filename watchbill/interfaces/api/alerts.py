"""Alerts: what is open, what happened to each, and what people do about them."""

from ninja import Query, Router, Status
from pydantic import Field, model_validator

from watchbill.apps.alerts import listing, services, story
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.people.models import Urgency
from watchbill.interfaces.api.alert_shapes import AlertDetail, AlertRow, EventShape, detail, event_shape, row
from watchbill.interfaces.api.instants import Instant
from watchbill.interfaces.api.listing import Asked, Portion, portion, whole
from watchbill.interfaces.api.requests import Body, Id, Request
from watchbill.problems import Wrong

router = Router()
STATUSES = (listing.OPEN, listing.ALL, *AlertStatus.values)


class AlertsAsked(Asked):
    status: str = Field(listing.OPEN, description=f"One of {', '.join(STATUSES)}; `open` is not resolved.")
    urgency: str = Field("", description="`high` or `low`.")
    service: str = Field("", description="The slug of a service.")
    team: str = Field("", description="The slug of a team: what its services suffer from.")
    text: str = Field("", max_length=listing.LONGEST_TEXT, description="A number, or words of what the alert says.")
    since: Instant | None = Field(None, description="Triggered at this instant or later.")
    mine: bool = Field(False, description="Only what has paged whoever asks, or what they acknowledged.")

    def wanted(self, request: Request) -> listing.Wanted:
        _one_of("status", self.status, STATUSES)
        _one_of("urgency", self.urgency, ("", *Urgency.values))
        if self.mine and request.auth.person is None:
            raise Wrong("This token is nobody's own.", {"mine": "Ask with the token of a person."})
        return listing.Wanted(
            status=self.status,
            urgency=self.urgency,
            service=self.service,
            team=self.team,
            text=self.text,
            person=request.auth.person if self.mine else None,
        )


class Until(Body):
    until: Instant


class Words(Body):
    text: str


class Target(Body):
    """Whom to page instead: one of these, by its slug."""

    person: str | None = None
    schedule: str | None = None
    team: str | None = None
    policy: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Target":
        if len(self.chosen()) != 1:
            raise ValueError("Name one target: person, schedule, team or policy.")
        return self

    def chosen(self) -> dict[str, str]:
        return {kind: slug for kind, slug in self.model_dump().items() if slug}


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise Wrong("Part of the request does not fit.", {name: f"Expected one of {', '.join(filter(None, known))}."})


@router.get("", response=Portion[AlertRow])
def list_alerts(request: Request, asked: Query[AlertsAsked]) -> Portion[AlertRow]:
    """Alerts, the newest first."""
    found = listing.listed(asked.wanted(request))
    if asked.since is not None:
        found = found.filter(triggered_at__gte=asked.since)
    return portion(found, asked, row)


@router.get("/{alert_id}", response=AlertDetail)
def get_alert(request: Request, alert_id: Id) -> AlertDetail:
    """One alert with its log, who was paged and why, and every delivery and attempt."""
    return detail(story.story(story.alert(alert_id)), request.auth)


@router.get("/{alert_id}/events", response=Portion[EventShape])
def list_events(request: Request, alert_id: Id) -> Portion[EventShape]:  # noqa: ARG001
    """What the source said about it, the newest first, with what it sent while that is kept."""
    return whole(event_shape(event, received) for event, received in story.received(story.alert(alert_id)))


@router.post("/{alert_id}/acknowledge", response=AlertRow)
def acknowledge_alert(request: Request, alert_id: Id) -> AlertRow:
    """Take it: nobody else is paged. Acknowledging twice changes nothing."""
    return _after(services.acknowledge_alert(alert_id=alert_id, by=request.auth))


@router.post("/{alert_id}/resolve", response=AlertRow)
def resolve_alert(request: Request, alert_id: Id) -> AlertRow:
    """Say that it is over. Resolving twice changes nothing."""
    return _after(services.resolve_alert(alert_id=alert_id, by=request.auth))


@router.post("/{alert_id}/snooze", response=AlertRow)
def snooze_alert(request: Request, alert_id: Id, body: Until) -> AlertRow:
    """Acknowledged until then; if it is still open at that time, paging begins again."""
    return _after(services.snooze_alert(alert_id=alert_id, until=body.until, by=request.auth))


@router.post("/{alert_id}/reassign", response=AlertRow)
def reassign_alert(request: Request, alert_id: Id, body: Target) -> AlertRow:
    """Page somebody else for it, from the start."""
    return _after(services.reassign_alert(alert_id=alert_id, target=body.chosen(), by=request.auth))


@router.post("/{alert_id}/escalate", response=AlertRow)
def escalate_alert(request: Request, alert_id: Id) -> AlertRow:
    """The next step of its plan begins at once."""
    return _after(services.escalate_now(alert_id=alert_id, by=request.auth))


@router.post("/{alert_id}/notes", response={201: AlertRow})
def add_note(request: Request, alert_id: Id, body: Words) -> Status[AlertRow]:
    """Add a note to its log."""
    return Status(201, _after(services.add_note(alert_id=alert_id, text=body.text, by=request.auth)))


def _after(changed: Alert) -> AlertRow:
    return row(story.alert(changed.pk))
