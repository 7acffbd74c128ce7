"""A typed scalar: how its text is read, how it is written, and what a JSON Schema says of it."""

from collections.abc import Callable
from typing import Any

import msgspec

SHOWN = 60


class UnreadableError(ValueError):
    """A sentence: what was found and what was expected."""


class Grammar(msgspec.Struct, frozen=True, eq=False):
    """`lists`: a list of words may stand for the same words joined by commas. `quoted`: other readers of YAML
    would take the plain text for something else, so it is written in quotes."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    schema: dict[str, Any] = {}
    lists: bool = False
    quoted: bool = False

    @property
    def mark(self) -> msgspec.Meta:
        """Where a schema that msgspec makes names this grammar (schema.py puts the grammar's own in its place)."""
        return msgspec.Meta(extra_json_schema={"x-grammar": self.name})


class Refers(msgspec.Struct, frozen=True):
    """The text is the key of an object of this section, or one of `words`."""

    section: str
    words: tuple[str, ...] = ()


def shown(text: str) -> str:
    """What was found, fit for one line of a message."""
    clipped = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return repr(clipped)


def expected(text: str, what: str) -> UnreadableError:
    return UnreadableError(f"found {shown(text)}, expected {what}" if text else f"found nothing, expected {what}")
