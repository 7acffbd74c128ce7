"""What every object of the configuration file has in common."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with an object by itself: the key it is wrong at ("" for the whole), and a sentence."""

    key: str
    sentence: str


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An object of the file. The field names, as encoded, are the keys of the file.

    `form` is how the object may also be written (forms.py); `exactly_one` names the fields of which one must be given.
    """

    form: ClassVar[Any] = None
    exactly_one: ClassVar[tuple[str, ...]] = ()

    def faults(self) -> Iterator[Fault]:
        """What no single field can see. Called for each object that was read."""
        yield from ()
