"""Writes an organisation as the file that it can be read from again, in the order of the structs."""

from collections.abc import Iterator

import yaml
from yaml.emitter import ScalarAnalysis
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.plain import Bare, Plain, Quoted, plain_of
from watchbill.domain.shape.redaction import without_secrets

WIDTH = 110
NEVER_FOLDED = 1_000_000
_TEXT_TAG = "tag:yaml.org,2002:str"
_RESOLVER = Resolver()


class _Emitter(yaml.Dumper):
    """Leaves the colons of instants unquoted, which are no indicators for they have no space after them."""

    def analyze_scalar(self, scalar: str) -> ScalarAnalysis:
        found = super().analyze_scalar(scalar)
        if isinstance(scalar, Bare) and "," not in scalar:
            found.allow_flow_plain = True
        return found

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Lists are indented below their key too."""
        super().increase_indent(flow, False)


def write(organisation: Organisation) -> str:
    """Secrets come out as references to environment variables, whose names are made from the integrations' keys."""
    plain = plain_of(without_secrets(organisation))
    if not isinstance(plain, dict) or not plain:
        return "{}\n"
    head: dict[str, Plain] = {key: value for key, value in plain.items() if isinstance(value, str)}
    sections: list[dict[str, Plain]] = [{key: value} for key, value in plain.items() if key not in head]
    return "\n".join(_emitted(part) for part in (head, *sections) if part)


def _emitted(plain: Plain, *, one_line: bool = False) -> str:
    events = [StreamStartEvent(), DocumentStartEvent(explicit=False), *_events(plain, 0, one_line)]
    events += [DocumentEndEvent(explicit=False), StreamEndEvent()]
    return str(yaml.emit(events, Dumper=_Emitter, allow_unicode=True, width=NEVER_FOLDED))


def _events(plain: Plain, depth: int, flow: bool) -> Iterator[Event]:
    """The sections and the keys in them stand on lines of their own; what is in them on one line where it fits."""
    if isinstance(plain, str):
        yield _scalar(plain)
        return
    flow = flow or not plain or (depth > 1 and _length(plain) + 4 * depth <= WIDTH)
    if isinstance(plain, dict):
        yield MappingStartEvent(anchor=None, tag=None, implicit=True, flow_style=flow)
        for key, value in plain.items():
            yield _scalar(key)
            yield from _events(value, depth + 1, flow)
        yield MappingEndEvent()
    else:
        yield SequenceStartEvent(anchor=None, tag=None, implicit=True, flow_style=flow)
        for item in plain:
            yield from _events(item, depth + 1, flow)
        yield SequenceEndEvent()


def _scalar(text: str) -> ScalarEvent:
    return ScalarEvent(anchor=None, tag=None, implicit=(True, True), value=text, style=_style(text))


def _style(text: str) -> str | None:
    """None: plain where YAML allows it."""
    if isinstance(text, Bare):
        return None
    if not text.replace("\n", "").isprintable():
        return '"'
    if isinstance(text, Quoted):
        return "'" if '"' in text else '"'
    if _tag_elsewhere(text) != _TEXT_TAG:
        return '"'
    return "|" if "\n" in text else None


def _tag_elsewhere(text: str) -> str:
    """What a reader that types plain scalars would take it for."""
    return str(_RESOLVER.resolve(ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]


def _length(plain: Plain) -> int:
    """On one line, where it is readable there: a text of several lines and a list of several objects are not."""
    if isinstance(plain, str):
        return len(plain) + 2 + (WIDTH if "\n" in plain else 0)
    if isinstance(plain, dict):
        return sum(len(key) + 2 + _length(value) for key, value in plain.items()) + 2
    objects = [item for item in plain if isinstance(item, dict) and len(item) > 1]
    return sum(_length(item) for item in plain) + 2 + (WIDTH if objects and len(plain) > 1 else 0)


def on_one_line(plain: Plain) -> str:
    """As it would stand in a list on one line."""
    return plain if isinstance(plain, str) else _emitted([plain], one_line=True).strip()[1:-1]
