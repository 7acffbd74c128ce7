"""`make test`: what needs no database once, and what needs one on SQLite and on PostgreSQL; two suites at a time.

The pages and commands stand on the same services, selectors and API operations whatever the database is, so
PostgreSQL sees those, the engine and the crash tests, and not every page once more.
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
PAGES_AND_COMMANDS = ("tests/ui", "tests/cli", "tests/demo")
AT_A_TIME = 2


def main() -> int:
    began = time.monotonic()
    with postgres() as url, ThreadPoolExecutor(AT_A_TIME) as pool:
        suites = {
            "sqlite": pool.submit(_run, "sqlite", _ignoring(WITHOUT_A_DATABASE)),
            "postgres": pool.submit(
                _run,
                "postgres",
                _ignoring(WITHOUT_A_DATABASE + PAGES_AND_COMMANDS),
                WATCHBILL_TEST_DATABASE_URL=url,
            ),
            "no-database": pool.submit(_run, "no-database", list(WITHOUT_A_DATABASE)),
        }
        failed = [name for name, suite in suites.items() if suite.result() != 0]
    for name in suites:
        sys.stdout.write(f"\n=== {name} ===\n{_report(name).read_text()}")
    outcome = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    sys.stdout.write(f"\n{outcome}, in {time.monotonic() - began:.0f} s\n")
    return int(bool(failed))


def _ignoring(folders: tuple[str, ...]) -> list[str]:
    return [f"--ignore={folder}" for folder in (*folders, "tests/real")]


def _run(name: str, extra: list[str], **environment: str) -> int:
    _report(name).parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", *extra, *sys.argv[1:]]
    with _report(name).open("wb") as output:
        ran = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    return ran.returncode


def _report(name: str) -> Path:
    return ROOT / "test-reports" / f"{name}.txt"


if __name__ == "__main__":
    sys.exit(main())
