"""Spans are half-open; one that ends before it begins is a mistake."""

from collections.abc import Iterator
from datetime import datetime

from watchbill.domain.shape.base import Fault
from watchbill.domain.shape.instants import write_instant


def span_faults(start: datetime, end: datetime | None, key: str = "to", of: str = "from") -> Iterator[Fault]:
    """Two wall clocks can be compared here, and two instants; one with the other only where the zone is known."""
    if end is not None and (start.tzinfo is None) == (end.tzinfo is None) and end <= start:
        yield Fault(key, f"{key} is {write_instant(end)}, expected an instant after {of}, {write_instant(start)}")
