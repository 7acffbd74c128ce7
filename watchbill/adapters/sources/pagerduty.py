"""PagerDuty's Events API v2, as its clients speak it: one event a request, the integration's key inside the body."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import uuid4

import msgspec

from watchbill.adapters.sources.payload import (
    NUL,
    FieldError,
    bounded,
    cut,
    decoded,
    instant,
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
    LABEL_LIMIT,
    LINK_LIMIT,
    LINKS_LIMIT,
    SOURCE_LIMIT,
    SUMMARY_LIMIT,
    Action,
    Event,
    ItemError,
    Link,
    Parsed,
    Refused,
)
from watchbill.domain.alerting.urgency import SEVERITIES

INVALID = "Event object is invalid"

_Summary = Annotated[str, msgspec.Meta(min_length=1, max_length=SUMMARY_LIMIT)]
_SourceName = Annotated[str, msgspec.Meta(min_length=1, max_length=SOURCE_LIMIT)]
_Label = Annotated[str, msgspec.Meta(max_length=LABEL_LIMIT)]
_Key = Annotated[str, msgspec.Meta(max_length=DEDUP_KEY_LIMIT)]
_Address = Annotated[str, msgspec.Meta(max_length=LINK_LIMIT)]


class _Picture(msgspec.Struct, gc=False):
    src: _Address
    href: _Address | None = None
    alt: _Label | None = None


class _Link(msgspec.Struct, gc=False):
    href: _Address
    text: _Label | None = None


class _Payload(msgspec.Struct, gc=False):
    summary: _Summary = ""
    source: _SourceName = ""
    severity: Literal["critical", "error", "warning", "info"] | None = None
    timestamp: str | None = None
    component: _Label | None = None
    group: _Label | None = None
    class_: _Label | None = msgspec.field(name="class", default=None)
    custom_details: Any = None


class _Enqueue(msgspec.Struct, gc=False):
    event_action: Action
    dedup_key: _Key | None = None
    payload: _Payload | None = None
    client: _Label | None = None
    client_url: _Address | None = None
    links: list[_Link] | None = None
    images: list[_Picture] | None = None


class _Keyed(msgspec.Struct, gc=False):
    routing_key: str = ""


_TRIGGER = Action.TRIGGER
_ACTIONS = {action.value: action for action in Action} | {
    "problem": Action.TRIGGER,  # Nagios and Icinga pass on their notification type
    "acknowledgement": Action.ACKNOWLEDGE,
    "recovery": Action.RESOLVE,
}
_decode = msgspec.json.Decoder(_Enqueue).decode
_decode_key = msgspec.json.Decoder(_Keyed).decode
_NO_PAYLOAD = _Payload()


def routing_key_of(body: bytes) -> str:
    """The integration's key, before anything else of the body is looked at. Raises `Refused`."""
    try:
        key = _decode_key(body).routing_key
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        payload = _object(decoded(body))
        key = scalar(payload.get("routing_key")) or ""
    if not key.strip():
        raise Refused(INVALID, [ItemError(0, "routing_key", "'routing_key' is missing or blank")])
    return key


def parse(body: bytes, headers: Mapping[str, str], options: Mapping[str, Any]) -> Parsed:  # noqa: ARG001
    if NUL not in body:
        try:
            enqueue = _decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass  # the patient way says what is wrong, or repairs it
        else:
            if _complete(enqueue):
                return Parsed([_event(enqueue)], [], False, [0])
    return _patiently(_object(decoded(body)))


def _complete(enqueue: _Enqueue) -> bool:
    if enqueue.event_action is not _TRIGGER:
        return bool(enqueue.dedup_key)
    payload = enqueue.payload
    if payload is None or payload.severity is None:
        return False
    return payload.summary.strip() != "" and payload.source.strip() != ""


def _event(enqueue: _Enqueue) -> Event:
    payload = enqueue.payload or _NO_PAYLOAD
    return Event(
        enqueue.event_action,
        enqueue.dedup_key or uuid4().hex,
        one_line(payload.summary, SUMMARY_LIMIT),
        payload.severity or "",
        payload.source,
        _labels(payload),
        _details(enqueue, payload),
        _links(enqueue),
        "",
        instant(payload.timestamp) if payload.timestamp else None,
    )


def _labels(payload: _Payload) -> dict[str, str]:
    labels = {}
    if payload.component:
        labels["component"] = payload.component
    if payload.group:
        labels["group"] = payload.group
    if payload.class_:
        labels["class"] = payload.class_
    return labels


def _details(enqueue: _Enqueue, payload: _Payload) -> dict[str, Any]:
    details = payload.custom_details
    if details is None:
        details = {}
    elif not isinstance(details, dict):
        details = {"custom_details": details}
    return bounded({**details, "client": enqueue.client} if enqueue.client else details)


def _links(enqueue: _Enqueue) -> tuple[Link, ...]:
    if not (enqueue.client_url or enqueue.links or enqueue.images):
        return ()
    client_url = web_address(enqueue.client_url or "")
    links = [Link(client_url, enqueue.client or "")] if client_url else []
    links += [Link(link.href, link.text or "") for link in enqueue.links or () if web_address(link.href)]
    for picture in enqueue.images or ():
        if web_address(picture.src):
            links.append(Link(web_address(picture.href or "") or picture.src, picture.alt or "", picture.src))
    return tuple(links[:LINKS_LIMIT])


