"""What somebody who is paged for an alert reads first."""

from typing import Any

from watchbill.apps.alerts.models import Alert
from watchbill.apps.paging.services import RunRequest

SUBJECT = "alert"


def runbook_of(alert: Alert) -> str:
    """The alert's own runbook; else the first of its service."""
    if alert.runbook_url:
        return alert.runbook_url
    runbooks = alert.service.runbooks if alert.service else []
    return str(runbooks[0]["url"]) if runbooks else ""


def run_request(alert: Alert) -> RunRequest:
    """Page for this alert as its service's policy says."""
    service = alert.service
    return RunRequest(
        SUBJECT,
        alert.pk,
        alert.summary,
        alert.urgency,
        policy=service.policy if service else None,
        team=service.team if service else None,
        brief=brief(alert),
    )


def brief(alert: Alert) -> dict[str, Any]:
    """The rest of a page: lines to read, where to look, and the same for machines."""
    service = str(alert.service) if alert.service else "none"
    facts = [f"Service: {service}", f"Urgency: {alert.urgency}"]
    if alert.severity:
        facts.append(f"Severity: {alert.severity}")
    if alert.source:
        facts.append(f"Source: {alert.source}")
    return {
        "lines": [" · ".join(facts), f"Since {alert.triggered_at:%Y-%m-%d %H:%M} UTC, from {alert.integration}."],
        "path": f"/alerts/{alert.pk}",
        "runbook": runbook_of(alert),
        "data": {
            "service": alert.service.slug if alert.service else None,
            "severity": alert.severity,
            "dedup_key": alert.dedup_key,
            "labels": alert.labels,
        },
    }
