"""How long it takes from an event to the page, one at a time and in a storm."""

import asyncio
import time
from dataclasses import dataclass, field

from bench import organisation, payloads
from bench.client import Line
from bench.memory import Highest
from bench.results import Row
from bench.rounds import Failed, at
from bench.stage import Stage, Theatre

SAMPLES = 300
PAUSE = 0.02
LOADED_RATE, LOADED_SECONDS = 200, 10
LINES = 16
WITHIN = 120.0
STORM_ALERTS = 10_000
DATABASES = ("SQLite", "PostgreSQL")


@dataclass
class Times:
    """In seconds, for each alert: from the 202 to the page, and from the sending of the event to the page."""

    accepted: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)

    async def take(self, stage: Stage, line: Line, key: str) -> None:
        sent = time.perf_counter()
        if await line.post("/v2/enqueue", payloads.event(key)) != 202:
            raise Failed("An event was not accepted.")
        accepted = time.perf_counter()
        came = await stage.sink.arrival(key, WITHIN)
        self.accepted.append(came - accepted)
        self.sent.append(came - sent)


async def idle(theatre: Theatre) -> list[Row]:
    rows = []
    for database in DATABASES:
        async with theatre.stage(database) as stage:
            times = await _one_by_one(stage)
        note = (
            f"From the sender's hearing of the 202 to the arrival at the sink. From the sending of the event:"
            f" p50 {1000 * at(times.sent, 0.5):.1f} ms, p99 {1000 * at(times.sent, 0.99):.1f} ms."
        )
        what = f"accepted to page handed over, idle: {database}"
        rows.append(Row(f"{what}, p50", 1000 * at(times.accepted, 0.5), "ms", 10, less_is_better=True, note=note))
        rows.append(Row(f"{what}, p99", 1000 * at(times.accepted, 0.99), "ms", 50, less_is_better=True, note=note))
    return rows


async def _one_by_one(stage: Stage) -> Times:
    times, line = Times(), await stage.line()
    for number in range(-20, SAMPLES):
        if number == 0:
            times = Times()  # the first ones warmed it up
        await times.take(stage, line, f"alert-{number}")
        await asyncio.sleep(PAUSE)
    line.close()
    return times


async def loaded(theatre: Theatre) -> list[Row]:
    rows = []
    for database in DATABASES:
        async with theatre.stage(database) as stage:
            times = await _at_a_rate(stage)
        note = f"p50 {1000 * at(times.accepted, 0.5):.1f} ms; from sending, p99 {1000 * at(times.sent, 0.99):.1f} ms."
        what = f"accepted to page handed over, {LOADED_RATE} new alerts/s: {database}, p99"
        rows.append(Row(what, 1000 * at(times.accepted, 0.99), "ms", 500, less_is_better=True, note=note))
    return rows


async def _at_a_rate(stage: Stage) -> Times:
    times, free = Times(), asyncio.Queue[Line]()
    for _ in range(LINES):
        free.put_nowait(await stage.line())
    began = time.perf_counter()
    waiting = []
    for number in range(LOADED_RATE * LOADED_SECONDS):
        await asyncio.sleep(max(0.0, began + number / LOADED_RATE - time.perf_counter()))
        waiting.append(asyncio.create_task(_say(times, stage, free, f"alert-{number}")))
    await asyncio.gather(*waiting)
    return times


async def _say(times: Times, stage: Stage, free: "asyncio.Queue[Line]", key: str) -> None:
    sent = time.perf_counter()
    line = await free.get()
    if await line.post("/v2/enqueue", payloads.event(key)) != 202:
        raise Failed("An event was not accepted.")
    free.put_nowait(line)
    accepted = time.perf_counter()
    came = await stage.sink.arrival(key, WITHIN)
    times.accepted.append(came - accepted)
    times.sent.append(came - sent)


@dataclass
class Storm:
    """In seconds since the first event was sent: the last 202, the last service's first page, the last page."""

    accepted: float
    first_pages: float
    all_pages: float
    lost: int
    memory: int


async def storm(theatre: Theatre) -> list[Row]:
    rows = []
    for database in DATABASES:
        async with theatre.stage(database, organisation.large) as stage:
            seen = await _break_loose(stage)
        what = f"storm of {STORM_ALERTS:,} alerts, 1,000 people: {database}"
        note = f"All were accepted after {seen.accepted:.2f} s."
        rows += [
            Row(f"{what}, first page of each service", seen.first_pages, "s", 1, less_is_better=True, note=note),
            Row(f"{what}, all pages handed over", seen.all_pages, "s", 10, less_is_better=True, note=note),
            Row(f"{what}, alerts whose page is lost", seen.lost, "alerts", 0, less_is_better=True),
            Row(
                f"{what}, memory of serve", seen.memory / 1e6, "MB", 400, less_is_better=True, note="The highest seen."
            ),
        ]
    return rows


async def _break_loose(stage: Stage) -> Storm:
    each = STORM_ALERTS // organisation.TEAMS
    names = [[f"s{team}-{n}" for n in range(each)] for team in range(organisation.TEAMS)]
    bodies = [(f"/in/alertmanager/{organisation.key(f'i{team}')}", payloads.group(of)) for team, of in enumerate(names)]
    lines = [await stage.line() for _ in range(LINES)]
    memory = Highest(stage)
    began = time.perf_counter()
    await asyncio.gather(*(_post_all(line, bodies[place::LINES]) for place, line in enumerate(lines)))
    accepted = time.perf_counter() - began
    await memory.until(lambda: len(stage.sink.came) >= STORM_ALERTS, WITHIN)
    came = stage.sink.came
    firsts = [min((came[name] for name in of if name in came), default=began + WITHIN) for of in names]
    return Storm(
        accepted=accepted,
        first_pages=max(firsts) - began,
        all_pages=max(came.values(), default=began + WITHIN) - began,
        lost=STORM_ALERTS - len(came),
        memory=memory.highest,
    )


async def _post_all(line: Line, requests: list[tuple[str, bytes]]) -> None:
    for path, body in requests:
        if await line.post(path, body) != 202:
            raise Failed("A batch was not accepted.")
    line.close()
