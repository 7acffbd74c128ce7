"""What the engine does to alerts: route the new ones, end or pause paging as the source says, wake the snoozed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from watchbill.apps.agenda.models import Timer
from watchbill.apps.alerts.brief import SUBJECT, run_request
from watchbill.apps.alerts.log import announce, entry
from watchbill.apps.alerts.models import Alert, AlertEntry, AlertStatus, Integration, Route
from watchbill.apps.catalog.models import Service
from watchbill.apps.paging import services as paging
from watchbill.apps.people.permissions import Actor, engine
from watchbill.database import rows
from watchbill.database.prepared import Prepared
from watchbill.domain.alerting import routes as routing
from watchbill.domain.alerting.matchers import parse_matchers
from watchbill.domain.alerting.urgency import Urgency

ROUTE, ROUTE_MORE, SETTLE = "route", "route-more", "settle"
UNSNOOZE, UNRESOLVED = "unsnooze", "alert-unresolved"
_INTEGRATIONS = Prepared(lambda ids: Integration.objects.select_related("service").filter(pk__in=ids))
_ROUTES = Prepared(lambda _: Route.objects.select_related("service"))
_SERVICES = Prepared(
    lambda slugs: Service.objects.filter(archived_at=None, slug__in=slugs).select_related("team", "policy"), texts=True
)


def route(timers: Sequence[Timer], alerts: Mapping[int, Alert], now: datetime) -> None:
    """Decide service and urgency of each new alert, and start paging for those that are still triggered."""
    new = [alerts[timer.subject_id] for timer in timers]
    integrations = _INTEGRATIONS.by_id(alert.integration_id for alert in new)
    for alert in new:
        alert.integration = integrations[alert.integration_id]
    table = _routes()
    decided = [decision(alert, table) for alert in new]
    services = _services({routed.service for routed in decided})
    rows.insert([_put(alert, routed, services, now) for alert, routed in zip(new, decided, strict=True)])
    rows.update(new, "service", "urgency")
    triggered = [alert for alert in new if alert.status == AlertStatus.TRIGGERED]
    paging.start_runs([run_request(alert) for alert in triggered], now)
    announce(*new)


def _routes() -> list[routing.Route]:
    return [
        routing.Route(
            match=parse_matchers(route.match),
            service=route.service.slug if route.service else "",
            urgency=Urgency(route.urgency) if route.urgency else None,
            group_by=tuple(route.definition.get("group_by", ())),
            continue_=bool(route.definition.get("continue", False)),
        )
        for route in _ROUTES.all()
    ]


def _services(slugs: set[str]) -> dict[str, Service]:
    return {service.slug: service for service in _SERVICES(slugs)}


def decision(alert: Alert, table: Sequence[routing.Route]) -> routing.Routed:
    """What this table says of an alert. Its integration, and the service of that, have to be loaded."""
    own = alert.integration.service.slug if alert.integration.service else ""
    return routing.decide(
        labels=alert.labels,
        integration=alert.integration.slug,
        source=alert.integration.source,
        severity=alert.severity,
        service=own,
        routes=table,
    )


def _put(alert: Alert, routed: routing.Routed, services: dict[str, Service], now: datetime) -> AlertEntry:
    alert.service, alert.urgency = services.get(routed.service), routed.urgency
    service = routed.service if alert.service else "no service"
    text = f"Routed to {service}, {routed.urgency} urgency: {'; '.join(routed.reasons)}."
    return entry(alert, "routed", text, now, service=routed.service, urgency=routed.urgency)


def settle(timers: Sequence[Timer], alerts: Mapping[int, Alert], now: datetime) -> None:
    """The source itself acknowledged or resolved: paging follows."""
    by_status: dict[str, list[int]] = {AlertStatus.ACKNOWLEDGED: [], AlertStatus.RESOLVED: []}
    for timer in timers:
        alert = alerts[timer.subject_id]
        by_status.get(alert.status, []).append(alert.pk)
    runs = paging.lock_runs(SUBJECT, [pk for ids in by_status.values() for pk in ids])
    acknowledged = [runs[pk] for pk in by_status[AlertStatus.ACKNOWLEDGED] if pk in runs]
    resolved = [runs[pk] for pk in by_status[AlertStatus.RESOLVED] if pk in runs]
    paging.acknowledge_runs(acknowledged, _the_source(), now)
    paging.end_runs(resolved, "The source resolved it.", now)
    announce(*alerts.values())


def _the_source() -> Actor:
    return Actor(name="The source", via="engine", trusted=True)


def unsnooze(timers: Sequence[Timer], alerts: Mapping[int, Alert], now: datetime) -> None:
    """Still open when the snooze ends: paged again."""
    waking = [alerts[timer.subject_id] for timer in timers]
    _trigger_again([alert for alert in waking if alert.status == AlertStatus.ACKNOWLEDGED], "The snooze is over.", now)


def unresolved(timers: Sequence[Timer], alerts: Mapping[int, Alert], now: datetime) -> None:
    """Acknowledged, and not resolved in the time that the policy gives: paged again."""
    runs = paging.lock_runs(SUBJECT, sorted(alerts))
    late = [alerts[run.subject_id] for run in paging.still_unresolved(timers, runs)]
    acknowledged = [alert for alert in late if alert.status == AlertStatus.ACKNOWLEDGED and not alert.snoozed_until]
    _trigger_again(acknowledged, "Acknowledged, but not resolved in time.", now)


def _trigger_again(alerts: list[Alert], why: str, now: datetime) -> None:
    for alert in alerts:
        alert.status, alert.acknowledged_at, alert.acknowledged_by = AlertStatus.TRIGGERED, None, None
        alert.snoozed_until = None
        alert.epoch += 1
    rows.update(alerts, "status", "acknowledged_at", "acknowledged_by", "snoozed_until", "epoch")
    rows.insert(entry(alert, "again", f"{why} Paging begins again.", now, engine()) for alert in alerts)
    runs = paging.lock_runs(SUBJECT, [alert.pk for alert in alerts])
    paging.page_again(list(runs.values()), why, now)
    announce(*alerts)
