"""What a table of routes would do: it is tried on what came in lately, and nothing is changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchbill.apps.alerts.models import Alert
from watchbill.apps.alerts.route_table import written
from watchbill.apps.alerts.routing import decision
from watchbill.apps.catalog.models import Service
from watchbill.domain.alerting import routes as routing
from watchbill.domain.alerting.matchers import matches_all, parse_matchers
from watchbill.domain.shape.services import Route as Shape

MOST_ALERTS = 1000
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Where:
    """`service` is empty when no service gets it."""

    service: str
    urgency: str


@dataclass(frozen=True)
class Moved:
    alert: Alert
    before: Where
    after: Where


@dataclass(frozen=True)
class Trial:
    """`goes`: how many alerts would go where, most first. `matched`: by place, how many each route would decide on."""

    looked_at: int
    since: datetime
    goes: list[tuple[Where, int]]
    matched: list[int]
    moved: list[Moved]


def try_routes(routes: Sequence[Shape], now: datetime) -> Trial:
    """Against the table that counts now, on the newest alerts of the last week."""
    present, wanted = domain_routes(written()), domain_routes(routes)
    alerts, in_use = recent(now), set(Service.objects.filter(archived_at=None).values_list("slug", flat=True))
    goes: Counter[Where] = Counter()
    moved: list[Moved] = []
    for alert in alerts:
        before, after = (_where(decision(alert, table), in_use) for table in (present, wanted))
        goes[after] += 1
        if before != after:
            moved.append(Moved(alert, before, after))
    return Trial(len(alerts), now - LATELY, goes.most_common(), _matched(alerts, wanted), moved)


def recent(now: datetime) -> list[Alert]:
    """The newest first. The bound is on the id, so that it costs the same whatever is kept."""
    newest = Alert.objects.select_related("integration__service", "service").order_by("-id")[:MOST_ALERTS]
    return [alert for alert in newest if alert.last_event_at >= now - LATELY]


def domain_routes(routes: Sequence[Shape]) -> list[routing.Route]:
    """Raises `MatcherError`."""
    return [
        routing.Route(
            match=parse_matchers(route.match),
            service=route.service or "",
            urgency=route.urgency,
            group_by=route.group_by,
            group_wait=route.group_wait,
            continue_=route.goes_on,
        )
        for route in routes
    ]


def _where(routed: routing.Routed, in_use: set[str]) -> Where:
    return Where(routed.service if routed.service in in_use else "", routed.urgency.value)


def _matched(alerts: Sequence[Alert], routes: Sequence[routing.Route]) -> list[int]:
    counts = [0] * len(routes)
    for alert in alerts:
        offered = _offered(alert)
        for place, route in enumerate(routes):
            if matches_all(route.match, offered):
                counts[place] += 1
                if not route.continue_:
                    break
    return counts


def _offered(alert: Alert) -> dict[str, str]:
    sender = alert.integration
    return routing.offered_labels(
        alert.labels,
        integration=sender.slug,
        source=sender.source,
        severity=alert.severity,
        service=sender.service.slug if sender.service else "",
    )
