"""Several alerts at once, and taking back what one has just done."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from watchbill import clock
from watchbill.apps.alerts import services
from watchbill.apps.alerts.brief import SUBJECT, run_request
from watchbill.apps.alerts.log import announce, entry
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.paging import services as paging
from watchbill.apps.people import audit
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.problems import Conflict, Wrong

MOST = 500
"""Alerts in one act."""
TAKE_BACK_WITHIN = timedelta(minutes=2)
"""Pages offer it for ten seconds; a phone that lost its connection asks later."""


@transaction.atomic
def acknowledge_alerts(*, alert_ids: Iterable[int], by: Actor) -> list[Alert]:
    """Those of them that nobody has yet. Returns what changed; the others are as they were."""
    waiting = [alert for alert in _locked(alert_ids) if alert.status == AlertStatus.TRIGGERED]
    return [services.acknowledge_alert(alert_id=alert.pk, by=by) for alert in waiting]


@transaction.atomic
def resolve_alerts(*, alert_ids: Iterable[int], by: Actor) -> list[Alert]:
    """Those of them that are open. Returns what changed."""
    still_open = [alert for alert in _locked(alert_ids) if alert.status != AlertStatus.RESOLVED]
    return [services.resolve_alert(alert_id=alert.pk, by=by) for alert in still_open]


@transaction.atomic
def take_back_acknowledgement(*, alert_ids: Iterable[int], by: Actor) -> list[Alert]:
    """Of what one has just acknowledged oneself: paging begins again from the first step."""
    now = clock.now()
    mine = [alert for alert in _locked(alert_ids) if _just_acknowledged(alert, by, now)]
    _must_be_some(mine, "acknowledged")
    runs = paging.lock_runs(SUBJECT, [alert.pk for alert in mine])
    for alert in mine:
        require(by, Act.RESPOND, services.team_of(alert))
        alert.status, alert.acknowledged_at, alert.acknowledged_by = AlertStatus.TRIGGERED, None, None
        _change(alert, by, now, "took the acknowledgement back. Paging begins again.")
    paging.page_again(list(runs.values()), f"{by.name} took the acknowledgement back.", now)
    announce(*mine)
    return mine


@transaction.atomic
def take_back_resolution(*, alert_ids: Iterable[int], by: Actor) -> list[Alert]:
    """Of what one has just resolved oneself, unless it has come again as a new alert since.

    Whoever had acknowledged it still has it; otherwise paging begins again.
    """
    now = clock.now()
    mine = [alert for alert in _locked(alert_ids) if _just_resolved(alert, by, now) and not _came_again(alert)]
    _must_be_some(mine, "resolved")
    for alert in mine:
        require(by, Act.RESPOND, services.team_of(alert))
        alert.status = AlertStatus.ACKNOWLEDGED if alert.acknowledged_at else AlertStatus.TRIGGERED
        alert.resolved_at = alert.resolved_by = None
        _change(alert, by, now, "took the resolution back: it is open again.")
    paging.start_runs([run_request(alert) for alert in mine if alert.status == AlertStatus.TRIGGERED], now)
    announce(*mine)
    return mine


def _locked(alert_ids: Iterable[int]) -> list[Alert]:
    ids = sorted(set(alert_ids))
    if len(ids) > MOST:
        raise Wrong(f"These are {len(ids)} alerts; {MOST} can be changed at once.", {"alert": "Choose fewer."})
    rows = Alert.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return list(rows.select_related("service__team", "service__policy", "integration"))


def _just_acknowledged(alert: Alert, by: Actor, now: datetime) -> bool:
    fresh = alert.acknowledged_at is not None and alert.acknowledged_at >= now - TAKE_BACK_WITHIN
    return alert.status == AlertStatus.ACKNOWLEDGED and alert.acknowledged_by == by.person and fresh


def _just_resolved(alert: Alert, by: Actor, now: datetime) -> bool:
    fresh = alert.resolved_at is not None and alert.resolved_at >= now - TAKE_BACK_WITHIN
    return alert.status == AlertStatus.RESOLVED and alert.resolved_by == by.person and fresh


def _came_again(alert: Alert) -> bool:
    alike = Alert.objects.filter(integration=alert.integration_id, dedup_key=alert.dedup_key)
    return alike.exclude(status=AlertStatus.RESOLVED).exists()


def _must_be_some(alerts: list[Alert], verb: str) -> None:
    if not alerts:
        raise Conflict(f"There is nothing to take back: none of these is still as you {verb} it a moment ago.")


def _change(alert: Alert, by: Actor, now: datetime, what: str) -> None:
    alert.snoozed_until = None
    alert.epoch += 1
    alert.save()
    entry(alert, "again", f"{by.name} {what}", now, by).save()
    audit.record(by, "take-back", SUBJECT, alert.pk, alert.summary[:200])
