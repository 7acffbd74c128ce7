"""What a sender is told, as bytes of JSON: the shapes that clients of PagerDuty's Events API expect."""

from collections.abc import Iterable

import msgspec

from watchbill.domain.alerting.event import ItemError, Parsed

PROCESSED = "Event processed"


class _Single(msgspec.Struct):
    status: str
    message: str
    dedup_key: str


class _Fault(msgspec.Struct):
    index: int
    message: str


class _Batch(msgspec.Struct):
    status: str
    accepted: int
    errors: list[_Fault]


class _Refusal(msgspec.Struct):
    status: str
    message: str
    errors: list[str]


_encode = msgspec.json.Encoder().encode


def single(parsed: Parsed) -> bytes:
    """One event was accepted."""
    return _encode(_Single("success", ". ".join((PROCESSED, *parsed.notes)), parsed.events[0].dedup_key))


def batch(parsed: Parsed) -> bytes:
    """A batch was accepted, as a whole or in part."""
    faults = [_Fault(error.index, error.message) for error in parsed.errors]
    return _encode(_Batch("success", len(parsed.events), faults))


def refused(message: str, errors: Iterable[ItemError] = ()) -> bytes:
    """Nothing was accepted."""
    return _encode(_Refusal("invalid event", message, [error.message for error in errors] or [message]))
