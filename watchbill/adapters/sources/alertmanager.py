"""Prometheus Alertmanager's webhook, version 4: one event for each alert of the group that it posts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from watchbill.adapters.sources.payload import (
    NUL,
    FieldError,
    cut,
    decoded,
    in_utc,
    instant,
    key_from,
    one_line,
    scalar,
    scalar_field,
    short_key,
    shown,
    web_address,
)
from watchbill.adapters.sources.source import NoOptions, Source, check_no_options
from watchbill.domain.alerting.event import (
    DEDUP_KEY_LIMIT,
    DETAIL_LIMIT,
    LABEL_LIMIT,
    LABEL_NAME_LIMIT,
    LABELS_LIMIT,
    LINK_LIMIT,
    RUNBOOK_LIMIT,
    SOURCE_LIMIT,
    SUMMARY_LIMIT,
    Action,
    Event,
    ItemError,
    Link,
    Parsed,
    Refused,
)
from watchbill.domain.alerting.urgency import severity_of

_Name = Annotated[str, msgspec.Meta(max_length=LABEL_NAME_LIMIT)]
_Few = msgspec.Meta(max_length=LABELS_LIMIT)
_Labels = Annotated[dict[_Name, Annotated[str, msgspec.Meta(max_length=LABEL_LIMIT)]], _Few]
_Annotations = Annotated[dict[_Name, Annotated[str, msgspec.Meta(max_length=DETAIL_LIMIT)]], _Few]
_Status = Literal["firing", "resolved", ""]

SUMMARIES = ("summary", "description", "message", "title")


class _Alert(msgspec.Struct, gc=False, rename="camel"):
    labels: _Labels
    annotations: _Annotations = {}
    status: _Status = ""
    starts_at: datetime | None = None
    generator_url: Annotated[str, msgspec.Meta(max_length=LINK_LIMIT)] = msgspec.field(name="generatorURL", default="")
    fingerprint: Annotated[str, msgspec.Meta(max_length=DEDUP_KEY_LIMIT)] = ""


class _Webhook(msgspec.Struct, gc=False, rename="camel"):
    alerts: list[_Alert]
    status: _Status = ""
    truncated_alerts: int = 0


_TRIGGER, _RESOLVE = Action.TRIGGER, Action.RESOLVE  # looking up a member costs as much as making an event
_decode = msgspec.json.Decoder(_Webhook).decode


def parse(body: bytes, headers: Mapping[str, str], options: Mapping[str, Any]) -> Parsed:  # noqa: ARG001
    if NUL not in body:
        try:
            return _quickly(_decode(body))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, FieldError):
            pass  # the patient way says what is wrong, or repairs it
    return _patiently(decoded(body))


def _quickly(webhook: _Webhook) -> Parsed:
    status = webhook.status
    events = [_event(alert, status) for alert in webhook.alerts]
    return Parsed(events, [], True, list(range(len(events))), _notes(webhook.truncated_alerts))


def _event(alert: _Alert, group_status: str) -> Event:
    labels, annotations = alert.labels, alert.annotations
    starts_at, runbook = alert.starts_at, annotations.get("runbook_url")
    if starts_at is not None and (starts_at.tzinfo is not UTC or starts_at.year == 1):
        starts_at = in_utc(starts_at)
    return Event(
        _RESOLVE if (alert.status or group_status) == "resolved" else _TRIGGER,
        alert.fingerprint or _key(labels),
        _summary(labels, annotations),
        severity_of(labels.get("severity", "")),
        labels.get("instance", "")[:SOURCE_LIMIT],
        labels,
        {"annotations": annotations} if annotations else {},
        _links(alert.generator_url, annotations),
        web_address(runbook, RUNBOOK_LIMIT) if runbook else "",
        starts_at,
    )


def _key(labels: dict[str, str]) -> str:
    if not labels:
        raise FieldError("labels", "is empty, and there is no fingerprint; an alert needs one of them")
    return key_from(*(part for label in sorted(labels.items()) for part in label))


def _summary(labels: dict[str, str], annotations: dict[str, str]) -> str:
    for name in SUMMARIES:
        said = annotations.get(name)
        if said and (said := one_line(said, SUMMARY_LIMIT)):
            return said
    name, instance = labels.get("alertname", ""), labels.get("instance", "")
    named = f"{name} on {instance}" if name and instance else name or instance
    return one_line(named, SUMMARY_LIMIT) or "An alert without a name"


def _links(generator: str, annotations: dict[str, str]) -> tuple[Link, ...]:
    links = (Link(generator, "Expression"),) if web_address(generator) else ()
    dashboard = annotations.get("dashboard_url")
    return (*links, Link(dashboard, "Dashboard")) if dashboard and web_address(dashboard) else links


def _notes(truncated: int) -> tuple[str, ...]:
    if truncated <= 0:
        return ()
    return (f"Alertmanager left {truncated} alerts out of this group: raise max_alerts in its webhook configuration",)


def _patiently(payload: Any) -> Parsed:
    if not isinstance(payload, dict):
        raise Refused(f"The body should be the object that Alertmanager's webhook sends, not {shown(payload)}.")
    alerts = payload.get("alerts")
    if not isinstance(alerts, list):
        found = shown(alerts) if "alerts" in payload else "nothing"
        message = f"'alerts' should be a list of alerts, not {found}"
        raise Refused("This is not what Alertmanager's webhook sends.", [ItemError(0, "alerts", message)])
    status = payload.get("status")
    events, errors, places = [], [], []
    for index, alert in enumerate(alerts):
        try:
            events.append(_event(_repaired(alert), status if status in ("firing", "resolved") else ""))
            places.append(index)
        except FieldError as error:
            errors.append(ItemError(index, error.field, f"alerts[{index}]: {error}"))
    if errors and not events:
        raise Refused("None of the alerts could be read.", errors)
    truncated = payload.get("truncatedAlerts")
    return Parsed(events, errors, True, places, _notes(truncated if isinstance(truncated, int) else 0))


def _repaired(alert: Any) -> _Alert:
    if not isinstance(alert, dict):
        raise FieldError("", f"an alert should be an object, not {shown(alert)}")
    if "labels" not in alert:
        raise FieldError("labels", "is missing")
    status = scalar_field(alert, "status")
    if status not in ("firing", "resolved", ""):
        raise FieldError("status", f"should be firing or resolved, not {shown(status)}")
    generator = scalar(alert.get("generatorURL")) or ""
    return _Alert(
        labels=_texts(alert, "labels", LABEL_LIMIT),
        annotations=_texts(alert, "annotations", DETAIL_LIMIT),
        status="resolved" if status == "resolved" else "firing" if status else "",
        starts_at=instant(scalar(alert.get("startsAt")) or ""),
        generator_url=generator if len(generator) <= LINK_LIMIT else "",
        fingerprint=short_key(scalar_field(alert, "fingerprint")),
    )


def _texts(alert: dict[str, Any], field: str, limit: int) -> dict[str, str]:
    found = alert.get(field, {})
    if found is None and field == "annotations":
        return {}
    if not isinstance(found, dict):
        raise FieldError(field, f"should be an object of texts, not {shown(found)}")
    texts = {name: scalar_field(found, name, f"{field}.") for name in list(found)[:LABELS_LIMIT]}
    return {cut(name, LABEL_NAME_LIMIT): cut(text, limit) for name, text in texts.items()}


def snippet(base_url: str, key: str) -> str:
    return f"""receivers:
  - name: watchbill
    webhook_configs:
      - url: {base_url}/in/alertmanager/{key}
        send_resolved: true
"""


SOURCE = Source(
    kind="alertmanager",
    title="Prometheus Alertmanager",
    description="Each alert that Alertmanager posts to its webhook receiver, by fingerprint; resolved ones resolve.",
    parse=parse,
    snippet=snippet,
    options=NoOptions,
    check_options=check_no_options,
)
