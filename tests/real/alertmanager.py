"""The real Prometheus Alertmanager, set up with the lines that the integration's page shows."""

import json
import subprocess
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.real.outside import end, eventually, free_port, program
from watchbill.adapters.sources.alertmanager import SOURCE

ROUTE = "route: {receiver: watchbill, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}\n"


class Alertmanager:
    def __init__(self, folder: Path, product: str, key: str) -> None:
        executable = program("prometheus-alertmanager")
        configuration = folder / "alertmanager.yml"
        configuration.write_text(ROUTE + SOURCE.snippet(product, key))
        self.url = f"http://127.0.0.1:{free_port()}"
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    executable,
                    f"--config.file={configuration}",
                    f"--storage.path={folder / 'storage'}",
                    f"--web.listen-address={self.url.removeprefix('http://')}",
                    "--cluster.listen-address=",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        eventually(self._ready, "Alertmanager ready")

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        end(self._process)

    def fires(self, name: str, summary: str, **labels: str) -> None:
        self._post(name, summary, labels, ends_at=datetime.now(UTC) + timedelta(hours=1))

    def resolves(self, name: str, summary: str, **labels: str) -> None:
        self._post(name, summary, labels, ends_at=datetime.now(UTC))

    def _post(self, name: str, summary: str, labels: dict[str, str], ends_at: datetime) -> None:
        alert = {
            "labels": {"alertname": name, "severity": "critical", **labels},
            "annotations": {"summary": summary},
            "endsAt": ends_at.isoformat(),
        }
        body, json_type = json.dumps([alert]).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/v2/alerts", data=body, headers=json_type)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
