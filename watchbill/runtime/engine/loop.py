"""The engine: the loop over timers, deliveries and jobs."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.agenda.models import AttemptResult, Beat, Lane
from watchbill.runtime.engine import deliveries, jobs, timers
from watchbill.runtime.engine.deliveries import Claimed, Outcome
from watchbill.runtime.engine.sender import Sender, read_configs
from watchbill.runtime.engine.waking import Bell

logger = logging.getLogger(__name__)
T = TypeVar("T")
UNDER_WAY = {Lane.PAGE: 256, Lane.NOTICE: 32, Lane.BULK: 16}
"""Deliveries of a lane that are sent at once; each lane has its own, so that none waits for another."""
CLAIM = 200
BEAT_EVERY = 5.0
FORGET_BEATS_AFTER = timedelta(days=1)
PAUSE = 1.0
"""Seconds to wait when the database does not answer."""


class Engine:
    """`sole`: no other process can be at work on this database, so every lease found at the start is a dead one's."""

    def __init__(self, *, sole: bool) -> None:
        self._sole = sole
        self._stopping = False
        self._timers_thread = ThreadPoolExecutor(1, "engine-timers")
        self._deliveries_thread = ThreadPoolExecutor(1, "engine-deliveries")
        self._jobs_thread = ThreadPoolExecutor(1, "engine-jobs")
        self._outcomes: list[Outcome] = []
        self._under_way = dict.fromkeys(Lane, 0)
        self._sending: set[asyncio.Task[None]] = set()
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.started_at = clock.now()
        self.handled = dict.fromkeys(("timers", "sent", "failed", "jobs"), 0)

    async def run(self) -> None:
        """Until `stop`. What is being sent then is finished and recorded."""
        self._sender = Sender(read_configs())
        await self._sender.start()
        self._timers_bell, self._jobs_bell = Bell(wake.TIMERS), Bell(wake.JOBS)
        self._lane_bells = {lane: Bell(wake.DELIVERIES, wake.of_lane(lane)) for lane in Lane}
        self._leases_bell, self._beat_bell = Bell(), Bell()
        self._recording = asyncio.Event()
        if self._sole:
            await self._in(self._deliveries_thread, lambda: deliveries.end_leases(all_of_them=True))
            await self._in(self._jobs_thread, jobs.end_leases)
        loops = [self._timers, self._leases, self._jobs, self._beats]
        tasks = [asyncio.create_task(self._ever(loop)) for loop in loops]
        tasks += [asyncio.create_task(self._ever(lambda lane=lane: self._lane(lane))) for lane in Lane]  # type: ignore[misc]
        recorder = asyncio.create_task(self._ever(self._recorder))
        await asyncio.gather(*tasks)
        await asyncio.gather(*self._sending)
        self._recording.set()
        await recorder
        await self._end()

    def stop(self) -> None:
        self._stopping = True
        for bell in self._bells():
            bell.ring()
        self._recording.set()

    def _bells(self) -> list[Bell]:
        return [self._timers_bell, self._jobs_bell, self._leases_bell, self._beat_bell, *self._lane_bells.values()]

    async def _end(self) -> None:
        for bell in self._bells():
            bell.close()
        await self._sender.stop()
        for thread in (self._timers_thread, self._deliveries_thread, self._jobs_thread):
            await self._in(thread, connections.close_all)
            thread.shutdown()

    async def _in(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    async def _ever(self, turn: Callable[[], Awaitable[None]]) -> None:
        """Take turns until the engine stops. A database that does not answer is asked again; nothing is lost by it."""
        while not self._stopping or (turn == self._recorder and (self._outcomes or self._sending)):
            try:
                await turn()
            except DatabaseError as problem:
                logger.warning("The database does not answer, trying again: %s", problem)
                for thread in (self._timers_thread, self._deliveries_thread, self._jobs_thread):
                    await self._in(thread, close_old_connections)
                await asyncio.sleep(PAUSE)

    async def _timers(self) -> None:
        self._timers_bell.silence()
        done = await self._in(self._timers_thread, timers.run_due)
        self.handled["timers"] += done.handled
        if done.busy and not done.handled:
            await asyncio.sleep(0.02)
        if not done.handled and not done.busy:
            await self._timers_bell.wait(await self._in(self._timers_thread, timers.next_due))

    async def _lane(self, lane: Lane) -> None:
        bell = self._lane_bells[lane]
        bell.silence()
        room = UNDER_WAY[lane] - self._under_way[lane]
        claimed: list[Claimed] = []
        if room > 0:
            limit = min(room, CLAIM)
            claimed = await self._in(self._deliveries_thread, lambda: deliveries.claim(lane, limit))
        for delivery in claimed:
            self._under_way[lane] += 1
            task = asyncio.create_task(self._deliver(lane, delivery))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        if not claimed:
            due = await self._in(self._deliveries_thread, lambda: deliveries.next_due(lane)) if room > 0 else None
            await bell.wait(due)

    async def _deliver(self, lane: Lane, delivery: Claimed) -> None:
        try:
            outcome = await self._sender.send(delivery)
        finally:
            self._under_way[lane] -= 1
        self._outcomes.append(outcome)
        self._recording.set()
        if self._under_way[lane] == UNDER_WAY[lane] // 2:
            self._lane_bells[lane].ring()

    async def _recorder(self) -> None:
        await self._recording.wait()
        self._recording.clear()
        outcomes, self._outcomes = self._outcomes, []
        if not outcomes:
            if self._stopping and self._sending:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            return
        try:
            await self._in(self._deliveries_thread, lambda: deliveries.record(outcomes))
        except DatabaseError:
            self._outcomes = outcomes + self._outcomes
            self._recording.set()
            raise
        for each in outcomes:
            self.handled["sent" if each.result == AttemptResult.SENT else "failed"] += 1

    async def _leases(self) -> None:
        self._leases_bell.silence()
        if await self._in(self._deliveries_thread, deliveries.end_leases):
            logger.warning("Deliveries whose lease had ended are sent again.")
        await self._leases_bell.wait(await self._in(self._deliveries_thread, deliveries.next_lease_end))

    async def _jobs(self) -> None:
        self._jobs_bell.silence()
        if await self._in(self._jobs_thread, jobs.run_one):
            self.handled["jobs"] += 1
        else:
            await self._jobs_bell.wait(await self._in(self._jobs_thread, jobs.next_due))

    async def _beats(self) -> None:
        self._beat_bell.silence()
        figures: dict[str, Any] = dict(self.handled)
        await self._in(self._jobs_thread, lambda: self._beat(figures))
        await self._beat_bell.wait(clock.now() + timedelta(seconds=BEAT_EVERY))

    def _beat(self, figures: dict[str, Any]) -> None:
        now = clock.now()
        said = {"at": now, "started_at": self.started_at, "figures": figures}
        Beat.objects.update_or_create(engine=self.name, defaults=said)
        Beat.objects.filter(at__lt=now - FORGET_BEATS_AFTER).delete()
