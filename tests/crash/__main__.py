"""`python -m tests.crash SEED ...`: runs of the campaign again, one after the other.

On SQLite, or on the PostgreSQL of WATCHBILL_TEST_DATABASE_URL; `--postgres` starts one.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
from pathlib import Path

from tests.crash.ground import Ground, prepared
from tests.crash.run import carry_out
from tests.crash.scenario import scenario
from tests.postgres import postgres


def main(arguments: list[str]) -> int:
    seeds = [int(each) for each in arguments if each.isdigit()]
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(postgres()) if "--postgres" in arguments else ""
        url = url or os.environ.get("WATCHBILL_TEST_DATABASE_URL", "")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watchbill-crash-")))
        ground = stack.enter_context(prepared(folder, url))
        broken = [seed for seed in seeds if _again(seed, ground)]
        return int(bool(broken))


def _again(seed: int, ground: Ground) -> bool:
    outcome = asyncio.run(carry_out(scenario(seed, embedded=ground.embedded), ground))
    said = str(outcome) if outcome.broken else f"{outcome.scenario}: every promise holds"
    sys.stdout.write(f"{said} ({outcome.seconds:.1f} s, {len(outcome.reached)} endings as meant)\n")
    return bool(outcome.broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
