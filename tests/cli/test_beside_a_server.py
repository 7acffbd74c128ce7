"""A whole installation in a folder: commands find its server by themselves, and work without it where it is not."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.cli.test_doctor import free_port
from tests.cli.watchbill import run

KEY = "0123456789abcdef0123456789abcdef"
FILE = f"""
organisation: Harbour
people: {{ana: {{name: Ana Ruiz, email: ana@example.org, role: administrator}}}}
teams: {{radio: {{members: [ana], managers: [ana]}}}}
schedules: {{radio-duty: {{team: radio, layers: [{{name: always, slots: [ana]}}]}}}}
policies: {{default: {{steps: [{{page: [{{schedule: radio-duty}}]}}]}}}}
services: {{transmitter: {{team: radio, policy: default}}}}
integrations: {{pager: {{source: pagerduty, service: transmitter, key: {KEY}}}}}
"""


class Installation:
    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._said = {"WATCHBILL_DATA": str(folder / "data"), "WATCHBILL_BIND": f"127.0.0.1:{port}"}
        left_out = ("WATCHBILL_", "PYTHONDONTWRITEBYTECODE")  # processes start in half the time with compiled modules
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        self._environment = kept | self._said

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", "from watchbill.interfaces.cli.main import main; main()", *arguments]
        return subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """In a process of its own."""
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def ask(self, *arguments: str) -> Any:
        """Over HTTP, which needs no process of its own."""
        environment = self._said | dict.fromkeys(["WATCHBILL_URL", "WATCHBILL_TOKEN", "WATCHBILL_DATABASE_URL"], "")
        result = run(*arguments, "--json", env=environment)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    @contextmanager
    def served(self, *arguments: str) -> Iterator[None]:
        process = self.start("serve", *arguments)
        try:
            self._wait(process)
            yield
        finally:
            process.terminate()
            process.communicate(timeout=60)

    def _wait(self, process: "subprocess.Popen[str]") -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until and process.poll() is None:
            try:
                if urlopen(f"{self.url}/readyz", timeout=5).status == 200:
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        process.kill()
        pytest.fail(f"The server did not get ready: {process.communicate()[0]}")

    def trigger(self) -> None:
        event = {
            "routing_key": KEY,
            "event_action": "trigger",
            "payload": {"summary": "Silence", "source": "tx", "severity": "critical"},
        }
        with urlopen(
            Request(f"{self.url}/v2/enqueue", json.dumps(event).encode(), method="POST"), timeout=10
        ) as answer:
            assert answer.status == 202


def test_commands_work_with_the_server_and_without_it(tmp_path: Path) -> None:
    installation = Installation(tmp_path, free_port())
    (tmp_path / "harbour.yaml").write_text(FILE)
    with installation.served("--config", str(tmp_path / "harbour.yaml")):
        assert installation.ask("oncall")["schedules"]["radio-duty"]["until"] is None
        installation.trigger()
        (alert,) = installation.ask("alerts")
        assert (alert["summary"], alert["service"]) == ("Silence", "transmitter")
        (taken,) = installation.ask("ack", str(alert["id"]))
        assert taken["alert"]["status"] == "acknowledged"
        figures = urlopen(f"{installation.url}/metrics", timeout=10).read().decode()
        assert "watchbill_ingest_requests_total 1.0" in figures
        status, said = installation.run("doctor", "--json")
        findings = {finding["about"]: finding["level"] for finding in json.loads(said)}
        assert (status, findings["server"], findings["engine"], findings["mail"]) == (0, "ok", "ok", "warn")
    status, said = installation.run("oncall", "radio-duty", "--json")
    assert (status, json.loads(said)["schedules"]["radio-duty"]["people"][0]["slug"]) == (0, "ana")
