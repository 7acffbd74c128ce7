"""Processes of the product, started, killed and stopped from outside."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BYTECODE = Path(tempfile.gettempdir()) / f"watchbill-bytecode-{os.getuid()}"
READY = ("Watchbill is at", "The engine is running")
START_WITHIN = 60.0
LOOK_EVERY = 0.02
Spawn = Callable[[Sequence[str], Mapping[str, str], Path], int]
"""Starts `watchbill` with these arguments in this environment, its output appended to a file. Returns its id."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(said: Mapping[str, str]) -> dict[str, str]:
    """That of the tests without what they themselves are told; the children compile each module once, between them."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WATCHBILL_")}
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**inherited, "PYTHONPYCACHEPREFIX": str(BYTECODE), **said}


def spawn(arguments: Sequence[str], said: Mapping[str, str], log: Path) -> int:
    """As a shell does."""
    code = "from watchbill.interfaces.cli.main import main; main()"
    with log.open("ab") as output:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=dict(said), stdout=output, stderr=output).pid


class Program:
    """One process of `watchbill`, with its log in a file."""

    def __init__(self, *arguments: str, said: Mapping[str, str], log: Path, spawn: Spawn = spawn) -> None:
        self.arguments = arguments
        self.said = dict(said)
        self.log = log
        self._spawn = spawn
        self.pid = 0
        self._handle = -1

    async def start(self, *, within: float = START_WITHIN, **more: str) -> bool:
        """Returns when it serves; False when it ended, or was stopped, before it did. Kills one that takes too long."""
        self.log.touch()
        read_to = self.log.stat().st_size
        self.pid = await asyncio.to_thread(self._spawn, self.arguments, environment(self.said | more), self.log)
        try:
            self._handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return False
        until = time.monotonic() + within
        while self.alive() and not self.stopped():
            if await self._ready(read_to):
                return True
            if time.monotonic() > until:
                await self.kill()
                return False
            await asyncio.sleep(LOOK_EVERY)
        return False

    async def _ready(self, read_to: int) -> bool:
        with self.log.open("rb") as log:
            log.seek(read_to)
            said = log.read().decode(errors="replace")
        if not any(words in said for words in READY):
            return False
        return self.arguments[0] != "serve" or await _answers(self.said["WATCHBILL_BIND"])

    def alive(self) -> bool:
        return self._handle >= 0 and not select.select([self._handle], [], [], 0)[0]

    def stopped(self) -> bool:
        """By SIGSTOP."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return stat.rpartition(")")[2].split()[0] == "T"

    async def kill(self) -> None:
        await self._send(signal.SIGKILL)

    async def end(self) -> None:
        """As its owner ends it: what is under way is finished first."""
        await self._send(signal.SIGINT)

    def go_on(self) -> None:
        """After it was stopped."""
        signal.pidfd_send_signal(self._handle, signal.SIGCONT)

    async def _send(self, number: signal.Signals) -> None:
        """Returns when the process has ended."""
        if self.alive():
            signal.pidfd_send_signal(self._handle, number)
        async with asyncio.timeout(START_WITHIN):
            while self.alive():
                await asyncio.sleep(LOOK_EVERY / 4)
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def memory(self) -> int:
        """Resident, in bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""


async def _answers(bind: str) -> bool:
    host, _, port = bind.rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True
