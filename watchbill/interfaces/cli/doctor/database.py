"""Whether the database keeps what it is given, tells the same time, and passes news on."""

import time
from collections.abc import Iterator
from secrets import token_hex

import psycopg
from django.conf import settings
from django.db import connection

from watchbill import clock
from watchbill.interfaces.api.health import unmigrated, unwritable
from watchbill.interfaces.cli.doctor.finding import Finding, fail, ok
from watchbill.interfaces.cli.doctor.server import served

NEWS_WITHIN = 1.0
CLOCKS_APART = 2.0
PRAGMAS = {"journal_mode": "wal", "synchronous": "2"}
LASTING = {"fsync": "on", "full_page_writes": "on"}


def version() -> Iterator[Finding]:
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite, embedded"
    found = ".".join(str(part) for part in connection.get_database_version())
    yield ok("database", f"{name} {found} answers.")


def migrations() -> Iterator[Finding]:
    reason = unmigrated()
    yield fail("migrations", reason, "Start `watchbill serve`.") if reason else ok("migrations", "All are applied.")


def writable() -> Iterator[Finding]:
    """The server that has the embedded database says it of itself."""
    if served() is not None:
        return
    reason = unwritable()
    if reason:
        yield fail("writing", reason, "See WATCHBILL_DATABASE_URL: it has to lead to the primary.")
    else:
        yield ok("writing", "The database can be written to.")


def durability() -> Iterator[Finding]:
    """What was committed must be there after the power fails."""
    wanted = LASTING if connection.vendor == "postgresql" else PRAGMAS
    ask = "SHOW {}" if connection.vendor == "postgresql" else "PRAGMA {}"
    found = {name: _one(ask.format(name)) for name in wanted}
    loose = [f"{name} is {found[name]}, expected {value}" for name, value in wanted.items() if found[name] != value]
    if connection.vendor == "postgresql" and (commit := _one("SHOW synchronous_commit")) == "off":
        loose.append(f"synchronous_commit is {commit}, expected on")
    if loose:
        yield fail("durability", f"{'; '.join(loose)}.", "Otherwise an answered event can be lost with the power.")
    else:
        yield ok("durability", "What is committed is on the disk.")


def clocks() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs((theirs - before).total_seconds())
    if apart > CLOCKS_APART:
        says = f"This machine's clock and the database's are {apart:.0f} s apart."
        yield fail("clock", says, "Let both follow a time server: shifts and escalations go by the clock.")
    else:
        yield ok("clock", "This machine and the database tell the same time.")


def news() -> Iterator[Finding]:
    """A notification has to arrive over the address that is listened on: through most poolers it does not."""
    if settings.EMBEDDED:
        return
    took = _news_took(f"doctor_{token_hex(8)}")
    if took is None:
        says = f"A notification did not arrive within {NEWS_WITHIN:.0f} s: other processes wake up late."
        yield fail("news", says, "Set WATCHBILL_LISTEN_URL to the database itself, past any pooler.")
    else:
        yield ok("news", f"A notification arrives after {took * 1000:.0f} ms.")


def _news_took(channel: str) -> float | None:
    with psycopg.connect(settings.LISTEN_URL, autocommit=True) as listening:
        listening.execute(f"LISTEN {channel}")
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [channel])
        for _ in listening.notifies(timeout=NEWS_WITHIN, stop_after=1):
            return time.monotonic() - began
    return None


def _one(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])
