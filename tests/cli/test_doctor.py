"""What `watchbill doctor` finds, and that it says what to do about it."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import settings as django_settings
from django.db import connection

from tests.api.world import World, failed, world_of
from tests.cli.watchbill import run
from tests.postgres import named
from watchbill import clock
from watchbill.apps.agenda.models import Beat, Timer
from watchbill.apps.people.models import Person, Team
from watchbill.environment import Address
from watchbill.interfaces.cli.doctor import command, database, environment, rota, server, work
from watchbill.interfaces.cli.doctor.finding import Check
from watchbill.interfaces.cli.doctor.mail import mail


@pytest.fixture
def world(team: Team, bob: Person) -> World:
    return world_of(team, bob)


def levels(check: Check) -> list[str]:
    """What a check finds; whatever is not well says what to do."""
    found = list(check())
    assert all(each.do or each.level == "ok" for each in found)
    return [each.level for each in found]


def sentences(check: Check) -> str:
    return " ".join(each.says for each in check())


@pytest.mark.parametrize(
    ("base_url", "host", "level"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1", "ok"),
        ("https://watch.example.org", "0.0.0.0", "ok"),
        ("http://127.0.0.1:8000", "0.0.0.0", "warn"),
        ("http://watch.example.org", "127.0.0.1", "warn"),
        ("watch.example.org", "127.0.0.1", "fail"),
    ],
)
def test_the_address_that_people_use(base_url: str, host: str, level: str, settings: Any) -> None:
    settings.BASE_URL, settings.BIND = base_url, Address(host, 8000)
    assert levels(environment.address) == [level]


def test_the_secret_key_is_long_and_kept_from_others(settings: Any, tmp_path: Path) -> None:
    settings.SECRET_KEY, settings.DATA, settings.EMBEDDED = "x" * 40, tmp_path, True
    assert levels(environment.secret_key) == ["ok"]
    kept = tmp_path / "secret-key"
    kept.write_text("x")
    kept.chmod(0o644)
    assert levels(environment.secret_key) == ["warn"]
    settings.SECRET_KEY = "short"
    assert levels(environment.secret_key) == ["fail"]


def test_debugging_and_room(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG, settings.DATA, settings.EMBEDDED = True, tmp_path, True
    assert levels(environment.debugging) == ["warn"]
    monkeypatch.setattr(environment, "LEAST_ROOM", 0)
    assert levels(environment.room) == ["ok"]
    monkeypatch.setattr(environment, "LEAST_ROOM", 10**18)
    assert levels(environment.room) == ["fail"]


class Mailbox:
    """Counts what is sent to it."""

    def __init__(self) -> None:
        self.mails = 0

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails += 1
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=isinstance(data, LoginPassword) and data.password == b"right", handled=False)

    box, port = Mailbox(), free_port()
    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=check, auth_require_tls=False, auth_required=False
    )
    controller.start()
    yield box, port
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_mail_server_is_spoken_to_and_no_mail_is_sent(
    mailbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, port = mailbox
    for url, level in (
        ("", "warn"),
        (f"smtp://127.0.0.1:{port}", "ok"),
        (f"smtp://ana:right@127.0.0.1:{port}", "ok"),
        (f"smtp://ana:wrong@127.0.0.1:{port}", "fail"),
        (f"smtp://127.0.0.1:{port}?starttls", "fail"),
        (f"smtp://127.0.0.1:{free_port()}", "fail"),
        ("imap://mail.example.org", "fail"),
    ):
        monkeypatch.setenv("WATCHBILL_EMAIL_URL", url)
        assert levels(mail) == [level], url
        assert "wrong" not in sentences(mail)
    assert box.mails == 0


def test_the_database_answers_has_its_tables_and_can_be_written_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "served", lambda: None)
    for check in (database.version, database.migrations, database.writable):
        assert levels(check) == ["ok"]


def test_what_is_committed_must_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        assert levels(database.durability) == ["ok"]
    monkeypatch.setattr(database, "_one", lambda statement: "off")
    assert levels(database.durability) == ["fail"]
    assert "is off, expected" in sentences(database.durability)


@pytest.mark.django_db(transaction=True)
def test_news_arrive_and_clocks_agree(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if settings.EMBEDDED:
        assert levels(database.news) == levels(database.clocks) == []
        return
    settings.LISTEN_URL = named(settings.LISTEN_URL, connection.settings_dict["NAME"])
    assert levels(database.news) == ["ok"]
    settings.LISTEN_URL = named(settings.LISTEN_URL, "postgres")
    assert levels(database.news) == ["fail"]
    assert levels(database.clocks) == ["fail"]


def test_an_engine_is_at_work_or_not(world: World) -> None:
    assert levels(work.engine) == ["fail"]
    Beat.objects.create(engine="host:1", at=clock.now(), started_at=clock.now())
    assert levels(work.engine) == ["ok"]


def test_what_is_overdue_is_named(world: World) -> None:
    assert levels(work.timers) == ["ok"]
    due = clock.now() - timedelta(minutes=2)
    Timer.objects.create(kind="escalate", subject_id=1, due_at=due, error="It broke.")
    assert levels(work.timers) == ["fail"]
    assert "'escalate', due 2026-03-02 08:58 UTC" in sentences(work.timers)


def test_deliveries_that_wait_or_failed(world: World) -> None:
    assert levels(work.deliveries) == ["ok"]
    world.failed.ended_at = clock.now() - timedelta(hours=1)
    world.failed.save()
    assert levels(work.deliveries) == ["warn"]
    failed(world.ana, "late", state="waiting", due_at=clock.now() - timedelta(minutes=2))
    assert levels(work.deliveries) == ["fail", "warn"]


def test_integrations_that_never_raised_an_alert(world: World) -> None:
    assert levels(work.integrations) == ["ok"]
    world.alert.delete()
    assert levels(work.integrations) == ["warn"]
    assert "prometheus" in sentences(work.integrations)


def test_gaps_and_people_whom_nothing_reaches(world: World) -> None:
    assert levels(rota.gaps) == levels(rota.reach) == ["ok"]
    world.ana.contact_methods.update(verified_at=None)
    assert levels(rota.reach) == ["fail"]
    start = clock.now() + timedelta(hours=1)
    world.schedule.overrides.create(
        kind="remove", person=world.ana, start_at=start, end_at=start + timedelta(hours=1), made_at=start
    )
    world.schedule.epoch += 1
    world.schedule.save()
    assert levels(rota.gaps) == ["warn"]
    assert "first from Mon 2026-03-02 10:00 UTC" in sentences(rota.gaps)


def test_nobody_serves(settings: Any, tmp_path: Path) -> None:
    settings.EMBEDDED, settings.DATA = True, tmp_path
    server.served.cache_clear()
    assert levels(server.server) == ["fail"]
    assert sentences(server.server) == f"Nobody serves {tmp_path}."
    server.served.cache_clear()


def test_where_there_is_no_database_none_is_made_by_looking(tmp_path: Path) -> None:
    data = tmp_path / "data"
    result = run("doctor", "--json", env={"WATCHBILL_DATA": str(data), "WATCHBILL_DATABASE_URL": ""})
    assert (result.exit_code, json.loads(result.stdout)[0]["level"]) == (1, "fail")
    assert not data.exists()


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> list[Any]:
        raise OSError("no such disk")

    monkeypatch.setattr(environment, "room", unreadable)
    found = list(command.examine())
    assert "This could not be looked at: no such disk." in [each.says for each in found]
    assert {"address", "mail", "database", "rota"} <= {each.about for each in found}
    assert django_settings.SECRET_KEY not in str(found)
