"""How fast what senders post is stored, beside its peers."""

from bench import payloads, peers
from bench.load import Work, hammer
from bench.results import Row, beside
from bench.rounds import Failed, in_turn
from bench.stage import Stage, Theatre

CONNECTIONS = 32
SECONDS = 3
ALERTS_KNOWN = 5000
RESTING = "ingest of single events, 32 connections, engine resting"
AT_WORK = "ingest of single events, 32 connections, half of them new alerts, engine at work"
BATCHES = "Alertmanager's batches of 20, stored and deduplicated"
COMMITS, MEMORY, INSERTS = "one-row SQLite commits (FULL)", "in-memory Alertmanager", "pgbench insert and commit"


async def resting(theatre: Theatre) -> list[Row]:
    return await _beside_peers(theatre, RESTING, payloads.repeats(), 1.0)


async def at_work(theatre: Theatre) -> list[Row]:
    return await _beside_peers(theatre, AT_WORK, payloads.half_new(), 0.5)


async def _beside_peers(theatre: Theatre, what: str, work: Work, share: float) -> list[Row]:
    async with peers.alertmanager() as rival:
        embedded, commits, memory = await in_turn(
            lambda: _stored(theatre, "SQLite", work),
            lambda: _commits(theatre),
            lambda: _in_memory(rival),
        )
    postgres, inserts = await in_turn(
        lambda: _stored(theatre, "PostgreSQL", work), lambda: peers.pgbench_commits(theatre.postgres, SECONDS)
    )
    return [
        beside(f"{what}: SQLite", embedded or 0.0, "events/s", 1.0 * share, COMMITS, commits),
        beside(f"{what}: SQLite, against memory", embedded or 0.0, "events/s", 0.35 * share, MEMORY, memory),
        beside(f"{what}: PostgreSQL", postgres or 0.0, "events/s", 0.25 * share, INSERTS, inserts),
    ]


async def _stored(theatre: Theatre, database: str, work: Work) -> float:
    async with theatre.stage(database) as stage:
        await _open_alerts(stage)
        return await _rate(stage.url, work)


async def _open_alerts(stage: Stage) -> None:
    """The alerts that will be repeated: open, routed, and their pages out."""
    line = await stage.line()
    for number in range(payloads.KNOWN):
        await line.post("/v2/enqueue", payloads.event(f"k-{number}"))
    line.close()
    await stage.rest()


async def _rate(url: str, work: Work) -> float:
    rate = await hammer(url, work, connections=CONNECTIONS, seconds=SECONDS)
    if rate.errors:
        raise Failed(f"{rate.errors} requests to {url}{work.path} were not answered well.")
    return rate.per_second


async def _commits(theatre: Theatre) -> float:
    return peers.sqlite_commits(theatre.folder, SECONDS)


async def _in_memory(rival: str | None) -> float | None:
    return await _rate(rival, payloads.alerts_of_alertmanager()) if rival else None


async def batches(theatre: Theatre) -> list[Row]:
    embedded, postgres = await in_turn(
        lambda: _batches_stored(theatre, "SQLite"), lambda: _batches_stored(theatre, "PostgreSQL")
    )
    return [
        Row(f"{BATCHES}: SQLite", embedded or 0.0, "alerts/s", 25_000),
        Row(f"{BATCHES}: PostgreSQL", postgres or 0.0, "alerts/s", 15_000),
    ]


async def _batches_stored(theatre: Theatre, database: str) -> float:
    """The first passing over all groups opens their alerts; then the engine comes to rest, and it counts."""
    work = payloads.batches(ALERTS_KNOWN)
    async with theatre.stage(database) as stage:
        line = await stage.line()
        for number in range(ALERTS_KNOWN // payloads.GROUP):
            await line.post(work.path, work.body(number) if work.body else b"")
        line.close()
        await stage.rest()
        return payloads.GROUP * await _rate(stage.url, work)
