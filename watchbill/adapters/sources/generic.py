"""JSON of any shape: fields under their usual names, or where the integration's mapping says they stand."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from watchbill.adapters.sources.mapping import (
    ACTIONS,
    ActionTable,
    FieldMapping,
    SeverityTable,
    check_mapping,
    read_mapping,
)
from watchbill.adapters.sources.paths import evaluate, look
from watchbill.adapters.sources.payload import (
    NUL,
    FieldError,
    bounded,
    cut,
    decoded,
    instant,
    key_from,
    one_line,
    scalar,
    short_key,
    shown,
    web_address,
)
from watchbill.adapters.sources.source import Source
from watchbill.domain.alerting.event import (
    LABEL_LIMIT,
    LABEL_NAME_LIMIT,
    LABELS_LIMIT,
    LINK_LIMIT,
    LINKS_LIMIT,
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

USUAL: dict[str, tuple[str, ...]] = {
    "action": ("action", "status", "state"),
    "dedup_key": ("dedup_key", "key", "id"),
    "summary": ("summary", "title", "message"),
    "severity": ("severity", "level", "priority"),
    "source": ("source", "host", "hostname"),
    "labels": ("labels",),
    "details": ("details",),
    "links": ("links", "link", "url"),
    "runbook_url": ("runbook_url", "runbook"),
    "starts_at": ("starts_at", "timestamp", "time"),
}
"""The names that are looked for, in this order, where no mapping says otherwise."""

_UNMAPPED = FieldMapping()


def parse(body: bytes, headers: Mapping[str, str], options: Mapping[str, Any]) -> Parsed:  # noqa: ARG001
    mapping = _mapping(options)
    payload = _decoded(body)
    if mapping.batch:
        items = look(payload, mapping.batch)
        if not isinstance(items, list):
            message = f"'{mapping.batch}' should be a list of events, not {shown(items)}"
            raise Refused("The events were not found.", [ItemError(0, mapping.batch, message)])
        return _batch(items, mapping)
    return _batch(payload, mapping) if isinstance(payload, list) else _single(payload, mapping)


def _mapping(options: Mapping[str, Any]) -> FieldMapping:
    try:
        return read_mapping(options) if options else _UNMAPPED
    except ValueError as error:
        raise Refused(str(error)) from None


def _decoded(body: bytes) -> Any:
    if NUL not in body:
        try:
            return msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass  # the patient way says what is wrong, or repairs it
    return decoded(body)


def _single(item: Any, mapping: FieldMapping) -> Parsed:
    try:
        event, notes = _Item(item, mapping).event()
    except FieldError as error:
        raise Refused("The event cannot be read.", [ItemError(0, error.field, str(error))]) from None
    return Parsed([event], [], False, [0], notes)


def _batch(items: list[Any], mapping: FieldMapping) -> Parsed:
    events, errors, places = [], [], []
    notes: dict[str, None] = {}
    for index, item in enumerate(items):
        try:
            event, said = _Item(item, mapping).event()
        except FieldError as error:
            errors.append(ItemError(index, error.field, f"item {index}: {error}"))
            continue
        events.append(event)
        places.append(index)
        notes |= dict.fromkeys(said)
    if errors and not events:
        raise Refused("None of the events could be read.", errors)
    return Parsed(events, errors, True, places, tuple(notes))


class _Item:
    """One item of a payload, read field by field."""

    def __init__(self, item: Any, mapping: FieldMapping) -> None:
        if not isinstance(item, dict):
            raise FieldError("", f"an event should be an object, not {shown(item)}")
        self.item: dict[str, Any] = item
        self.mapping = mapping
        self.used: set[str] = set()
        self.notes: list[str] = []

    def event(self) -> tuple[Event, tuple[str, ...]]:
        action = self.action()
        severity, word = self.severity()
        labels = self.labels()
        if word and not severity and len(labels) < LABELS_LIMIT:
            labels.setdefault("severity", cut(word, LABEL_LIMIT))
        key, source = self.text("dedup_key"), cut(self.text("source"), SOURCE_LIMIT)
        summary = self.summary(needed=action is Action.TRIGGER or not key)
        event = Event(
            action=action,
            dedup_key=short_key(key) or key_from(summary, source),
            summary=summary,
            severity=severity,
            source=source,
            labels=labels,
            links=self.links(),
            runbook_url=web_address(self.text("runbook_url"), RUNBOOK_LIMIT),
            starts_at=instant(self.text("starts_at")),
            details=self.details(),
        )
        return event, tuple(self.notes)

    def found(self, field: str) -> tuple[str, Any]:
        """The name under which something was found, and what; nothing is ("", None)."""
        said = getattr(self.mapping, field)
        if said:
            expression = said if isinstance(said, str) else said.path
            return expression, evaluate(expression, self.item)
        for name in USUAL[field]:
            value = self.item.get(name)
            if value is not None and value != "":
                self.used.add(name)
                return name, value
        return "", None

    def text(self, field: str) -> str:
        name, value = self.found(field)
        text = scalar(value)
        if text is None:
            raise FieldError(name, f"should be a text, not {shown(value)}")
        return text

    def summary(self, *, needed: bool) -> str:
        summary = one_line(self.text("summary"), SUMMARY_LIMIT)
        if needed and not summary:
            names = self.mapping.summary or " or ".join(USUAL["summary"])
            raise FieldError("summary", f"is missing or blank; it is looked for in {names}")
        return summary

    def action(self) -> Action:
        word = self.text("action").strip()
        said = self.mapping.action
        meaning = said.meaning(word) if isinstance(said, ActionTable) else None
        meaning = meaning or ACTIONS.get(word.lower())
        if word and meaning is None:
            self.notes.append(f"{shown(word)} is not a known word for an action, so it was taken for a trigger")
        return meaning or Action.TRIGGER

    def severity(self) -> tuple[str, str]:
        """In our words, and in the sender's."""
        word = self.text("severity").strip()
        said = self.mapping.severity
        meaning = said.meaning(word) if isinstance(said, SeverityTable) else ""
        return meaning or severity_of(word), word

    def labels(self) -> dict[str, str]:
        said = self.mapping.labels
        if isinstance(said, dict):
            return _label_texts({name: evaluate(path, self.item) for name, path in said.items()})
        name, value = self.found("labels")
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise FieldError(name, f"should be an object of texts, not {shown(value)}")
        return _label_texts(value)

    def links(self) -> tuple[Link, ...]:
        _name, value = self.found("links")
        links = [_link(each) for each in (value if isinstance(value, list) else [value])]
        return tuple(link for link in links if link is not None)[:LINKS_LIMIT]

    def details(self) -> dict[str, Any]:
        """What has its own place in the event is not said twice, unless a mapping took it from somewhere within."""
        name, value = self.found("details")
        if value is not None:
            return bounded(value if isinstance(value, dict) else {name: value})
        return bounded({name: value for name, value in self.item.items() if name not in self.used})


