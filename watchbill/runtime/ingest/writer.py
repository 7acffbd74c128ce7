"""One thread that writes what came in: whatever has arrived while it was writing goes into the next commit."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Protocol

import psycopg

from watchbill import clock
from watchbill.runtime.ingest.batch import Batch, Intake

logger = logging.getLogger(__name__)
BATCH = 64
"""Requests in one commit, at the most."""
WAITING = 4000
"""Requests that may wait for their commit; more are told to come again later."""
BAD_DATA = (
    psycopg.DataError,
    psycopg.IntegrityError,
    sqlite3.DataError,
    sqlite3.IntegrityError,
    ValueError,
    OverflowError,
)


class Store(Protocol):
    def write(self, intakes: list[Intake], now: datetime) -> Batch: ...
    def close(self) -> None: ...


class Overloaded(Exception):
    """Too much waits already."""


class CannotStore(Exception):
    """The database refuses this one request; the others of its batch are stored."""


class Unavailable(Exception):
    """The database cannot be written to now. Nothing was kept: the sender has to try again."""


class Waiting:
    __slots__ = ("future", "intake")

    def __init__(self, intake: Intake, future: "asyncio.Future[None]") -> None:
        self.intake = intake
        self.future = future


class Writer:
    """`put` is awaited on the loop; `news` is called on the writer's thread with what each commit brought."""

    def __init__(self, store: Store, news: Callable[[Batch], None]) -> None:
        self._store = store
        self._news = news
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()  # None: write what is here, then end
        self._thread = threading.Thread(target=self._run, name="ingest-writer", daemon=True)
        self.commits = 0
        self.requests = 0

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def put(self, intake: Intake) -> None:
        """Returns after the commit. Raises Overloaded, CannotStore or Unavailable."""
        if self._queue.qsize() >= WAITING:
            raise Overloaded
        future: asyncio.Future[None] = self._loop.create_future()
        self._queue.put(Waiting(intake, future))
        await future

    def stop(self) -> None:
        """Write what has been taken in, then end."""
        self._queue.put(None)
        self._thread.join(timeout=30)
        self._store.close()

    def waiting(self) -> int:
        return self._queue.qsize()

    def _run(self) -> None:
        more = True
        while more:
            batch, more = self._take()
            if batch:
                self._write(batch)

    def _take(self) -> tuple[list[Waiting], bool]:
        """Wait for the first, then take whatever else is there; and whether there will be more."""
        taken: list[Waiting] = []
        each = self._queue.get()
        while each is not None:
            taken.append(each)
            if len(taken) == BATCH:
                return taken, True
            try:
                each = self._queue.get_nowait()
            except Empty:
                return taken, True
        return taken, False

    def _write(self, waiting: list[Waiting]) -> None:
        try:
            batch = self._store.write([each.intake for each in waiting], clock.now())
        except BAD_DATA as problem:
            self._halve(waiting, problem)
        except Exception as problem:  # noqa: BLE001 - whatever the database says, the senders must hear of it
            logger.error("What came in could not be written: %s", problem)
            self._answer(waiting, Unavailable(str(problem)))
        else:
            self.commits += 1
            self.requests += len(waiting)
            self._answer(waiting, None)
            self._news(batch)

    def _halve(self, waiting: list[Waiting], problem: Exception) -> None:
        """One of them cannot be stored: the batch is halved until it stands alone."""
        if len(waiting) == 1:
            logger.warning("One request cannot be stored: %s", problem)
            self._answer(waiting, CannotStore(str(problem).splitlines()[0]))
            return
        middle = len(waiting) // 2
        self._write(waiting[:middle])
        self._write(waiting[middle:])

    def _answer(self, waiting: list[Waiting], problem: Exception | None) -> None:
        self._loop.call_soon_threadsafe(_settle, waiting, problem)


def _settle(waiting: list[Waiting], problem: Exception | None) -> None:
    for each in waiting:
        if each.future.done():  # the sender has gone away; what it sent is kept all the same
            continue
        if problem is None:
            each.future.set_result(None)
        else:
            each.future.set_exception(problem)
