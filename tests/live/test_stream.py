"""One stream, as a browser sees it: what is told, and what is told again after the connection was lost."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.ui.conftest import BACKEND
from watchbill.apps.agenda import wake
from watchbill.apps.people.models import Person
from watchbill.runtime import notifications
from watchbill.runtime.live import app as live
from watchbill.runtime.live.app import LiveApp

pytestmark = pytest.mark.django_db
SOON = 5.0


class Viewer:
    def __init__(self, app: LiveApp, topics: str, last_seen: str = "") -> None:
        self.text, self.status = "", 0
        headers = [(b"cookie", b"watchbill_session=any")] + [(b"last-event-id", last_seen.encode())] * bool(last_seen)
        scope: dict[str, Any] = {"headers": headers, "query_string": f"topics={topics}".encode()}
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def _send(self, said: dict[str, Any]) -> None:
        self.status = said.get("status", self.status)
        self.text += said.get("body", b"").decode()

    async def sees(self, words: str) -> None:
        async with asyncio.timeout(SOON):
            while words not in self.text:
                await asyncio.sleep(0.005)

    @property
    def last_seen(self) -> str:
        return re.findall(r"^id: (\S+)$", self.text, re.MULTILINE)[-1]

    async def leave(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
def _signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async def yes(cookie: str) -> bool:
        return bool(cookie)

    monkeypatch.setattr(live, "_signed_in", yes)


@asynccontextmanager
async def started() -> AsyncIterator[LiveApp]:
    app = LiveApp()
    app.start()
    try:
        yield app
    finally:
        app.stop()


def news(*topics: str) -> None:
    wake.publish(frozenset(topics))


@pytest.mark.usefixtures("_signed_in")
def test_a_viewer_hears_of_its_topics_and_of_no_others() -> None:
    async def story() -> None:
        async with started() as app:
            viewer = Viewer(app, "alerts,rota")
            await viewer.sees("id: ")
            news("services")
            news("alerts", "alert-7")
            await viewer.sees('"topic": "alerts"')
            assert "services" not in viewer.text
            assert "alert-7" not in viewer.text

    asyncio.run(story())


@pytest.mark.usefixtures("_signed_in")
def test_who_comes_back_hears_what_was_missed_and_nothing_twice() -> None:
    async def story() -> None:
        async with started() as app:
            first = Viewer(app, "alerts,rota")
            await first.sees("id: ")
            news("alerts")
            await first.sees('"topic": "alerts"')
            await first.leave()
            news("rota")
            await asyncio.sleep(0.01)
            again = Viewer(app, "alerts,rota", first.last_seen)
            await again.sees('"topic": "rota"')
            assert '"topic": "alerts"' not in again.text
            assert "reload" not in again.text

    asyncio.run(story())


@pytest.mark.usefixtures("_signed_in")
@pytest.mark.parametrize("last_seen", ["0badcafe-3", "nonsense"])
def test_what_is_not_known_any_more_is_said_by_reload(last_seen: str) -> None:
    async def story() -> None:
        async with started() as app:
            viewer = Viewer(app, "alerts", last_seen)
            await viewer.sees("event: reload\ndata: {}\nid: ")

    asyncio.run(story())


@pytest.mark.usefixtures("_signed_in")
def test_five_hundred_viewers_hear_of_it_within_half_a_second() -> None:
    async def story() -> float:
        async with started() as app:
            viewers = [Viewer(app, "alerts") for _ in range(500)]
            await asyncio.gather(*(viewer.sees("id: ") for viewer in viewers))
            assert app.viewers() == 500
            began = asyncio.get_running_loop().time()
            news("alerts")
            await asyncio.gather(*(viewer.sees('"topic": "alerts"') for viewer in viewers))
            return asyncio.get_running_loop().time() - began

    assert asyncio.run(story()) < 0.5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="other processes are heard on PostgreSQL alone")
@pytest.mark.usefixtures("_signed_in")
@pytest.mark.django_db(transaction=True)
def test_what_another_process_committed_is_heard(settings: Any) -> None:
    def commit() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [wake.CHANNEL, "another-process alerts"])
        connection.close()

    async def story() -> None:
        async with started() as app:
            viewer = Viewer(app, "alerts")
            said = connection.get_connection_params()
            url = " ".join(
                f"{name}={value}"
                for name, value in said.items()
                if name in ("host", "port", "user", "password", "dbname")
            )
            following = asyncio.create_task(notifications.follow(url))
            await viewer.sees('"topic": "alerts"')  # whoever begins to listen looks once
            heard = viewer.text.count('"topic": "alerts"')
            await asyncio.to_thread(commit)
            async with asyncio.timeout(SOON):
                while viewer.text.count('"topic": "alerts"') == heard:
                    await asyncio.sleep(0.005)
            following.cancel()
            await viewer.leave()

    asyncio.run(story())


@pytest.mark.django_db(transaction=True)
def test_only_who_is_signed_in_hears_anything(alice: Person) -> None:
    client = Client()
    client.force_login(alice, backend=BACKEND)

    async def story() -> tuple[bool, bool]:
        return await live._signed_in(client.cookies["watchbill_session"].value), await live._signed_in("")

    assert asyncio.run(story()) == (True, False)
