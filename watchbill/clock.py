"""The one clock of the product. Everything above `domain` and `adapters` asks it; scenarios and drills move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.utils import timezone

_shift = timedelta(0)
_stopped: datetime | None = None


def now() -> datetime:
    """The present instant, aware, UTC."""
    return _stopped if _stopped is not None else datetime.now(UTC) + _shift


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Stop the clock at an instant; `advance` moves it. Sessions and tokens of Django follow."""
    global _stopped  # noqa: PLW0603 - there is one clock
    before, djangos = _stopped, timezone.now
    _stopped = at.astimezone(UTC)
    timezone.now = now
    try:
        yield
    finally:
        _stopped = before
        timezone.now = djangos


def advance(by: timedelta) -> datetime:
    """Move a stopped clock forward, or shift a running one."""
    global _shift, _stopped  # noqa: PLW0603 - there is one clock
    if _stopped is not None:
        _stopped += by
    else:
        _shift += by
        timezone.now = now
    return now()
