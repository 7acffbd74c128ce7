"""The process is killed at every named point, and wherever it happens to be; the record shows that nothing was lost."""

import asyncio
import os
import random
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.crash.ground import Ground, prepared
from tests.crash.run import Outcome, carry_out
from tests.crash.scenario import PLACES, scenario

DATABASE = os.environ.get("WATCHBILL_TEST_DATABASE_URL")
SMOKE = range(len(PLACES), 2 * len(PLACES)) if DATABASE else range(len(PLACES))
"""Every named point once on each database, in other circumstances on each."""
CAMPAIGN = 300
AT_ONCE = 2
FIRST = int(os.environ.get("WATCHBILL_TEST_SEED") or random.SystemRandom().randrange(10**6))
"""The campaign's first seed: another one every time, unless it is said."""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A prepared database, in the one that this run of the suite is about."""
    with prepared(tmp_path_factory.mktemp("crash"), DATABASE) as made:
        yield made


class Runs:
    """Runs begin before they are asked for, a few at a time."""

    def __init__(self, ground: Ground, seeds: list[int]) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._runs: dict[int, Future[Outcome]] = {
            seed: self._pool.submit(lambda seed=seed: asyncio.run(_run(seed, ground))) for seed in seeds
        }

    def outcome(self, seed: int) -> Outcome:
        return self._runs[seed].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


async def _run(seed: int, ground: Ground) -> Outcome:
    return await carry_out(scenario(seed, embedded=ground.embedded), ground)


@pytest.fixture(scope="module")
def runs(ground: Ground, request: pytest.FixtureRequest) -> Iterator[Runs]:
    wanted = [item.callspec.params["seed"] for item in request.session.items if _is_ours(item, request)]
    started = Runs(ground, wanted)
    yield started
    started.close()


def _is_ours(item: pytest.Item, request: pytest.FixtureRequest) -> bool:
    return item.path == request.path and "seed" in getattr(getattr(item, "callspec", None), "params", {})


@pytest.mark.crash
@pytest.mark.parametrize("seed", SMOKE)
def test_nothing_is_lost_wherever_the_process_is_killed(runs: Runs, seed: int) -> None:
    outcome = runs.outcome(seed)
    assert not outcome.broken, str(outcome)


@pytest.mark.crash
@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(FIRST, FIRST + CAMPAIGN))
def test_nothing_is_lost_in_a_long_campaign(runs: Runs, seed: int) -> None:
    outcome = runs.outcome(seed)
    assert not outcome.broken, str(outcome)


@pytest.mark.crash
def test_the_smoke_goes_through_every_named_point() -> None:
    assert {scenario(seed, embedded=True).endings[0].point for seed in SMOKE} == set(PLACES)
