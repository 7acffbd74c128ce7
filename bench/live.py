"""How soon 500 viewers of one process hear of an alert."""

import asyncio
import subprocess
import sys
import time

from bench import payloads
from bench.client import Line
from bench.results import Row
from bench.rounds import Failed, at
from bench.stage import Stage, Theatre
from tests.crash.ground import Place
from tests.crash.programs import ROOT, environment

VIEWERS, EVENTS = 500, 20
PAUSE = 1.0
WITHIN = 20.0
SIGN_IN = """
import django
django.setup()
from django.test import Client
from watchbill.apps.people.models import Person
client = Client()
client.force_login(Person.objects.earliest("pk"), backend="allauth.account.auth_backends.AuthenticationBackend")
print(client.cookies["watchbill_session"].value)
"""


class Viewer:
    """One stream of `alerts`; `heard` are the instants at which news came."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    async def open(self, url: str, cookie: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port))
        head = f"GET /live?topics=alerts HTTP/1.1\r\nHost: {host}\r\nCookie: watchbill_session={cookie}\r\n\r\n"
        self._writer.write(head.encode())
        if b" 200 " not in await self._reader.readline():
            raise Failed("A viewer was not let in.")
        await self._reader.readuntil(b"id: ")
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for line in self._reader:
            if line.startswith(b"data:"):
                self.heard.append(time.perf_counter())

    def close(self) -> None:
        self._task.cancel()
        self._writer.close()


async def viewers(theatre: Theatre) -> list[Row]:
    rows = []
    for database in ("SQLite", "PostgreSQL"):
        async with theatre.stage(database) as stage:
            times, memory = await _watched(stage)
        what = f"event seen by {VIEWERS} live viewers: {database}, p95"
        note = (
            f"Of {len(times):,} sightings of {EVENTS} events, from the sending of the event:"
            f" p50 {1000 * at(times, 0.5):.0f} ms, the last {1000 * max(times):.0f} ms; {memory / 1e6:.0f} MB."
        )
        rows.append(Row(what, 1000 * at(times, 0.95), "ms", 500, less_is_better=True, note=note))
    return rows


async def _watched(stage: Stage) -> tuple[list[float], int]:
    """How long after its sending each viewer first heard of each event; and the memory that serve holds."""
    cookie = await asyncio.to_thread(_signed_in, stage.place)
    crowd = [Viewer() for _ in range(VIEWERS)]
    for viewer in crowd:
        await viewer.open(stage.url, cookie)
    line, times = await stage.line(), list[float]()
    for number in range(EVENTS):
        await asyncio.sleep(PAUSE)
        times += await _seen(stage, crowd, line, f"live-{number}")
    memory = stage.program.memory()
    for viewer in crowd:
        viewer.close()
    line.close()
    return times, memory


async def _seen(stage: Stage, crowd: list[Viewer], line: Line, key: str) -> list[float]:
    """In seconds, for each viewer. It begins when the one before has come to rest."""
    await stage.rest()
    for viewer in crowd:
        viewer.heard.clear()
    sent = time.perf_counter()
    if await line.post("/v2/enqueue", payloads.event(key)) != 202:
        raise Failed("An event was not accepted.")
    while not all(viewer.heard for viewer in crowd):
        if time.perf_counter() - sent > WITHIN:
            raise Failed("Some viewers have not heard of an event.")
        await asyncio.sleep(0.01)
    return [viewer.heard[0] - sent for viewer in crowd]


def _signed_in(place: Place) -> str:
    """The session of somebody who is there."""
    said = environment(place.said | {"DJANGO_SETTINGS_MODULE": "watchbill.settings"})
    command = [sys.executable, "-c", SIGN_IN]
    return subprocess.run(command, cwd=ROOT, env=said, check=True, capture_output=True, text=True).stdout.strip()
