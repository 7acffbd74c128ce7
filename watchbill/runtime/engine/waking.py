"""Waiting for news of a topic, or for an instant, whichever comes first."""

import asyncio
from datetime import datetime

from watchbill import clock
from watchbill.apps.agenda import wake

SWEEP = 15.0
"""Seconds after which one looks anyway, should a notification have been lost."""
SOONEST = 0.02
"""Seconds between two looks at what is due and cannot be had, because another engine holds it."""


class Bell:
    """Rung from any thread when a commit has news of one of its topics."""

    def __init__(self, *topics: str) -> None:
        self._topics = frozenset(topics)
        self._event = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._stop = wake.listen(self._heard)

    def _heard(self, topics: frozenset[str]) -> None:
        if "*" in topics or topics & self._topics:
            self._loop.call_soon_threadsafe(self._event.set)

    def ring(self) -> None:
        self._event.set()

    def close(self) -> None:
        self._stop()

    def silence(self) -> None:
        """Forget what was heard: whoever is about to look sees it."""
        self._event.clear()

    async def wait(self, until: datetime | None = None) -> None:
        """Returns when rung, at `until`, or after the sweep."""
        seconds = SWEEP if until is None else min(SWEEP, max(SOONEST, (until - clock.now()).total_seconds()))
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
