"""What a source is. A module of this package that holds one, named `SOURCE`, is a source: nothing else registers it."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from watchbill.domain.alerting.event import Parsed


class Parse(Protocol):
    def __call__(self, body: bytes, headers: Mapping[str, str], options: Mapping[str, Any]) -> Parsed:
        """Pure. Header names are in lower case. Raises `Refused` and nothing else, whatever the bytes."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """`snippet(base_url, key)` is what its owner pastes into the sender.

    `options` is the shape of what an integration may say about its payloads; `check_options` raises `ValueError`
    with a sentence for what cannot work.
    """

    kind: str
    title: str
    description: str
    parse: Parse
    snippet: Callable[[str, str], str]
    options: type[msgspec.Struct]
    check_options: Callable[[Mapping[str, Any]], None]


class NoOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a source whose payloads leave nothing to be said."""


def check_no_options(options: Mapping[str, Any]) -> None:
    if options:
        raise ValueError(f"This source takes no options; {', '.join(sorted(options))} given. Remove them.")
