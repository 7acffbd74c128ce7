"""What one group commit writes, worked out in Python from the open alerts it found. No SQL here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from watchbill.domain.alerting.event import Event
from watchbill.domain.alerting.fold import Change, State, fold
from watchbill.domain.alerting.urgency import urgency_of

Key = tuple[int, str]
"""(integration id, dedup key)"""
ROUTE, ROUTE_MORE = "route", "route-more"
"""The timers of new alerts. The first of each request is routed before the rest of any: in a storm every sender's first
page goes out first."""
encode = msgspec.json.Encoder().encode


class Intake(NamedTuple):
    """One request that was understood: what came, and the events in it."""

    integration: int
    content_type: str
    body: bytes
    events: list[Event]
    places: list[int]


class Ids(NamedTuple):
    """Free ids of each table, to be taken in turn."""

    received: Iterator[int]
    alert: Iterator[int]
    event: Iterator[int]


@dataclass
class Batch:
    """Rows, as tuples in the order of the columns that `store` names."""

    received: list[tuple[Any, ...]] = field(default_factory=list)
    opened: dict[int, "Opened"] = field(default_factory=dict)
    repeated: dict[int, list[Any]] = field(default_factory=dict)  # alert -> [times, the last event]
    acknowledged: list[int] = field(default_factory=list)
    resolved: list[int] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    timers: list[tuple[Any, ...]] = field(default_factory=list)

    def alerts(self) -> Iterable[int]:
        return {*self.opened, *self.acknowledged, *self.resolved}


class Opened(msgspec.Struct, gc=False):
    """A new alert, which later events of the same batch may already have repeated, acknowledged or resolved."""

    integration: int
    event: Event
    status: str = "triggered"
    count: int = 1


def keys_of(intakes: Iterable[Intake]) -> list[Key]:
    """Every key of the batch, once, sorted: processes that lock in this order cannot wait for each other in a ring."""
    return sorted({(intake.integration, event.dedup_key) for intake in intakes for event in intake.events})


def work_out(intakes: list[Intake], open_alerts: Mapping[Key, tuple[int, str]], ids: Ids, now: datetime) -> Batch:
    """Fold every event over the open alerts. `open_alerts` gives id and status."""
    states = _states(open_alerts)
    batch = Batch()
    for intake in intakes:
        received, before = next(ids.received), len(batch.opened)
        batch.received.append((received, intake.integration, now, intake.content_type, intake.body))
        for place, event in zip(intake.places, intake.events, strict=True):
            key = (intake.integration, event.dedup_key)
            state = states.get(key)
            if state is None:
                state = states[key] = State()
            change = fold(state, event)
            if change is Change.OPEN:
                state.alert = next(ids.alert)
                leads = len(batch.opened) == before
                _open(batch, state.alert, intake.integration, event, now, ROUTE if leads else ROUTE_MORE)
            else:
                _put(batch, change, state.alert, event, now)
            batch.events.append(
                (
                    next(ids.event),
                    received,
                    place,
                    state.alert or None,
                    intake.integration,
                    event.action.value,
                    key[1],
                    now,
                )
            )
            if change is Change.RESOLVE:
                state.alert = 0
    return batch


def how_many_open(intakes: list[Intake], open_alerts: Mapping[Key, tuple[int, str]]) -> int:
    """How many alerts `work_out` will open: for a database that gives out ids before they are used."""
    states, opened = _states(open_alerts), 0
    for intake in intakes:
        for event in intake.events:
            state = states.setdefault((intake.integration, event.dedup_key), State())
            change = fold(state, event)
            if change is Change.OPEN:
                state.alert, opened = -1, opened + 1
            elif change is Change.RESOLVE:
                state.alert = 0
    return opened


def _states(open_alerts: Mapping[Key, tuple[int, str]]) -> dict[Key, State]:
    return {key: State(alert, status == "acknowledged") for key, (alert, status) in open_alerts.items()}


def _open(batch: Batch, alert: int, integration: int, event: Event, now: datetime, timer: str) -> None:
    batch.opened[alert] = Opened(integration, event)
    _log(batch, alert, "triggered", "Triggered.", timer, now)


def _put(batch: Batch, change: Change, alert: int, event: Event, now: datetime) -> None:
    opened = batch.opened.get(alert)
    if change is Change.REPEAT:
        _repeat(batch, opened, alert, event)
    elif change is Change.ACKNOWLEDGE:
        _mark(opened, batch.acknowledged, alert, "acknowledged")
        _log(batch, alert, "acknowledged", "The source acknowledged it.", "settle", now)
    elif change is Change.RESOLVE:
        _mark(opened, batch.resolved, alert, "resolved")
        _log(batch, alert, "resolved", "The source resolved it.", "settle", now)


def _log(batch: Batch, alert: int, kind: str, text: str, timer: str, now: datetime) -> None:
    batch.entries.append((alert, now, kind, text))
    batch.timers.append((timer, alert, now))


def _mark(opened: Opened | None, changed: list[int], alert: int, status: str) -> None:
    if opened is None:
        changed.append(alert)
    else:
        opened.status = status


def _repeat(batch: Batch, opened: Opened | None, alert: int, event: Event) -> None:
    if opened is not None:
        opened.event, opened.count = event, opened.count + 1
    elif (said := batch.repeated.get(alert)) is not None:
        said[0] += 1
        said[1] = event
    else:
        batch.repeated[alert] = [1, event]


def opened_row(alert: int, opened: Opened, now: datetime) -> tuple[Any, ...]:
    """A new alert's columns: id, integration, key, status, content, urgency, four instants, count."""
    event = opened.event
    started = event.starts_at if event.starts_at is not None and event.starts_at < now else now
    acknowledged = now if opened.status == "acknowledged" else None
    resolved = now if opened.status == "resolved" else None
    head = (alert, opened.integration, event.dedup_key, opened.status, *content(event))
    return (*head, urgency_of(event.severity).value, started, now, acknowledged, resolved, opened.count)


def content(event: Event) -> tuple[Any, ...]:
    """What the latest event says of the problem: summary, severity, source, labels, details, links, runbook."""
    links = [(link.href, link.text) for link in event.links if link.href]
    return (
        event.summary,
        event.severity,
        event.source,
        encode(event.labels).decode(),
        encode(event.details).decode(),
        encode(links).decode(),
        event.runbook_url[:1000],
    )
