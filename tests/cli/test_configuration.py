"""`watchbill plan|apply|export`."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings

from tests.cli.watchbill import output, run
from tests.configuration.conftest import HARBOUR
from watchbill.apps.people.models import Person
from watchbill.database.folder import Folder
from watchbill.interfaces.cli import configuration, place

DONE = {"text": "Done there.\n", "changed": True, "forgotten": []}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "harbour.yaml"
    made.write_text(HARBOUR, encoding="utf-8")
    return made


@pytest.fixture
def _here(db: None, now: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_migrate", lambda: None)


@pytest.mark.usefixtures("_here")
def test_a_file_is_planned_applied_and_exported(file: Path, tmp_path: Path) -> None:
    assert "+ person ana" in output("plan", file)
    assert not Person.objects.exists()
    assert "+ person ana" in output("apply", file, "--yes")
    assert Person.objects.count() == 3
    exported = tmp_path / "export.yaml"
    run("export", "--output", exported)
    assert exported.read_text(encoding="utf-8") == output("export")
    assert output("plan", exported).startswith("No changes.")


@pytest.mark.usefixtures("_here")
def test_a_folder_of_files_is_one(file: Path) -> None:
    (file.parent / "more.yaml").write_text("people: {eva: {email: eva@example.org}}", encoding="utf-8")
    output("apply", file.parent, "--yes")
    assert Person.objects.filter(slug="eva").exists()


@pytest.mark.usefixtures("_here")
def test_a_plan_can_be_read_by_a_program(file: Path) -> None:
    found = json.loads(output("plan", file, "--json"))
    assert found["changed"] is True
    assert {"verb": "added", "noun": "person", "key": "ana", "fields": []} in found["changes"]


@pytest.mark.usefixtures("_here")
def test_nothing_is_done_without_a_yes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run("apply", file)
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    monkeypatch.setattr(configuration, "_somebody_is_there", lambda: True)
    assert "Apply this?" in run("apply", file).output
    assert not Person.objects.exists()


@pytest.mark.usefixtures("_here")
def test_no_question_is_asked_when_nothing_would_change(file: Path) -> None:
    output("apply", file, "--yes")
    assert output("apply", file).startswith("No changes.")


@pytest.mark.usefixtures("_here")
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(file: Path) -> None:
    file.write_text(HARBOUR.replace("service: transmitter}}", "service: transmitter, key: {env: NO_SUCH_KEY}}}"))
    result = run("apply", file, "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: integrations.prometheus: the variable NO_SUCH_KEY is not set.")
    assert not Person.objects.exists()


def test_a_file_that_is_wrong_is_refused_before_anything_is_touched(file: Path) -> None:
    file.write_text(HARBOUR.replace("managers: [ana]", "managers: [anna]"), encoding="utf-8")
    result = run("apply", file, "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{file}:9:")
    assert "did you mean 'ana'" in result.stderr


class Server:
    """Stands in for the server that holds the data folder."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.status, self.answer = 200, dict[str, Any](DONE)
        answers = {method: lambda request: self._do(request) for method in ("do_GET", "do_POST")}
        handler = type("Handler", (BaseHTTPRequestHandler,), answers)
        handler.log_message = lambda *_: None  # type: ignore[attr-defined]
        self.http = HTTPServer(("127.0.0.1", 0), handler)
        Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def _do(self, request: BaseHTTPRequestHandler) -> None:
        said = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.asked.append((request.path, request.headers["Authorization"], json.loads(said) if said else None))
        request.send_response(self.status)
        request.end_headers()
        request.wfile.write(json.dumps(self.answer).encode())


@pytest.fixture
def server() -> Iterator[Server]:
    """It holds the data folder, and has said where it is."""
    if not settings.EMBEDDED:
        pytest.skip("the embedded database alone belongs to one process")
    there, folder = Server(), Folder(settings.DATA)
    folder.take()
    folder.introduce(url=there.url, token="local-token")
    yield there
    folder.leave()
    there.http.shutdown()
    there.http.server_close()


def test_a_running_server_is_asked_to_do_it(file: Path, server: Server) -> None:
    assert output("apply", file, "--prune", "--yes") == "Done there.\n"
    path, token, body = server.asked[0]
    assert (path, token) == ("/api/v1/configuration/apply", "Bearer local-token")
    assert body == {"files": [{"name": str(file), "text": HARBOUR}], "prune": True}
    assert output("plan", file) == "Done there.\n"
    assert output("export") == "Done there.\n"
    assert [path.rpartition("/")[2] for path, _, _ in server.asked] == ["apply", "plan", "export"]


def test_what_the_server_refuses_is_said_as_it_says_it(file: Path, server: Server) -> None:
    server.status = 400
    server.answer = {"error": {"code": "wrong", "message": "It does not fit.", "fields": {"harbour.yaml:3:1": "No."}}}
    result = run("apply", file, "--yes")
    assert result.exit_code == 1
    assert result.stderr == "Error: It does not fit.\n  harbour.yaml:3:1: No.\n"


def test_a_server_that_does_not_answer_is_named(file: Path, server: Server) -> None:
    server.http.shutdown()
    server.http.server_close()
    result = run("plan", file)
    assert result.exit_code == 3
    assert f"{server.url} does not answer" in result.stderr


def test_another_server_is_asked_when_it_is_named(file: Path, server: Server) -> None:
    assert output("plan", file, "--url", server.url, "--token", "wb_mine") == "Done there.\n"
    assert server.asked[0][1] == "Bearer wb_mine"


def test_a_folder_that_another_command_holds_is_not_touched(file: Path) -> None:
    if not settings.EMBEDDED:
        pytest.skip("the embedded database alone belongs to one process")
    folder = Folder(settings.DATA)
    (folder.path / "server.json").unlink(missing_ok=True)
    folder.take()
    try:
        result = run("plan", file)
    finally:
        folder.leave()
    assert result.exit_code == 3
    assert "Try again when it has ended" in result.stderr
