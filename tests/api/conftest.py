"""Programs that call the API: each with a token of one person, and one with none."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.world import World, world_of
from watchbill.apps.people.models import ApiToken, Person, Team
from watchbill.apps.people.permissions import Scope
from watchbill.clock import now as the_time
from watchbill.secrets import digest

ALL_SCOPES = tuple(scope.value for scope in Scope)


def token_of(person: Person, *scopes: str, **more: Any) -> str:
    secret = f"wb_{person.slug}-{'-'.join(scopes or ALL_SCOPES)}"
    ApiToken.objects.create(
        person=person,
        name="test",
        digest=digest(secret),
        hint=secret[:9],
        scopes=list(scopes or ALL_SCOPES),
        created_at=the_time(),
        **more,
    )
    return secret


class Program:
    """`call` says the status and what the JSON of the answer says."""

    def __init__(self, secret: str | None) -> None:
        self.secret = secret
        self._client = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret is not None else {}
        said: dict[str, Any] = {"query_params": query} if query else {}
        if body is not None:
            said |= {"data": body, "content_type": "application/json"}
        return self._client.generic(method, f"/api/v1{path}", **_encoded(said), headers=headers)

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        answer = self.send(method, path, body, **query)
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        """What a successful question is answered with."""
        status, said = self.call("GET", path, **query)
        assert status == 200, said
        return said

    def post(self, path: str, body: Any = None) -> Any:
        """What a successful act is answered with."""
        status, said = self.call("POST", path, body if body is not None else {})
        assert status < 300, said
        return said


def _encoded(said: dict[str, Any]) -> dict[str, Any]:
    if "data" in said and not isinstance(said["data"], bytes):
        said["data"] = json.dumps(said["data"])
    return said


@pytest.fixture
def world(team: Team, bob: Person) -> World:
    return world_of(team, bob)


@pytest.fixture
def program() -> Callable[..., Program]:
    return lambda person, *scopes: Program(token_of(person, *scopes))


@pytest.fixture
def as_administrator(alice: Person) -> Program:
    return Program(token_of(alice))


@pytest.fixture
def as_manager(bob: Person) -> Program:
    return Program(token_of(bob))


@pytest.fixture
def as_viewer(charlie: Person) -> Program:
    return Program(token_of(charlie))


@pytest.fixture
def as_nobody(db: None) -> Program:
    return Program(None)
