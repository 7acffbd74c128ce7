"""The engine, turned by hand on a stopped clock: the functions of the loop, one after the other."""

import asyncio
from datetime import datetime, timedelta

from watchbill import clock
from watchbill.apps.agenda.models import Delivery, DeliveryState, Lane
from watchbill.runtime.engine import deliveries, timers
from watchbill.runtime.engine.deliveries import Claimed, Outcome
from watchbill.runtime.engine.sender import Sender, read_configs

MANY = 500


class Engine:
    """Use it as a context: it holds the loop that the channels send on."""

    def __enter__(self) -> "Engine":
        self._runner = asyncio.Runner()
        self._sender = Sender(read_configs())
        self._runner.run(self._sender.start())
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._sender.stop())
        self._runner.close()

    def pass_until(self, end: datetime) -> None:
        """Move the clock, stopping at everything that becomes due on the way."""
        while True:
            timer, delivery = timers.next_due() or end, _next_delivery() or end
            if min(timer, delivery) >= end:
                break
            clock.advance(max(min(timer, delivery) - clock.now(), timedelta()))
            if timer <= clock.now():
                timers.run_due()
            else:
                self._deliver()
        clock.advance(end - clock.now())

    def _deliver(self) -> None:
        claimed = [delivery for lane in Lane for delivery in deliveries.claim(lane, MANY)]
        deliveries.record(self._runner.run(self._send(claimed)))

    async def _send(self, claimed: list[Claimed]) -> list[Outcome]:
        return list(await asyncio.gather(*(self._sender.send(delivery) for delivery in claimed)))


def _next_delivery() -> datetime | None:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING).order_by("due_at")
    return waiting.values_list("due_at", flat=True).first()
