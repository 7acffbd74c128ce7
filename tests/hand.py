"""Turning the engine by hand: the same functions as the loop's, on the test's own thread and clock."""

import asyncio
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from watchbill import clock
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.agenda.models import Delivery, Lane, Timer
from watchbill.apps.alerts.models import Alert, Integration
from watchbill.runtime.engine import deliveries, jobs, timers
from watchbill.runtime.engine.deliveries import Claimed, Outcome
from watchbill.runtime.engine.sender import Sender, read_configs
from watchbill.runtime.ingest import embedded, postgres
from watchbill.runtime.ingest.batch import Intake


def turn() -> None:
    """Everything that is due now, and what follows from it at once: timers, deliveries, jobs."""
    while True:
        done = timers.run_due().handled
        done += deliver()
        if not done and not jobs.run_one():
            return


def deliver() -> int:
    deliveries.end_leases()
    claimed = [delivery for lane in Lane for delivery in deliveries.claim(lane, 500)]
    if claimed:
        deliveries.record(asyncio.run(_send(claimed)))
    return len(claimed)


async def _send(claimed: list[Claimed]) -> list[Outcome]:
    sender = Sender(read_configs())
    await sender.start()
    try:
        return list(await asyncio.gather(*(sender.send(delivery) for delivery in claimed)))
    finally:
        await sender.stop()


def pass_time(**by: float) -> datetime:
    """Move the clock forward, stopping at everything that becomes due on the way."""
    end = clock.now() + timedelta(**by)
    while True:
        turn()
        instants = [at for at in (timers.next_due(), deliveries.next_due(), jobs.next_due()) if at is not None]
        following = min((at for at in instants if at > clock.now()), default=end)
        if following >= end:
            clock.advance(end - clock.now())
            turn()
            return end
        clock.advance(following - clock.now())


def receive(integration: Integration, body: bytes, source: str = "pagerduty") -> list[Alert]:
    """What the ingest does with a request, on Django's own connection, so that the test's transaction sees it."""
    parsed = all_sources()[source].parse(body, {}, integration.options)
    intake = Intake(integration.pk, "application/json", body, parsed.events, parsed.places)
    connection.ensure_connection()
    put = embedded.put if settings.EMBEDDED else postgres.put
    with transaction.atomic():
        put(connection.connection, [intake], clock.now())
    keys = {event.dedup_key for event in parsed.events}
    return list(Alert.objects.filter(integration=integration, dedup_key__in=keys).order_by("pk"))


def told(person: str | None = None) -> list[Delivery]:
    """The deliveries so far, oldest first; of one person when named."""
    found = Delivery.objects.order_by("pk")
    return [row for row in found if person is None or row.message.get("data", {}).get("person") == person]


def waiting_timers() -> list[Timer]:
    return list(Timer.objects.order_by("due_at", "pk"))
