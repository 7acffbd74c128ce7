"""Reads a tree by the types of the structs, and collects what is wrong."""

from collections.abc import Callable, Iterator
from typing import Any

from watchbill.domain.shape.addresses import ADDRESS, split_address
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.document.entries import unique_entries
from watchbill.domain.shape.document.tree import Mapping, Node, Place, Scalar, Sequence, described, locate
from watchbill.domain.shape.grammar import Refers, UnreadableError, shown
from watchbill.domain.shape.kinds import Choice, Either, Field, Kind, Many, Table, Thing, Whole, Word, fields_of
from watchbill.domain.shape.nearest import did_you_mean
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.problems import ConfigurationErrors, Path, Problem, problem_at
from watchbill.domain.shape.references import Reference

FAILED: Any = object()
"""In place of a value that could not be read: whoever holds it fails too, up to the object with a key of its own."""
MOST_PROBLEMS = 1_000
MOST_VALUES = 200_000


class TypedReading:
    def __init__(self, problems: list[Problem]) -> None:
        self.references: list[Reference] = []
        self._problems = problems
        self._left = MOST_VALUES
        self._readers: dict[type, Callable[[Any, Node, Path], Any]] = {
            Word: self._word,
            Choice: self._choice,
            Whole: self._whole,
            Many: self._many,
            Table: self._table,
            Thing: self._thing,
            Either: self._either,
        }

    def root(self, node: Mapping) -> Organisation:
        """What of the organisation could be read."""
        values = {}
        for field, child, path in self._fields(Organisation, node, ()):
            value = self._read(field.kind, child, path)
            if value is not FAILED:
                values[field.attribute] = value
        return Organisation(**values)

    def _read(self, kind: Kind, node: Node, path: Path) -> Any:
        self._left -= 1
        if self._left < 0:
            sentence = f"the aliases here unfold to more than {MOST_VALUES:,} values; write less, or divide the file"
            raise ConfigurationErrors([*self._problems, problem_at(node.place, path, sentence)])
        return self._readers[type(kind)](kind, node, path)

    def _failed(self, place: Place, path: Path, sentence: str) -> Any:
        self._problems.append(problem_at(place, path, sentence))
        if len(self._problems) > MOST_PROBLEMS:
            self._problems.append(
                problem_at(place, path, f"there are more than {MOST_PROBLEMS:,} problems; the rest is not read")
            )
            raise ConfigurationErrors(self._problems)
        return FAILED

    def _text(self, node: Node, path: Path, what: str = "one value") -> str | None:
        if isinstance(node, Scalar):
            return node.text
        self._failed(node.place, path, f"found {described(node)}, expected {what}")
        return None

    def _word(self, kind: Word, node: Node, path: Path) -> Any:
        if kind.grammar.lists and isinstance(node, Sequence) and node.items:
            node = self._joined(node)
        text = self._text(node, path)
        if text is None:
            return FAILED
        try:
            value = kind.grammar.read(text)
        except UnreadableError as error:
            return self._failed(node.place, path, str(error))
        self._remember(kind, text, node.place, path)
        return value

    def _joined(self, node: Sequence) -> Node:
        texts = [item.text for item in node.items if isinstance(item, Scalar)]
        return Scalar(",".join(texts), node.place) if len(texts) == len(node.items) else node

    def _remember(self, kind: Word, text: str, place: Place, path: Path) -> None:
        if kind.refers:
            self.references.append(Reference(kind.refers, text, place, path))
        elif kind.grammar is ADDRESS:
            address_kind, there = split_address(text)
            self.references.append(Reference(Refers("addresses"), address_kind, place, path))
            if address_kind == "status":
                self.references.append(Reference(Refers("status_pages"), there, place, path))

    def _choice(self, kind: Choice, node: Node, path: Path) -> Any:
        expected = ", ".join(kind.values) if len(kind.values) > 1 else next(iter(kind.values))
        text = self._text(node, path, f"one of {expected}")
        if text is None:
            return FAILED
        word = text.lower() if kind.truth else text
        if word in kind.values:
            return kind.values[word]
        found = shown(text) if text else "nothing"
        return self._failed(node.place, path, f"found {found}, expected {expected}{did_you_mean(text, kind.values)}")

    def _whole(self, kind: Whole, node: Node, path: Path) -> Any:
        what = f"a whole number from {kind.least} to {kind.most}"
        text = self._text(node, path, what)
        if text is None:
            return FAILED
        if text.isascii() and text.isdigit() and len(text) <= 12 and kind.least <= int(text) <= kind.most:
            return int(text)
        return self._failed(node.place, path, f"found {shown(text) if text else 'nothing'}, expected {what}")

    def _many(self, kind: Many, node: Node, path: Path) -> Any:
        if not isinstance(node, Sequence):
            hint = f"; write it as [{node.text}]" if isinstance(node, Scalar) and node.text else ""
            return self._failed(node.place, path, f"found {described(node)}, expected a list{hint}")
        paths = [path] if node.alone else [(*path, index) for index in range(len(node.items))]
        items = tuple(self._read(kind.item, item, there) for item, there in zip(node.items, paths, strict=True))
        return FAILED if FAILED in items else items

    def _table(self, kind: Table, node: Node, path: Path) -> Any:
        """An object with a key of its own that could not be read is left out; the others stay."""
        if not isinstance(node, Mapping):
            return self._failed(node.place, path, f"found {described(node)}, expected a mapping by key")
        items = {}
        for key, child in unique_entries(node, path, self._problems):
            name = self._word(kind.key, key, (*path, key.text[:64]))
            said = Mapping((), child.place) if _left_open(kind.item, child) else child
            item = self._read(kind.item, said, (*path, key.text[:64]))
            if name is not FAILED and item is not FAILED:
                items[name] = item
        return items

    def _either(self, kind: Either, node: Node, path: Path) -> Any:
        if isinstance(node, Scalar) and node.text in kind.choice.values:
            return kind.choice.values[node.text]
        if isinstance(node, Sequence):
            return self._many(kind.many, node, path)
        found = shown(node.text) if isinstance(node, Scalar) and node.text else described(node)
        return self._failed(node.place, path, f"found {found}, expected a list, or {' or '.join(kind.choice.values)}")

    def _thing(self, kind: Thing, node: Node, path: Path) -> Any:
        cls = kind.cls
        try:
            form = cls.form.expand(node) if cls.form else node
        except UnreadableError as error:
            return self._failed(node.place, path, str(error))
        if not isinstance(form, Mapping):
            keys = ", ".join(fields_of(cls))
            return self._failed(node.place, path, f"found {described(node)}, expected a mapping with the keys {keys}")
        before = len(self._problems)
        hidden = form is not node and cls.form.hides
        values = {
            field.attribute: self._read(field.kind, child, path if hidden else there)
            for field, child, there in self._fields(cls, form, path)
        }
        self._check_given(cls, values, node.place, path)
        if len(self._problems) > before:
            return FAILED
        return self._checked(cls(**values), form, path)

    def _fields(self, cls: type[Shape], node: Mapping, path: Path) -> Iterator[tuple[Field, Node, Path]]:
        known = fields_of(cls)
        for key, child in unique_entries(node, path, self._problems):
            field = known.get(key.text)
            if field is None:
                words = [*known, *(cls.form.also if cls.form else ())]
                hint = did_you_mean(key.text, words) or f"; known keys: {', '.join(words)}"
                self._failed(key.place, (*path, key.text), f"the key {shown(key.text)} is unknown{hint}")
            elif not _left_open(field.kind, child):
                yield field, child, (*path, field.key)

    def _check_given(self, cls: type[Shape], values: dict[str, Any], place: Place, path: Path) -> None:
        for field in fields_of(cls).values():
            if field.required and field.attribute not in values:
                self._failed(place, path, f"the key {field.key!r} is missing")
        given = [name for name in cls.exactly_one if values.get(name)]
        if cls.exactly_one and not given:
            self._failed(place, path, f"expected one of the keys {', '.join(cls.exactly_one)}")
        if len(given) > 1:
            self._failed(place, path, f"found {' and '.join(given)}, expected only one of them")

    def _checked(self, thing: Shape, node: Mapping, path: Path) -> Any:
        faults = list(thing.faults())
        for fault in faults:
            key = (fault.key,) if fault.key else ()
            self._failed(locate(node, key), (*path, *key), fault.sentence)
        return FAILED if faults else thing


def _left_open(kind: Kind, node: Node) -> bool:
    """`members:` with nothing after it says nothing, where a list or a mapping is expected."""
    return isinstance(node, Scalar) and node.is_nothing and not isinstance(kind, Word | Choice | Whole)
