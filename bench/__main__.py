"""`python -m bench`: measure, print the table, write bench/results.json.

`--only NAME` measures one; `--page` makes docs/reference/figures.md of the results instead.
"""

import argparse
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import uvloop

from bench import api, ingest, live, memory, pages, paging, results, rota
from bench.results import Row
from bench.stage import Theatre, theatre
from tests.postgres import postgres

MEASURES: dict[str, Callable[[Theatre], Awaitable[list[Row]]]] = {
    "ingest": ingest.resting,
    "ingest-at-work": ingest.at_work,
    "batches": ingest.batches,
    "page": paging.idle,
    "page-under-load": paging.loaded,
    "storm": paging.storm,
    "rota": rota.core,
    "oncall": api.oncall_now,
    "memory": memory.idle,
    "pages": pages.large,
    "live": live.viewers,
}


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("--only", choices=MEASURES, action="append", help="Measure this one; may be repeated.")
    reader.add_argument("--page", action="store_true", help="Make docs/reference/figures.md of bench/results.json.")
    said = reader.parse_args()
    if said.page:
        results.PAGE.write_text(results.page(results.read()), encoding="utf-8")
        return 0
    with postgres() as url, theatre(url) as stage:
        rows = uvloop.run(_measure(said.only or list(MEASURES), stage))
    found = results.merged(rows, today=datetime.now(UTC).date())
    found.write()
    results.show(found)
    return 0


async def _measure(names: list[str], stage: Theatre) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        began = time.monotonic()
        sys.stderr.write(f"{name} … ")
        sys.stderr.flush()
        rows += await MEASURES[name](stage)
        sys.stderr.write(f"{time.monotonic() - began:.0f} s\n")
    return rows


if __name__ == "__main__":
    sys.exit(main())
