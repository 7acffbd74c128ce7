"""One serving or engine process: what it starts, in which order, and how it ends."""

import asyncio
import contextlib
from pathlib import Path

from django.conf import settings
from django.db import connection

from watchbill.apps.agenda import wake
from watchbill.runtime import notifications
from watchbill.runtime.engine.loop import Engine
from watchbill.runtime.ingest.app import IngestApp
from watchbill.runtime.ingest.batch import Batch
from watchbill.runtime.ingest.embedded import EmbeddedStore
from watchbill.runtime.ingest.keys import Keys
from watchbill.runtime.ingest.postgres import PostgresStore, news
from watchbill.runtime.ingest.writer import Store, Writer
from watchbill.runtime.live.app import LiveApp

INTEGRATIONS = "integrations"


class Process:
    """`engine`: run the agenda here; `doors`: take in events and serve live streams."""

    def __init__(self, *, engine: bool = True, doors: bool = True) -> None:
        self._doors = doors
        self.engine = Engine(sole=settings.EMBEDDED) if engine else None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        if self._doors:
            self.keys = Keys()
            self.writer = Writer(open_store(), announce)
            self.writer.start()
            self.ingest = IngestApp(self.writer, self.keys)
            self.live = LiveApp()
            self.live.start()
            wake.listen(self._heard)
        if not settings.EMBEDDED:
            self._tasks.append(asyncio.create_task(notifications.follow(settings.LISTEN_URL)))
        if self.engine is not None:
            self._tasks.append(asyncio.create_task(self.engine.run()))

    def _heard(self, topics: frozenset[str]) -> None:
        if INTEGRATIONS in topics or "*" in topics:
            self.keys.forget()

    def close_streams(self) -> None:
        """Before the server stops: it waits for the answers that are under way, and a stream has no end of its own."""
        self.live.stop()

    async def stop(self) -> None:
        """What was taken in is written, what is being sent is recorded."""
        if self._doors:
            await asyncio.to_thread(self.writer.stop)
        if self.engine is not None:
            self.engine.stop()
            await self._tasks[-1]
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def open_store() -> Store:
    """On the same database as Django's connection."""
    if connection.vendor == "sqlite":
        return EmbeddedStore(Path(connection.settings_dict["NAME"]))
    said = connection.get_connection_params()
    return PostgresStore({name: value for name, value in said.items() if name not in ("cursor_factory", "context")})


def announce(batch: Batch) -> None:
    """On PostgreSQL the other processes hear the same from the transaction itself."""
    if topics := news(batch):
        wake.publish(topics)
