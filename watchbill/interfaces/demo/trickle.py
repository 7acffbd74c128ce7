"""Live events for whoever looks at the demo: a problem begins every now and then, and is over some minutes later."""

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from itertools import cycle

from watchbill import clock
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.alerts.models import Integration
from watchbill.interfaces.demo.payloads import payload
from watchbill.interfaces.demo.stories import LIVE, Problem
from watchbill.runtime.ingest.batch import Intake
from watchbill.runtime.ingest.writer import CannotStore, Overloaded, Unavailable, Writer

EVERY = 40.0
"""Seconds between two events."""
AT_ONCE = 3
"""Live problems that are open at the same time; when there are so many, the oldest ends first."""


async def run(writer: Writer, integrations: Mapping[str, Integration], every: float = EVERY) -> None:
    """Until cancelled. What the writer refuses is left out, as a sender would that does not try again."""
    problems = cycle(LIVE)
    live: deque[tuple[Problem, datetime]] = deque()
    while True:
        await asyncio.sleep(every)
        if len(live) < AT_ONCE:
            live.append((next(problems), clock.now()))
            problem, began, action = *live[-1], "trigger"
        else:
            problem, began, action = *live.popleft(), "resolve"
        try:
            await writer.put(_intake(integrations[problem.integration], problem, action, began))
        except (Overloaded, Unavailable, CannotStore):
            continue


def _intake(integration: Integration, problem: Problem, action: str, began: datetime) -> Intake:
    body = payload(integration.source, problem, action, began)
    parsed = all_sources()[integration.source].parse(body, {}, integration.options)
    return Intake(integration.pk, "application/json", body, parsed.events, parsed.places)
