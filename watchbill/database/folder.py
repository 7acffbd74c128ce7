"""The data folder belongs to one process at a time."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO, Any


class InUse(Exception):
    """Another process holds the folder."""


class Folder:
    """Held from `take` until the process ends or `leave` is called."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises InUse."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = (self.path / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            file.close()
            raise InUse(f"{self.path} is in use by another watchbill process.") from problem
        self._file = file

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def introduce(self, **said: Any) -> None:
        """Write where the serving process is reached, for the commands of whoever can read this folder."""
        place = self.path / "server.json"
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(said, file)

    def introduced(self) -> dict[str, Any] | None:
        """What the serving process wrote, or None when none is serving."""
        try:
            self.take()
        except InUse:
            try:
                return dict(json.loads((self.path / "server.json").read_text(encoding="utf-8")))
            except (FileNotFoundError, ValueError):
                return None
        self.leave()
        return None
