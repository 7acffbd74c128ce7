"""Starts processes quickly: forks of one that has imported the libraries already, and nothing of the product.

A run of the campaign starts several processes, and two thirds of a start is the import of libraries.
"""

import ctypes
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

LIBRARIES = (
    "a2wsgi",
    "aiohttp",
    "allauth.utils",
    "click",
    "cryptography.fernet",
    "django.contrib.auth.hashers",
    "django.core.management.commands.migrate",
    "django.core.wsgi",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.template",
    "django.test.signals",
    "django.urls",
    "django.views.decorators.http",
    "granian.server.embed",
    "msgspec",
    "prometheus_client",
    "pydantic.main",
    "uvloop",
    "whenever",
    "whitenoise.middleware",
    "yaml",
)
_PR_SET_PDEATHSIG = 1


class Nursery:
    """Used from any thread. Its children die with it."""

    def __init__(self, environment: Mapping[str, str], root: Path) -> None:
        self._guard = threading.Lock()
        command = [sys.executable, "-m", "tests.crash.nursery"]
        self._process = subprocess.Popen(
            command, cwd=root, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> int:
        """Returns the process's id."""
        order = json.dumps({"arguments": arguments, "environment": dict(environment), "log": str(log)})
        with self._guard:
            if self._process.stdin is None or self._process.stdout is None:
                raise RuntimeError("The nursery has no pipes.")
            self._process.stdin.write(order + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def main() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears the dead away
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _grow_up(**json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _grow_up(arguments: list[str], environment: dict[str, str], log: str) -> None:
    """In the child: become what was ordered. Does not return."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["watchbill", *arguments]
    from watchbill.interfaces.cli.main import main as product

    try:
        product(arguments, prog_name="watchbill")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
