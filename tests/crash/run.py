"""One run: a scenario on a copy of the prepared database, until every promise holds or the time allowed is over."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.crash.ground import LEASE, Ground, Place, copied, settle_in
from tests.crash.programs import LOOK_EVERY, Program
from tests.crash.promises import Record, broken, read
from tests.crash.scenario import SERVE, Ending, Scenario
from tests.crash.senders import Senders, conversations
from tests.crash.sink import Sink

ALLOWED = 30.0
"""Seconds after the last disturbance in which every promise must hold: two sweeps of an engine that heard nothing."""
ALTOGETHER = 120.0
LOOK_AT_THE_RECORD_EVERY = 0.1
LOST_LEASE = ("deliveries.claimed", "deliveries.sending", "deliveries.sent")


@dataclass
class Outcome:
    scenario: Scenario
    broken: list[str] = field(default_factory=list)
    reached: list[Ending] = field(default_factory=list)  # the endings that came as they were meant to
    seconds: float = 0.0
    logs: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        logs = "\n".join(f"--- {name}\n{text}" for name, text in self.logs.items())
        lines = "\n".join(f"  - {sentence}" for sentence in self.broken[:20])
        again = f"Run it again: python -m tests.crash {self.scenario.seed}"
        return f"{self.scenario}\n{len(self.broken)} promises broken:\n{lines}\n{again}\n{logs}"


async def carry_out(scenario: Scenario, ground: Ground) -> Outcome:
    began = time.monotonic()
    rng = Random(scenario.seed)
    sink = Sink(Random(scenario.seed + 1), scenario.stumbling, scenario.slowest)
    address = await sink.start()
    try:
        async with copied(ground) as place, asyncio.timeout(ALTOGETHER):
            await asyncio.to_thread(settle_in, place, address)
            said = conversations(rng, scenario.conversations, scenario.batches)
            senders = Senders(rng, place.url(), said, scenario.at_once, scenario.pause)
            outcome = await _Run(scenario, place, sink, senders).carry_out()
    finally:
        await sink.stop()
    outcome.seconds = time.monotonic() - began
    return outcome


class _Run:
    def __init__(self, scenario: Scenario, place: Place, sink: Sink, senders: Senders) -> None:
        self._scenario = scenario
        self._place = place
        self._sink = sink
        self._senders = senders
        self._programs = {name: self._program(name) for name in scenario.layout}
        self._outcome = Outcome(scenario)

    def _program(self, name: str) -> Program:
        if name != SERVE:
            return self._place.program(name, "engine")
        return self._place.program(name, "serve", *(["--no-engine"] if len(self._scenario.layout) > 1 else []))

    async def carry_out(self) -> Outcome:
        speaking = asyncio.create_task(self._senders.speak(within=ALTOGETHER / 2))
        try:
            for ending in self._scenario.endings:
                await self._live(ending, speaking)
            await self._start_all()
            await speaking
            self._outcome.broken += await self._settled()
            self._outcome.broken += await asyncio.to_thread(self._afterwards)
            return self._outcome
        finally:
            speaking.cancel()
            for name, program in self._programs.items():
                await program.kill()
                self._outcome.logs[name] = program.last_words()

    async def _live(self, ending: Ending, speaking: "asyncio.Task[None]") -> None:
        """All run, the victim until its end; when that does not come before all is done, it is killed as it rests."""
        victim = self._programs[ending.victim]
        await victim.kill()
        await self._start_all(ending)
        if ending.point:
            over = asyncio.create_task(self._until(lambda: speaking.done() and not self._broken()))
            came = await self._first(lambda: not victim.alive() or victim.stopped(), over)
        else:
            await asyncio.sleep(ending.after)
            came = True
        if came:
            self._outcome.reached.append(ending)
        if victim.stopped():
            await self._outlive(speaking)
            victim.go_on()
        else:
            await victim.kill()

    async def _outlive(self, speaking: "asyncio.Task[None]") -> None:
        """Let the lease of the one that is stopped end. Where there is another engine, it does all there is to do."""
        waited = asyncio.create_task(asyncio.sleep(1.2 * float(LEASE)))
        if len(self._scenario.layout) > 2:
            await speaking
            left = await self._settled()
            self._outcome.broken += [f"While an engine was stopped: {sentence}" for sentence in left]
        await waited

    async def _start_all(self, ending: Ending | None = None) -> None:
        """Those that do not run. A victim may end before it says that it is ready; nobody else does."""
        absent = {name: program for name, program in self._programs.items() if not program.alive()}
        crash = {ending.victim: {"WATCHBILL_CRASH_AT": ending.crash_at()}} if ending and ending.point else {}
        started = await asyncio.gather(*(p.start(**crash.get(name, {})) for name, p in absent.items()))
        for name, well in zip(absent, started, strict=True):
            if not well and name not in crash:
                raise RuntimeError(f"{name} did not start:\n{self._programs[name].last_words()}")

    async def _first(self, happened: Callable[[], bool], over: "asyncio.Task[None]") -> bool:
        while not happened():
            if over.done():
                return False
            await asyncio.sleep(LOOK_EVERY)
        over.cancel()
        return True

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(LOOK_AT_THE_RECORD_EVERY)

    async def _settled(self) -> list[str]:
        """What is still broken when nothing is any more, or the time allowed is over."""
        until = time.monotonic() + ALLOWED
        while left := await asyncio.to_thread(self._broken):
            if time.monotonic() > until:
                break
            await asyncio.sleep(LOOK_AT_THE_RECORD_EVERY)
        return left

    def _broken(self) -> list[str]:
        return self._judge(read(self._place))

    def _judge(self, record: Record) -> list[str]:
        return broken(record, list(self._senders.accepted), list(self._sink.receipts))

    def _afterwards(self) -> list[str]:
        """What is asked once, when all is quiet."""
        found = list(self._place.faults())
        unheard = sum(len(each.requests) for each in self._senders.conversations) - len(self._senders.accepted)
        if unheard:
            found.append(f"{unheard} requests were never accepted")
        if self._senders.odd_answers:
            found.append(f"Senders were answered {dict(self._senders.odd_answers)}")
        killed = [each for each in self._outcome.reached if each.point in LOST_LEASE and not each.stopped]
        if killed and not any(row["result"] == "lease-ended" for row in read(self._place).attempts):
            found.append(f"{killed[0]}, and no attempt is marked as one whose lease has ended")
        return found
