"""Which integration a key belongs to, from memory."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection

from watchbill.apps.alerts.models import Integration
from watchbill.secrets import digest

FRESH_FOR = 30.0
"""Seconds after which the table is read again, should a notification have been lost."""
SOONEST = 1.0
"""Seconds between two readings that unknown keys can cause."""


@dataclass(frozen=True, slots=True)
class Sender:
    integration: int
    slug: str
    source: str
    options: Mapping[str, Any]


class Keys:
    """`find` takes the same time for a key that is known and one that is not: one digest, one look into a table."""

    def __init__(self) -> None:
        self._by_digest: dict[str, Sender] = {}
        self._read_at = -FRESH_FOR
        self._stale = True
        self._reading = asyncio.Lock()

    def forget(self) -> None:
        """An integration has changed: read them again at the next question."""
        self._stale = True

    async def find(self, key: str) -> Sender | None:
        if self._stale or time.monotonic() - self._read_at > FRESH_FOR:
            await self._read(older_than=FRESH_FOR)
        found = self._by_digest.get(digest(key))
        if found is None and time.monotonic() - self._read_at > SOONEST:
            await self._read(older_than=SOONEST)
            found = self._by_digest.get(digest(key))
        return found

    async def _read(self, older_than: float) -> None:
        """One reads, and whoever asks meanwhile waits for what it finds."""
        async with self._reading:
            if not self._stale and time.monotonic() - self._read_at <= older_than:
                return
            self._stale = False
            self._by_digest = await sync_to_async(_table, thread_sensitive=False)()
            self._read_at = time.monotonic()


def _table() -> dict[str, Sender]:
    """On a thread of the pool, which may not be asked again for a long time: its connection is not kept."""
    try:
        rows = Integration.objects.filter(archived_at=None).only("pk", "slug", "source", "options", "key_digest")
        return {row.key_digest: Sender(row.pk, row.slug, row.source, row.options) for row in rows}
    finally:
        connection.close()
