"""The demo's file, its stories and its live events fit together. tests/real looks around in the whole."""

import asyncio
from datetime import UTC, datetime

import pytest

from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.alerts.models import Integration
from watchbill.apps.configuration.known import known
from watchbill.apps.configuration.services import apply
from watchbill.domain.alerting.event import Action, Event
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.reading import read
from watchbill.interfaces.cli.demo import file
from watchbill.interfaces.demo import trickle
from watchbill.interfaces.demo.payloads import payload
from watchbill.interfaces.demo.stories import LIVE, PAST, Problem
from watchbill.runtime.ingest.batch import Intake
from watchbill.runtime.ingest.writer import Overloaded

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROBLEMS = {problem.key: problem for problem in (*(story.problem for story in PAST), *LIVE)}.values()


@pytest.fixture(scope="module")
def written() -> Organisation:
    return read([("organisation.yaml", file())], known())


def as_parsed(problem: Problem, written: Organisation, action: str) -> Event:
    integration = written.integrations[problem.integration]
    body = payload(integration.source, problem, action, NOW)
    (event,) = all_sources()[integration.source].parse(body, {}, dict(integration.mapping)).events
    return event


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.key)
def test_a_problem_is_told_and_taken_back_under_one_key(problem: Problem, written: Organisation) -> None:
    begun, over = (as_parsed(problem, written, action) for action in ("trigger", "resolve"))
    assert (begun.action, over.action) == (Action.TRIGGER, Action.RESOLVE)
    assert begun.dedup_key == over.dedup_key == problem.key
    assert begun.summary == problem.summary
    assert begun.severity == problem.severity


def test_whoever_is_named_in_a_story_is_there(written: Organisation) -> None:
    assert {story.to for story in PAST if story.to} <= written.people.keys()


class Writer:
    """Takes events until it has seen enough."""

    def __init__(self, enough: int) -> None:
        self.taken: list[Intake] = []
        self._enough = enough

    async def put(self, intake: Intake) -> None:
        self.taken.append(intake)
        if len(self.taken) == self._enough:
            raise asyncio.CancelledError
        if len(self.taken) == 2:
            raise Overloaded


def test_live_problems_begin_and_end_again_so_that_few_are_open_at_once(
    written: Organisation, organisation: object
) -> None:
    apply(written)
    integrations = {each.slug: each for each in Integration.objects.all()}
    writer = Writer(enough=20)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(trickle.run(writer, integrations, every=0))  # type: ignore[arg-type]

    live: list[str] = []
    for (event,) in (intake.events for intake in writer.taken):
        if event.action is Action.TRIGGER:
            live.append(event.dedup_key)
        else:
            live.remove(event.dedup_key)
        assert len(live) <= trickle.AT_ONCE
    assert len({event.dedup_key for intake in writer.taken for event in intake.events}) == len(LIVE)
