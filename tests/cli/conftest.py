"""A server that commands speak to over real HTTP, with everything that tests/api/world.py has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import Result

from tests.api.conftest import token_of
from tests.api.world import World, world_of
from tests.cli.watchbill import run
from watchbill.apps.people.models import Person, Team


@dataclass
class Terminal:
    """Somebody's, with their token."""

    url: str
    token: str

    def run(self, *arguments: str) -> Result:
        return run(*arguments, env={"WATCHBILL_URL": self.url, "WATCHBILL_TOKEN": self.token})

    def output(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.stderr
        return result.stdout


@pytest.fixture
def world(transactional_db: None, team: Team, bob: Person) -> World:
    return world_of(team, bob)


@pytest.fixture
def at_terminal(live_server: Any) -> Callable[..., Terminal]:
    return lambda person, *scopes: Terminal(live_server.url, token_of(person, *scopes))


@pytest.fixture
def bobs(world: World, at_terminal: Callable[..., Terminal]) -> Terminal:
    return at_terminal(world.bob)
