"""Entries of an alert's log."""

from datetime import datetime
from typing import Any

from watchbill.apps.agenda import wake
from watchbill.apps.alerts.models import Alert, AlertEntry
from watchbill.apps.people.permissions import Actor

LIVE = "alerts"


def entry(alert: Alert, kind: str, text: str, now: datetime, by: Actor | None = None, **data: Any) -> AlertEntry:
    person_id = by.person.pk if by and by.person else None
    if by is not None:
        data["via"] = by.via
    return AlertEntry(alert_id=alert.pk, at=now, kind=kind, text=text, person_id=person_id, data=data)


def topics(*alerts: Alert) -> tuple[str, ...]:
    """What pages that show these alerts listen to."""
    return (LIVE, *(f"alert-{alert.pk}" for alert in alerts[:50]))


def announce(*alerts: Alert) -> None:
    wake.changed(*topics(*alerts))
