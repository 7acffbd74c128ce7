"""A request that is kept, once more: through the same parser and the same group commit, as if it came in now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from watchbill import clock
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.agenda import wake
from watchbill.apps.alerts.models import Alert, AlertEntry, AlertStatus, Integration, Received, Refusal
from watchbill.apps.alerts.route_table import written
from watchbill.apps.alerts.route_trial import domain_routes
from watchbill.apps.alerts.routing import decision
from watchbill.apps.people import audit
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.alerting.event import Event, Parsed, Refused
from watchbill.domain.alerting.fold import Change, State, fold
from watchbill.problems import Conflict, Wrong
from watchbill.runtime.ingest import embedded, postgres
from watchbill.runtime.ingest.batch import Batch, Intake

Kept = Received | Refusal
TRIES = 4


@dataclass(frozen=True)
class Outcome:
    """What one event would do. `alert` is the open one that it is about; `service` and `urgency` of a new one."""

    event: Event
    change: Change
    alert: Alert | None = None
    service: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """`refused` says why nothing could be made of it; `faults` what was left out."""

    outcomes: list[Outcome] = field(default_factory=list)
    refused: str = ""
    faults: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()


def rehearse(kept: Kept) -> Rehearsal:
    """What would be made of it now. Nothing is changed."""
    try:
        parsed = _parsed(kept)
    except Refused as refused:
        return Rehearsal(refused=refused.message, faults=[error.message for error in refused.errors])
    faults = [error.message for error in parsed.errors]
    return Rehearsal(_outcomes(kept.integration, parsed.events), faults=faults, notes=parsed.notes)


def _parsed(kept: Kept) -> Parsed:
    sender = kept.integration
    source = all_sources().get(sender.source)
    if source is None:
        raise Refused(f"This installation has no source called {sender.source}.")
    return source.parse(bytes(kept.body), {"content-type": kept.content_type}, sender.options)


def _outcomes(sender: Integration, events: list[Event]) -> list[Outcome]:
    keys = {event.dedup_key for event in events}
    found = Alert.objects.filter(integration=sender, dedup_key__in=keys).exclude(status=AlertStatus.RESOLVED)
    open_alerts = {alert.dedup_key: alert for alert in found}
    states = {key: State(each.pk, each.status == AlertStatus.ACKNOWLEDGED) for key, each in open_alerts.items()}
    table = domain_routes(written())
    outcomes = []
    for event in events:
        state = states.setdefault(event.dedup_key, State())
        change = fold(state, event)
        if change is Change.OPEN:
            state.alert = -1
            like = Alert(integration=sender, labels=event.labels, severity=event.severity)
            routed = decision(like, table)
            outcomes.append(Outcome(event, change, None, routed.service, routed.urgency.value))
            continue
        outcomes.append(Outcome(event, change, _about(open_alerts, event, change)))
        if change is Change.RESOLVE:
            state.alert = 0
    return outcomes


def _about(open_alerts: Mapping[str, Alert], event: Event, change: Change) -> Alert | None:
    return None if change is Change.NOTHING else open_alerts.get(event.dedup_key)


def replay(*, kept: Kept, by: Actor) -> list[int]:
    """The alerts that its events became part of. Whoever would be paged is paged."""
    sender = kept.integration
    require(by, Act.RESPOND, sender.service.team if sender.service else None)
    if sender.archived_at is not None:
        raise Conflict("This integration is archived: what it sends goes nowhere.")
    try:
        parsed = _parsed(kept)
    except Refused as refused:
        raise Wrong(f"It would be refused again: {refused.message}") from refused
    if not parsed.events:
        raise Wrong("No event can be read in it.")
    intake = Intake(sender.pk, kept.content_type, bytes(kept.body), parsed.events, parsed.places)
    for left in reversed(range(TRIES)):
        try:
            return _written(intake, kept, by)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


@transaction.atomic
def _written(intake: Intake, kept: Kept, by: Actor) -> list[int]:
    """A sender may open an alert of the same key in between: then it is worked out again."""
    now = clock.now()
    batch = _put(intake, now)
    alerts = sorted({row[3] for row in batch.events if row[3]})
    text = f"By a replay of what came in at {kept.at:%Y-%m-%d %H:%M} UTC, asked for by {by.name}."
    data = {"via": by.via}
    AlertEntry.objects.bulk_create(
        AlertEntry(alert_id=alert, at=now, kind="replayed", text=text, person=by.person, data=data) for alert in alerts
    )
    audit.record(by, "replay", "integration", kept.integration.slug, f"{kept}: {len(intake.events)} events")
    wake.changed(*postgres.news(batch), "alerts")
    return alerts


def _put(intake: Intake, now: datetime) -> Batch:
    """On Django's own connection, in its transaction, by the statements of the group commit."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            return embedded.put(connection.connection, [intake], now)
        return postgres.put(connection.connection, [intake], now)
