"""A section of the configuration file, and its rows: read into the file's words, put, dropped."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Protocol

from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.base import Shape

Definition = Any
"""One object of the section as the file says it: a struct of domain.shape."""


@dataclass
class Applying:
    """One application of the file. `before`: what it said of each object when it was last applied; `held`: what there
    is of each in use, by section."""

    by: Actor
    before: dict[tuple[str, str], Definition]
    held: dict[str, dict[str, Definition]]
    notes: list[str] = field(default_factory=list)


class Stored(Protocol):
    def __call__(self, also: Collection[str] = ()) -> dict[str, Definition]:
        """Those in use, and of the archived ones those of these keys. In the order in which they were made."""


def as_said(key: str, said: Definition) -> Definition:  # noqa: ARG001
    return said


def as_stored(said: Definition, now: Definition, before: Definition | None) -> Definition:  # noqa: ARG001
    return now


def no_order(said: Definition) -> list[str]:  # noqa: ARG001
    return []


def nothing_made(said: Definition, now: Definition) -> Definition:  # noqa: ARG001
    return said


def nothing_secret(said: Definition) -> Definition:
    return said


@dataclass(frozen=True)
class Section:
    """`normal(key, said)`: what `stored` gives back when exactly this was put.

    `settled(said, now, before)`: `now` without what people did beside the file, which applying it leaves alone;
    `with_made(said, now)` is the way back. `order`: that of keys, where it matters.
    `unsecret(said)`: without what may not be kept in clear.
    `drop(key, delete, by)`: delete it, or else archive it.
    """

    name: str
    shape: type[Shape]
    stored: Stored
    put: Callable[[str, Definition, Applying], None]
    drop: Callable[[str, bool, Actor], None]
    can_be_deleted: Callable[[str], bool]
    normal: Callable[[str, Definition], Definition] = as_said
    settled: Callable[[Definition, Definition, Definition | None], Definition] = as_stored
    with_made: Callable[[Definition, Definition], Definition] = nothing_made
    unsecret: Callable[[Definition], Definition] = nothing_secret
    order: Callable[[Definition], list[str]] = no_order
    always_put: bool = False

    def agrees(self, key: str, said: Definition, now: Definition | None, before: Definition | None) -> bool:
        """Whether putting `said` would change nothing."""
        if now is None:
            return False
        wanted, found = self.normal(key, said), self.settled(said, now, before)
        return bool(wanted == found) and self.order(wanted) == self.order(found)
