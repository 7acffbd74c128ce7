"""How long the pages take in a large organisation, and what they weigh."""

import asyncio
import statistics
import subprocess
import sys
import time

import aiohttp

from bench.crowd import ALERTS, PEOPLE, SCHEDULES
from bench.results import Row
from bench.rounds import Failed, at
from bench.stage import Stage, Theatre
from tests.crash.programs import ROOT, environment

ASKED = 25
WARM = 3
GOAL = 100.0
PAGES = {
    "Now": "/",
    "alerts, the open ones": "/alerts",
    "alerts, all": "/alerts?status=all",
    "alerts of a service": "/alerts?status=all&service=service-7",
    "alerts that say a word": "/alerts?status=all&text=host+4711",
    "an alert": "/alerts/{alert}",
    "services": "/services",
    "a service": "/services/service-7",
    "rota": "/rota",
    "a schedule, a month": "/rota/duty-of-7?span=month",
    "people": "/people",
    "a person": "/people/q77",
    "teams": "/teams",
    "policies": "/policies",
    "a policy": "/policies/policy-7",
    "integrations": "/integrations",
    "outbox": "/outbox",
    "search": "/search?q=person+77",
}
WHAT = f"with {ALERTS:,} alerts, {PEOPLE:,} people, {SCHEDULES:,} schedules"


async def large(theatre: Theatre) -> list[Row]:
    async with theatre.stage("SQLite") as stage:
        session = await asyncio.to_thread(_filled, stage)
        newest = stage.place.rows("SELECT max(id) AS alert FROM alerts_alert")[0]["alert"]
        cookies = {"watchbill_session": session}
        async with aiohttp.ClientSession(stage.url, cookies=cookies) as visitor:
            taken = {name: await _times(visitor, path.format(alert=newest)) for name, path in PAGES.items()}
    slowest = max(taken, key=lambda name: at(taken[name][0], 0.95))
    note = "; ".join(
        f"{name} {1000 * at(times, 0.95):.0f} ms, {weight / 1024:.0f} kB" for name, (times, weight) in taken.items()
    )
    times, _ = taken[slowest]
    typical = statistics.median(1000 * at(each, 0.5) for each, _ in taken.values())
    return [
        Row(
            f"the slowest page ({slowest}), p95, {WHAT}",
            1000 * at(times, 0.95),
            "ms",
            GOAL,
            less_is_better=True,
            note=note,
        ),
        Row(f"the page in the middle, p50, {WHAT}", typical, "ms", GOAL, less_is_better=True),
    ]


def _filled(stage: Stage) -> str:
    """Beside the server, in the same database; whoever looks is its administrator."""
    command = [sys.executable, "-m", "bench.crowd"]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment(stage.place.said), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise Failed(f"The organisation was not made: {ran.stderr[-2000:]}")
    return ran.stdout.strip()


async def _times(visitor: aiohttp.ClientSession, path: str) -> tuple[list[float], int]:
    """Seconds of each answer, the transfer on loopback included; and the bytes of one, compressed."""
    times, weight = [], 0
    for number in range(-WARM, ASKED):
        began = time.perf_counter()
        async with visitor.get(path, allow_redirects=False) as answer:
            body = await answer.read()
            if answer.status != 200:
                raise Failed(f"{path} answered {answer.status}.")
        if number >= 0:
            times.append(time.perf_counter() - began)
            weight = len(body)
    return times, weight
