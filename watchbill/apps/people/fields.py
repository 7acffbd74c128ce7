"""What was given for a field, read by the grammar of the configuration file: pages and file take the same words."""

from collections.abc import Callable
from typing import TypeVar

from watchbill.domain.shape.checks import RESERVED
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.domain.shape.words import read_key, read_zone
from watchbill.problems import Wrong

T = TypeVar("T")


def fitting(field: str, read: Callable[[str], T], text: str) -> T:
    """Raises Wrong with the field and what was expected."""
    try:
        return read(text)
    except UnreadableError as problem:
        raise Wrong(f"The {field.replace('_', ' ')} does not fit: {problem}.", {field: f"{problem}."}) from problem


def fitting_key(text: str, section: str = "") -> str:
    """The key of a new object. `section` is the part of the configuration file that it would stand in."""
    if text in RESERVED.get(section, ()):
        raise Wrong(f"{text!r} has a meaning of its own. Choose another key.", {"slug": "Choose another key."})
    return fitting("slug", read_key, text)


def fitting_zone(text: str) -> str:
    """Empty: the zone above."""
    return fitting("zone", read_zone, text) if text else ""
