"""Which service an alert is about and how urgent it is, with the reasons."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from watchbill.domain.alerting.matchers import Matcher, matches_all
from watchbill.domain.alerting.urgency import Urgency, urgency_of


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Every matcher has to match; without any, everything does. What is empty or None is left as it was."""

    match: tuple[Matcher, ...] = ()
    service: str = ""
    urgency: Urgency | None = None
    group_by: tuple[str, ...] = ()
    group_wait: timedelta | None = None
    continue_: bool = False

    def __str__(self) -> str:
        return ", ".join(map(str, self.match)) or "everything"


class Routed(msgspec.Struct, frozen=True, kw_only=True):
    """`service` is empty when nothing names one. The reasons are sentences, in the order of the decision."""

    service: str
    urgency: Urgency
    group_by: tuple[str, ...]
    group_wait: timedelta
    reasons: tuple[str, ...]


def offered_labels(
    labels: Mapping[str, str], *, integration: str, source: str, severity: str, service: str
) -> dict[str, str]:
    """What matchers see: the sender's labels, and ours where the sender has none of that name."""
    ours = {"integration": integration, "source": source, "severity": severity, "service": service}
    return {**{name: value for name, value in ours.items() if value}, **labels}


def decide(
    *,
    labels: Mapping[str, str],
    severity: str,
    integration: str,
    source: str,
    service: str,
    routes: Sequence[Route],
) -> Routed:
    """The first route that matches decides; one that says `continue` lets later ones refine what it said.

    `service` is the integration's own, which holds unless a route names another. Without a route that says so, urgency
    follows from the severity: the event's own, or the word in its `severity` label.
    """
    offered = offered_labels(labels, integration=integration, source=source, severity=severity, service=service)
    reasons = [f"integration {integration} belongs to service {service}"] if service else []
    said = Route(service=service)
    for number, route in _deciding(routes, offered):
        said = _refined(said, route)
        reasons.append(f"route {number} matched {route}{_what_it_says(route)}")
    urgency, reason = _urgency(said.urgency, severity or offered.get("severity", ""))
    return Routed(
        service=said.service,
        urgency=urgency,
        group_by=said.group_by,
        group_wait=said.group_wait or timedelta(),
        reasons=(*reasons, *reason, *_without_service(said.service)),
    )


def _deciding(routes: Sequence[Route], labels: Mapping[str, str]) -> list[tuple[int, Route]]:
    found = []
    for number, route in enumerate(routes, start=1):
        if matches_all(route.match, labels):
            found.append((number, route))
            if not route.continue_:
                break
    return found


def _refined(said: Route, route: Route) -> Route:
    return Route(
        service=route.service or said.service,
        urgency=route.urgency or said.urgency,
        group_by=route.group_by or said.group_by,
        group_wait=said.group_wait if route.group_wait is None else route.group_wait,
    )


def _what_it_says(route: Route) -> str:
    said = [f"service {route.service}"] if route.service else []
    said += [f"urgency {route.urgency}"] if route.urgency else []
    said += [f"grouped by {', '.join(route.group_by)}"] if route.group_by else []
    return f": {', '.join(said)}" if said else ""


def _urgency(said: Urgency | None, severity: str) -> tuple[Urgency, tuple[str, ...]]:
    if said is not None:
        return said, ()
    urgency = urgency_of(severity)
    graded = f"severity is {severity}" if severity else "no severity is given"
    return urgency, (f"urgency {urgency} because {graded}",)


def _without_service(service: str) -> tuple[str, ...]:
    return () if service else ("no service: neither the integration nor a route that matched names one",)