def _object(payload: Any) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise Refused(INVALID, [ItemError(0, "", f"the event should be an object, not {shown(payload)}")])
    return payload


def _patiently(body: dict[str, Any]) -> Parsed:
    reading = _Reading(body)
    enqueue = reading.enqueue()
    if reading.errors:
        raise Refused(INVALID, reading.errors)
    return Parsed([_event(enqueue)], [], False, [0])


class _Reading:
    """Reads a body field by field, in the words of PagerDuty's own answers; `errors` gathers what has to be right."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.errors: list[ItemError] = []

    def enqueue(self) -> _Enqueue:
        action = self.action()
        follows = action in (Action.ACKNOWLEDGE, Action.RESOLVE)
        key = self.needed(self.body, "dedup_key", "") if follows else self.text(self.body, "dedup_key")
        return _Enqueue(
            event_action=action or _TRIGGER,
            dedup_key=short_key(key),
            payload=self.payload(action),
            client=cut(self.text(self.body, "client"), LABEL_LIMIT),
            client_url=self.text(self.body, "client_url"),
            links=[
                _Link(_plain(each, "href"), cut(_plain(each, "text"), LABEL_LIMIT)) for each in self.objects("links")
            ],
            images=[
                _Picture(_plain(each, "src"), _plain(each, "href"), cut(_plain(each, "alt"), LABEL_LIMIT))
                for each in self.objects("images")
            ],
        )

    def action(self) -> Action | None:
        said = self.needed(self.body, "event_action", "")
        action = _ACTIONS.get(said.strip().lower())
        if said and action is None:
            self.wrong("event_action", f"must be one of trigger, acknowledge, resolve; it was {shown(said)}")
        return action

    def payload(self, action: Action | None) -> _Payload:
        found = self.body.get("payload")
        holder = found if isinstance(found, dict) else {}
        if action is not _TRIGGER:
            return self.lenient_payload(holder)
        if not isinstance(found, dict):
            self.wrong(
                "payload", f"should be an object, not {shown(found)}" if found is not None else "is missing or blank"
            )
            return _NO_PAYLOAD
        payload = self.lenient_payload(holder)
        payload.summary = cut(self.needed(holder, "summary", "payload."), SUMMARY_LIMIT)
        payload.source = cut(self.needed(holder, "source", "payload."), SOURCE_LIMIT)
        severity = self.needed(holder, "severity", "payload.")
        if severity and payload.severity is None:
            self.wrong("payload.severity", f"must be one of {', '.join(SEVERITIES)}; it was {shown(severity)}")
        return payload

    def lenient_payload(self, holder: dict[str, Any]) -> _Payload:
        """Of an acknowledgement or a resolution nothing but the key has to be right."""
        severity = _plain(holder, "severity").strip().lower()
        return _Payload(
            summary=cut(_plain(holder, "summary"), SUMMARY_LIMIT),
            source=cut(_plain(holder, "source"), SOURCE_LIMIT),
            severity=severity if severity in SEVERITIES else None,  # type: ignore[arg-type]  # one of the four
            timestamp=_plain(holder, "timestamp"),
            component=cut(_plain(holder, "component"), LABEL_LIMIT),
            group=cut(_plain(holder, "group"), LABEL_LIMIT),
            class_=cut(_plain(holder, "class"), LABEL_LIMIT),
            custom_details=holder.get("custom_details"),
        )

    def needed(self, holder: dict[str, Any], name: str, path: str) -> str:
        text = self.text(holder, name, path)
        if not text.strip() and not isinstance(holder.get(name), dict | list):
            self.wrong(path + name, "is missing or blank")
        return text

    def text(self, holder: dict[str, Any], name: str, path: str = "") -> str:
        try:
            return scalar_field(holder, name, path)
        except FieldError as error:
            self.errors.append(ItemError(0, error.field, str(error)))
            return ""

    def objects(self, name: str) -> list[dict[str, Any]]:
        found = self.body.get(name)
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def wrong(self, field: str, expected: str) -> None:
        self.errors.append(ItemError(0, field, f"'{field}' {expected}"))


def _plain(holder: dict[str, Any], name: str) -> str:
    return scalar(holder.get(name)) or ""


def snippet(base_url: str, key: str) -> str:
    return f"""curl {base_url}/v2/enqueue -H 'Content-Type: application/json' -d '{{
  "routing_key": "{key}",
  "event_action": "trigger",
  "dedup_key": "disk-full-db1",
  "payload": {{"summary": "Disk full on db1", "source": "db1.example.org", "severity": "critical"}}
}}'
"""


SOURCE = Source(
    kind="pagerduty",
    title="PagerDuty Events API v2",
    description="Whatever can send to PagerDuty's /v2/enqueue: give it this address, and the key as routing key.",
    parse=parse,
    snippet=snippet,
    options=NoOptions,
    check_options=check_no_options,
)
