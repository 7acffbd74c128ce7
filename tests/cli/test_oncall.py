"""Who is on call, at the terminal."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import World
from tests.cli.conftest import Terminal
from tests.cli.watchbill import run


def test_who_is_on_call_until_when_and_who_is_next(bobs: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    head, line = bobs.output("oncall", "radio-duty").splitlines()
    assert head.split("  ")[0] == "SCHEDULE"
    assert line.split()[:2] == ["radio-duty", "Ana"]
    assert "2026-03-03" in line
    assert "Bob, from" in line


def test_all_schedules_at_an_instant_in_json(bobs: Terminal) -> None:
    said = json.loads(bobs.output("oncall", "--at", "2026-03-10T12:00+01:00", "--json"))
    assert said["at"] == "2026-03-10T11:00:00Z"
    assert [each["slug"] for each in said["schedules"]["radio-duty"]["people"]] == ["bob"]


def test_a_schedule_that_is_not_there(bobs: Terminal) -> None:
    result = bobs.run("oncall", "none")
    assert result.exit_code == 1
    assert "There is no schedule 'none'." in result.stderr


def test_a_token_that_is_not_known(world: World, live_server: Any) -> None:
    result = run("oncall", "--url", live_server.url, "--token", "wb_no")
    assert result.exit_code == 1
    assert "This token is not known" in result.stderr


def test_a_token_from_a_file(bobs: Terminal, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{bobs.token}\n")
    assert run("oncall", "--url", bobs.url, env={"WATCHBILL_TOKEN_FILE": str(secret)}).exit_code == 0


@pytest.mark.parametrize(
    "given", [("--url", "http://127.0.0.1:9"), ("--token", "x"), ("--url", "ftp://x", "--token", "x")]
)
def test_a_server_without_a_token_and_the_like_are_misunderstood(given: tuple[str, ...]) -> None:
    assert run("oncall", *given).exit_code == 2


def test_a_server_that_does_not_answer() -> None:
    result = run("oncall", "--url", "http://127.0.0.1:9", "--token", "x")
    assert result.exit_code == 3
    assert "http://127.0.0.1:9 does not answer" in result.stderr


def test_something_else_that_answers(live_server: Any, transactional_db: None) -> None:
    result = run("oncall", "--url", f"{live_server.url}/static", "--token", "x")
    assert result.exit_code == 3
    assert "is not Watchbill's API" in result.stderr


def test_no_server_and_no_database_and_none_is_made_by_asking(tmp_path: Path) -> None:
    data = tmp_path / "data"
    result = run("oncall", env={"WATCHBILL_DATA": str(data), "WATCHBILL_DATABASE_URL": ""})
    assert result.exit_code == 3
    assert "watchbill serve" in result.stderr
    assert not data.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_WATCHBILL_COMPLETE" in result.stdout
