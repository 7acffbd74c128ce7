"""`watchbill serve` as a process of its own, as people run it."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.real.outside import end, eventually, free_port

WATCHBILL = Path(sys.executable).with_name("watchbill")


class Served:
    """A served product with a data folder of its own."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        self.data = folder / "data"
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = folder / "log"
        said = {"WATCHBILL_DATA": str(self.data), "WATCHBILL_BIND": self.url.removeprefix("http://"), **settings}
        others = {name: value for name, value in os.environ.items() if not name.startswith("WATCHBILL_")}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [WATCHBILL, "serve", *arguments], env=others | said, stdout=log, stderr=subprocess.STDOUT
            )
        eventually(self._ready, f"`watchbill serve {' '.join(arguments)}` ready", within=90)

    def _ready(self) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            return self.get("/readyz")[0] == 200
        except urllib.error.URLError:
            return False

    def stop(self) -> None:
        end(self._process)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body. `path` may be a whole address of this server."""
        return self._ask(urllib.request.Request(self._address(path), headers=headers))

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self._address(path), data=body, headers=headers))

    def post_form(self, path: str, **fields: str) -> tuple[int, str]:
        return self.post(path, urlencode(fields).encode())

    def alert(self, words: str) -> dict[str, Any]:
        """The newest alert that says these words, as the API tells it to the commands of this data folder."""
        token = json.loads((self.data / "server.json").read_text())["token"]
        query = urlencode({"status": "all", "text": words})
        status, body = self.get(f"/api/v1/alerts?{query}", Authorization=f"Bearer {token}")
        assert status == 200, body
        found: list[dict[str, Any]] = json.loads(body)["items"]
        assert found, f"No alert says {words!r}."
        return found[0]

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.url}{path}"

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
