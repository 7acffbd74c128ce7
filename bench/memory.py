"""What `serve` takes of the machine's memory."""

import asyncio
import time
from collections.abc import Callable

import aiohttp

from bench.results import Row
from bench.stage import Stage, Theatre

LOOK_EVERY = 0.05
SETTLE = 10.0


class Highest:
    """The most that the process was seen to hold."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.highest = 0

    async def until(self, over: Callable[[], bool], within: float) -> None:
        end = time.monotonic() + within
        while not over() and time.monotonic() < end:
            self.highest = max(self.highest, self._stage.program.memory())
            await asyncio.sleep(LOOK_EVERY)
        self.highest = max(self.highest, self._stage.program.memory())


async def idle(theatre: Theatre) -> list[Row]:
    """After its pages have been looked at and an alert has gone its way."""
    rows = []
    for database in ("SQLite", "PostgreSQL"):
        async with theatre.stage(database) as stage:
            async with aiohttp.ClientSession(stage.url) as visitor:
                for path in ("/healthz", "/readyz", "/metrics", "/"):
                    async with visitor.get(path) as answer:
                        await answer.read()
            seen = Highest(stage)
            await seen.until(lambda: False, SETTLE)
        rows.append(Row(f"idle memory of serve: {database}", seen.highest / 1e6, "MB", 180, less_is_better=True))
    return rows
