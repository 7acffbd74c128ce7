"""Who is on call, by the fast door: the same answer as by the other, from memory, and never an old one for long."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connections

from tests.api.conftest import Program, token_of
from tests.api.world import World
from tests.conftest import advance
from tests.harbour import weekly
from watchbill import clock
from watchbill.apps.oncall import services
from watchbill.apps.people import tokens
from watchbill.apps.people.models import ApiToken, Person
from watchbill.apps.people.permissions import engine
from watchbill.interfaces.api import oncall_now as fast
from watchbill.interfaces.api.oncall_now import OncallNow

pytestmark = pytest.mark.django_db(transaction=True)


class Fast:
    """The raw ASGI application on a loop of its own, kept between questions as in a server."""

    def __init__(self, secret: str | None) -> None:
        self.secret = secret
        self._app = OncallNow()
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)
        self._loop.set_default_executor(self._thread)

    def call(self, *, raw: str | None = None, **query: Any) -> tuple[int, Any]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        said = urlencode(query, doseq=True) if raw is None else raw
        headers = [(b"authorization", f"Bearer {self.secret}".encode())] if self.secret is not None else []
        scope = {"type": "http", "method": "GET", "headers": headers, "query_string": said.encode()}
        self._loop.run_until_complete(self._app(scope, None, send))
        return sent[0]["status"], json.loads(sent[1]["body"])

    def on_call(self, schedule: str = "radio-duty") -> list[str]:
        status, said = self.call(schedule=schedule)
        assert status == 200, said
        return [person["slug"] for person in said["schedules"][schedule]["people"]]

    def close(self) -> None:
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()
        self._loop.close()


@pytest.fixture
def door(world: World) -> Iterator[Fast]:
    fast_door = Fast(token_of(world.bob))
    yield fast_door
    fast_door.close()


@contextmanager
def questions_to_the_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    asked: list[str] = []
    for name in ("caller", "standings"):
        real = getattr(fast, name)
        monkeypatch.setattr(fast, name, lambda *given, name=name, real=real: (asked.append(name), real(*given))[1])
    yield asked


def test_it_says_who_until_when_and_who_is_next(door: Fast) -> None:
    status, said = door.call(schedule="radio-duty")
    assert status == 200
    assert said == {
        "at": "2026-03-02T09:00:00Z",
        "schedules": {
            "radio-duty": {
                "people": [{"slug": "ana", "name": "Ana"}],
                "until": "2026-03-03T09:00:00Z",
                "next": {"people": [{"slug": "bob", "name": "Bob"}], "start": "2026-03-03T09:00:00Z"},
            }
        },
    }


def test_both_doors_say_the_same(door: Fast, world: World) -> None:
    weekly("nobodys", world.team)
    program = Program(door.secret)
    for query in (
        {"schedule": "radio-duty"},
        {"schedule": ["radio-duty", "nobodys", "radio-duty"]},
        {},
        {"schedule": "radio-duty", "at": "2026-03-10T12:30:00+01:00"},
        {"at": "2030-01-01T00:00:00Z"},
        {"schedule": "none"},
        {"schedule": ["radio-duty", "none"]},
        {"schedule": ""},
        {"at": "tomorrow"},
        {"at": "2026-03-10T12:30:00"},
        {"at": ""},
        {"at": "9999-01-01T00:00:00Z"},
        {"shedule": "radio-duty"},
        {"schedule": [f"s{n}" for n in range(101)]},
    ):
        assert door.call(**query) == program.call("GET", "/oncall/now", **query), query


def test_an_unescaped_plus_is_read_as_it_was_meant(door: Fast) -> None:
    status, said = door.call(raw="schedule=radio-duty&at=2026-03-10T12:30:00+01:00")
    assert (status, said["at"]) == (200, "2026-03-10T11:30:00Z")


def test_both_doors_refuse_the_same(world: World, charlie: Person) -> None:
    scopeless = token_of(charlie, "respond")
    expired = token_of(world.ana, "read", expires_at=clock.now() - timedelta(seconds=1))
    for secret in (None, "", "wb_unknown", scopeless, expired):
        door = Fast(secret)
        assert door.call() == Program(secret).call("GET", "/oncall/now")
        assert door.call()[0] in (401, 403)
        door.close()


def test_the_second_question_is_answered_from_memory(door: Fast, monkeypatch: pytest.MonkeyPatch) -> None:
    with questions_to_the_database(monkeypatch) as asked:
        for _ in range(3):
            door.on_call()
        assert asked == ["caller", "standings"]
        door.call()
        door.call()
        assert asked == ["caller", "standings", "standings"]


def test_an_edit_is_heard_at_once(door: Fast, world: World) -> None:
    assert door.on_call() == ["ana"]
    now = clock.now()
    services.add_override(
        schedule=world.schedule,
        kind="add",
        start=now - timedelta(hours=1),
        end=now + timedelta(hours=1),
        person=world.bob,
        by=engine(),
    )
    assert door.on_call() == ["ana", "bob"]


def test_what_is_remembered_ends_with_the_shift(door: Fast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert door.on_call() == ["ana"]
    advance(hours=24)
    assert door.on_call() == ["bob"]


def test_what_is_remembered_grows_old_without_news(door: Fast, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "ROTA_FRESH", 0.0)
    monkeypatch.setattr(fast, "TOKEN_FRESH", 0.0)
    assert door.on_call() == ["ana"]
    world.schedule.archived_at = clock.now()
    world.schedule.save()
    assert door.call(schedule="radio-duty")[0] == 404
    ApiToken.objects.all().delete()
    assert door.call(schedule="radio-duty")[0] == 401


def test_a_revoked_token_is_heard_of_at_once(door: Fast, world: World) -> None:
    door.on_call()
    token = ApiToken.objects.select_related("person").get(person=world.bob)
    tokens.revoke_token(token=token, by=engine())
    assert door.call()[0] == 401


def test_when_the_database_does_not_answer_it_says_so(door: Fast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("no")

    monkeypatch.setattr(fast, "standings", away)
    status, said = door.call()
    assert (status, said["error"]["code"]) == (503, "unavailable")


def test_a_defect_tells_nothing(door: Fast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(fast, "standings", broken)
    status, said = door.call()
    assert (status, said["error"]["code"]) == (500, "internal")
    assert "secret" not in json.dumps(said)
