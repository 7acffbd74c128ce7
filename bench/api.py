"""Who is on call, over the API."""

import json
from pathlib import Path
from statistics import median

from bench.load import Work, hammer
from bench.results import Row
from bench.rounds import ROUNDS, Failed
from bench.stage import Stage, Theatre

CLIENTS = 8
SECONDS = 3


async def oncall_now(theatre: Theatre) -> list[Row]:
    async with theatre.stage("SQLite") as stage:
        work = Work("/api/v1/oncall/now", "", headers=(("Authorization", f"Bearer {_token(stage)}"),))
        rates = [await hammer(stage.url, work, connections=CLIENTS, seconds=SECONDS) for _ in range(ROUNDS)]
    if any(rate.errors for rate in rates):
        raise Failed("Not every question was answered.")
    per_second, p50 = median(rate.per_second for rate in rates), median(rate.p50 for rate in rates)
    what = "who is on call in 20 schedules, over the API, 8 clients"
    return [
        Row(what, per_second, "requests/s", 1000),
        Row(f"{what}, p50", p50, "ms", 10, less_is_better=True, note=f"p99 {median(r.p99 for r in rates):.1f} ms."),
    ]


def _token(stage: Stage) -> str:
    """That of whoever can read the data folder."""
    said = json.loads(Path(stage.place.folder, "server.json").read_text(encoding="utf-8"))
    return str(said["token"])
