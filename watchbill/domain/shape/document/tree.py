"""What a YAML text is made of: scalars as text, sequences and mappings, each with the place it was written at."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec


class Place(msgspec.Struct, frozen=True):
    """Counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Scalar(msgspec.Struct, frozen=True):
    """`plain`: written without quotes."""

    text: str
    place: Place
    plain: bool = True

    @property
    def is_nothing(self) -> bool:
        return self.plain and self.text in ("", "~")


class Sequence(msgspec.Struct, frozen=True):
    """`alone`: its one item stands in the file without a list around it."""

    items: tuple["Node", ...]
    place: Place
    alone: bool = False


class Mapping(msgspec.Struct, frozen=True):
    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place

    def get(self, key: str) -> "Node | None":
        return next((value for name, value in self.entries if name.text == key), None)

    def keys(self) -> Iterator[str]:
        return (name.text for name, _ in self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping


def locate(root: Node, path: tuple[str | int, ...]) -> Place:
    """Where the value of the path stands, or what of its path there is: a short form hides the rest."""
    node = root
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            following = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            following = node.items[step]
        else:
            following = None
        if following is None:
            break
        node = following
    return node.place


def described(node: Node) -> str:
    """For a message that expected something else."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if node.is_nothing else "a text"
