"""Spans of time that a question may ask about."""

from datetime import datetime, timedelta

from watchbill import clock
from watchbill.problems import Wrong

LONGEST = timedelta(days=400)


def span(start: datetime | None, end: datetime | None, usual: timedelta) -> tuple[datetime, datetime]:
    """Half-open. From now, and as long as usual, where it does not say otherwise."""
    begins = start or clock.now().replace(microsecond=0)
    ends = end or begins + usual
    if ends <= begins:
        raise Wrong("Part of the request does not fit.", {"end": "This is not after the start."})
    if ends - begins > LONGEST:
        raise Wrong("Part of the request does not fit.", {"end": f"Ask for up to {LONGEST.days} days at once."})
    return begins, ends
