"""A server under test: its own copy of a prepared database, the organisation in it, a sink for its pages."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import organisation
from bench.client import Line
from bench.sink import Sink
from tests.crash.ground import EmbeddedGround, Ground, Place, PostgresGround, copied, fill
from tests.crash.programs import Program, free_port

LOOK_EVERY = 0.05
UNFINISHED = (
    "SELECT (SELECT count(*) FROM agenda_timer WHERE due_at <= CURRENT_TIMESTAMP)"
    " + (SELECT count(*) FROM agenda_delivery WHERE state IN ('waiting', 'leased')) AS n"
)


@dataclass
class Stage:
    place: Place
    program: Program
    sink: Sink

    @property
    def url(self) -> str:
        return self.place.url()

    async def line(self) -> Line:
        host, _, port = self.url.removeprefix("http://").partition(":")
        return await Line(host, int(port)).open()

    async def rest(self, within: float = 120.0) -> None:
        """Until the engine has nothing left to do."""
        until = time.monotonic() + within
        while await asyncio.to_thread(self._unfinished):
            if time.monotonic() > until:
                raise TimeoutError("The engine has not come to rest.")
            await asyncio.sleep(LOOK_EVERY)

    def _unfinished(self) -> int:
        return int(self.place.rows(UNFINISHED)[0]["n"])


class Theatre:
    """Prepares each organisation once for each database, and gives every measure a server of its own."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.postgres = server
        self._grounds: dict[tuple[str, str], Ground] = {}
        self.sink_port = free_port()

    @contextlib.asynccontextmanager
    async def stage(self, database: str, text: Callable[[str], str] = organisation.small) -> AsyncIterator[Stage]:
        ground = await self._ground(database, text)
        sink = Sink()
        await sink.start(self.sink_port)
        async with copied(ground) as place:
            program = place.program("serve", "serve")
            try:
                if not await program.start():
                    raise RuntimeError(f"serve did not start:\n{program.last_words()}")
                yield Stage(place, program, sink)
            finally:
                await program.kill()
                await sink.stop()

    async def _ground(self, database: str, text: Callable[[str], str]) -> Ground:
        known = (database, text.__name__)
        if known not in self._grounds:
            folder = self.folder / f"{database}-{text.__name__}"
            ground = EmbeddedGround(folder) if database == "SQLite" else PostgresGround(folder, self.postgres)
            self._grounds[known] = ground
            await fill(ground.template(), text(f"http://127.0.0.1:{self.sink_port}"))
        return self._grounds[known]

    def close(self) -> None:
        for ground in self._grounds.values():
            ground.close()


@contextlib.contextmanager
def theatre(server: str) -> Iterator[Theatre]:
    with tempfile.TemporaryDirectory(prefix="watchbill-bench-", ignore_cleanup_errors=True) as folder:
        made = Theatre(Path(folder), server)
        try:
            yield made
        finally:
            made.close()
