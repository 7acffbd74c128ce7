"""From a YAML text to its tree. Scalars stay text; nothing is resolved, constructed or run.

Bounded: the size of the text, how deep it nests, and (in reading.py) how much its aliases unfold to.
"""

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from watchbill.domain.shape.document.tree import Mapping, Node, Place, Scalar, Sequence
from watchbill.domain.shape.grammar import shown
from watchbill.domain.shape.problems import ConfigurationErrors, Problem

LARGEST = 4 * 1024 * 1024
DEEPEST = 32
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}


def compose(file: str, content: str | bytes) -> Node | None:
    """None when there is nothing but comments. Raises ConfigurationErrors with the one problem that stopped it."""
    text = _decoded(file, content)
    try:
        return _Composer(file).document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _error(_place(file, error.problem_mark or error.context_mark), _explained(error, text)) from None
    except yaml.reader.ReaderError as error:
        place = _place_of(file, text, int(error.position))
        raise _error(place, f"found an unreadable character: {error.reason}") from None


def _decoded(file: str, content: str | bytes) -> str:
    try:
        raw = content.encode() if isinstance(content, str) else content
        text = raw.decode("utf-8-sig")
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeEncodeError | UnicodeDecodeError) else 0
        line = content[:start].count("\n" if isinstance(content, str) else b"\n") + 1  # type: ignore[arg-type]
        raise _error(Place(file, line, 1), "the file is not UTF-8; save it as UTF-8") from None
    if len(raw) > LARGEST:
        sentence = f"the file is larger than {LARGEST // 1024**2} MB; divide it into a folder of files"
        raise _error(Place(file, 1, 1), sentence)
    return text


def _place_of(file: str, text: str, position: int) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _place(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _error(place: Place, sentence: str) -> ConfigurationErrors:
    return ConfigurationErrors([Problem(place.file, place.line, place.column, "", sentence)])


def _explained(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark
    line = text.splitlines()[mark.line] if mark and mark.line < len(text.splitlines()) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "found a tab where the line is indented; YAML is indented with spaces"
    context = f" {error.context}" if error.context else ""
    return f"this is not YAML: {error.problem or 'unreadable'}{context}"


class _Composer:
    def __init__(self, file: str) -> None:
        self._file = file
        self._anchors: dict[str, Node | None] = {}  # None: still open

    def document(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refused(event, "found a second document (---), expected one in a file")
            elif isinstance(event, NodeEvent):
                root = self._node(event, events, 0)
        return None if root is None or (isinstance(root, Scalar) and root.is_nothing) else root

    def _node(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._aliased(event)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", *_TAGS):
            raise self._refused(event, f"found the tag {shown(str(tag))}; tags are not used here, leave it out")
        if depth > DEEPEST:
            raise self._refused(event, f"found a value nested more than {DEEPEST} deep")
        if event.anchor:
            self._anchors[event.anchor] = None
        node = self._built(event, events, depth)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _aliased(self, event: AliasEvent) -> Node:
        if event.anchor not in self._anchors:
            raise self._refused(event, f"found *{event.anchor}, but &{event.anchor} does not stand above it")
        node = self._anchors[event.anchor]
        if node is None:
            raise self._refused(event, f"found *{event.anchor} inside of what it stands for")
        return node

    def _built(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Node:
        place = self._at(event)
        if isinstance(event, ScalarEvent):
            return Scalar(event.value, place, bool(event.implicit[0]))
        children = tuple(self._children(events, depth))
        if isinstance(event, MappingStartEvent):
            keys = (self._key(key) for key in children[::2])
            return Mapping(tuple(zip(keys, children[1::2], strict=True)), place)
        return Sequence(children, place)

    def _children(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        for event in events:
            if not isinstance(event, NodeEvent):  # the end of the collection
                return
            yield self._node(event, events, depth + 1)

    def _key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            raise _error(node.place, "found a list or a mapping as a key, expected a word")
        return node

    def _at(self, event: Event) -> Place:
        return _place(self._file, event.start_mark)

    def _refused(self, event: Event, sentence: str) -> ConfigurationErrors:
        return _error(self._at(event), sentence)