def _label_texts(found: dict[str, Any]) -> dict[str, str]:
    texts = {name: _label_text(value) for name, value in list(found.items())[:LABELS_LIMIT]}
    return {cut(name, LABEL_NAME_LIMIT): cut(text, LABEL_LIMIT) for name, text in texts.items() if text}


def _label_text(value: Any) -> str:
    text = scalar(value)
    return json.dumps(bounded({"": value})[""], ensure_ascii=False) if text is None else text


def _link(value: Any) -> Link | None:
    if isinstance(value, dict):
        address = scalar(value.get("href") or value.get("url")) or ""
        text = scalar(value.get("text") or value.get("title")) or ""
    else:
        address, text = scalar(value) or "", ""
    return Link(address, cut(text, LABEL_LIMIT)) if web_address(address, LINK_LIMIT) else None


def snippet(base_url: str, key: str) -> str:
    return f"""curl {base_url}/in/generic/{key} -H 'Content-Type: application/json' -d '{{
  "summary": "Disk full on db1", "dedup_key": "disk-full-db1", "status": "firing",
  "severity": "critical", "source": "db1.example.org", "labels": {{"cluster": "north"}}
}}'
"""


SOURCE = Source(
    kind="generic",
    title="JSON of any shape",
    description="Whatever can post JSON: one event or a list of them, with a mapping for fields that have other names.",
    parse=parse,
    snippet=snippet,
    options=FieldMapping,
    check_options=check_mapping,
)
