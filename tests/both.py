"""`make test`: what needs no database once, and what needs one on SQLite and on PostgreSQL. `campaign`: the long runs.

Pages, commands and the API stand on the same services and selectors whatever the database is, so PostgreSQL sees
those, the engine and the crash tests, and not every page once more.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_A_DATABASE = ("tests/domain", "tests/adapters", "tests/examples", "tests/docs")
PAGES_AND_COMMANDS = ("tests/ui", "tests/cli", "tests/demo", "tests/api")
AT_ONCE = "--nomigrations"
"""The tables as the models say, in a fifth of the time; the crash tests migrate, and `make check` compares the two."""
CRASH = "tests/crash"
APART = (*WITHOUT_A_DATABASE, CRASH, "tests/real")
DAILY = {
    "postgres": [AT_ONCE, *(f"--ignore={folder}" for folder in (*APART, *PAGES_AND_COMMANDS))],
    "sqlite-pages": [AT_ONCE, *PAGES_AND_COMMANDS[:1]],
    "sqlite-commands": [AT_ONCE, *PAGES_AND_COMMANDS[1:]],
    "sqlite": [AT_ONCE, *(f"--ignore={folder}" for folder in (*APART, *PAGES_AND_COMMANDS))],
    "postgres-crash": [CRASH],
    "sqlite-crash": [CRASH],
    "no-database": list(WITHOUT_A_DATABASE),
}
CAMPAIGN = {
    "postgres-campaign": ["-m", "campaign", CRASH],
    "sqlite-campaign": ["-m", "campaign", CRASH],
    "rota-campaign": ["-m", "campaign", *WITHOUT_A_DATABASE],
}
"""Each with its arguments to pytest; the name says on which database."""
AT_A_TIME = 6
"""Two cores are kept busy by these: a crash test waits more than it computes."""


def main() -> int:
    began = time.monotonic()
    wanted = CAMPAIGN if sys.argv[1:] == ["campaign"] else DAILY
    with postgres() as url, ThreadPoolExecutor(AT_A_TIME) as pool:
        running = {name: pool.submit(_run, name, extra, url) for name, extra in wanted.items()}
        failed = [name for name, suite in running.items() if suite.result() != 0]
    for name in wanted:
        sys.stdout.write(f"\n=== {name} ===\n{_report(name).read_text()}")
    outcome = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    sys.stdout.write(f"\n{outcome}, in {time.monotonic() - began:.0f} s\n")
    return int(bool(failed))


def _run(name: str, extra: list[str], url: str) -> int:
    _report(name).parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", *extra]
    environment = {"WATCHBILL_TEST_DATABASE_URL": url} if name.startswith("postgres") else {}
    with _report(name).open("wb") as output:
        ran = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    return ran.returncode


def _report(name: str) -> Path:
    return ROOT / "test-reports" / f"{name}.txt"


if __name__ == "__main__":
    sys.exit(main())
