"""The databases of the crash tests: one is prepared, each run has a copy, and its rows can be read from outside."""

import asyncio
import contextlib
import itertools
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg.rows import dict_row

from tests.crash import organisation
from tests.crash.nursery import Nursery
from tests.crash.programs import ROOT, Program, Spawn, environment, free_port, spawn
from tests.postgres import named

SECRET = "a-secret-for-tests-that-is-long-enough"
LEASE = "3"
"""Seconds. Longer than the sink takes, short enough to wait for."""
FILL_WITHIN = 300.0
JOBS = 3
_numbers = itertools.count(1)


class Place:
    """One run's database, as its processes and its reader see it."""

    said: dict[str, str]

    def __init__(self, folder: Path, spawn: Spawn = spawn) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._spawn = spawn
        self.said = {
            "WATCHBILL_DATA": str(folder),
            "WATCHBILL_BIND": f"127.0.0.1:{free_port()}",
            "WATCHBILL_SECRET_KEY": SECRET,
        }

    def program(self, name: str, *arguments: str) -> Program:
        return Program(*arguments, said=self.said, log=self.folder / f"{name}.log", spawn=self._spawn)

    def url(self) -> str:
        return f"http://{self.said['WATCHBILL_BIND']}"

    def rows(self, query: str) -> list[dict[str, Any]]:
        raise NotImplementedError

    def prepare(self, *statements: str) -> None:
        raise NotImplementedError

    def faults(self) -> list[str]:
        """What the database itself finds wrong."""
        return []


class EmbeddedPlace(Place):
    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / "watchbill.sqlite3", timeout=20)
        connection.row_factory = sqlite3.Row
        return connection

    def rows(self, query: str) -> list[dict[str, Any]]:
        with contextlib.closing(self._connect()) as connection:
            return [dict(row) for row in connection.execute(query)]

    def prepare(self, *statements: str) -> None:
        with contextlib.closing(self._connect()) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def faults(self) -> list[str]:
        found = [row["quick_check"] for row in self.rows("PRAGMA quick_check")]
        return [] if found == ["ok"] else found


class PostgresPlace(Place):
    def __init__(self, folder: Path, url: str, spawn: Spawn = spawn) -> None:
        super().__init__(folder, spawn)
        self.said |= {"WATCHBILL_DATABASE_URL": url, "WATCHBILL_LEASE_SECONDS": LEASE}

    def _connect(self) -> psycopg.Connection[dict[str, Any]]:
        return psycopg.connect(self.said["WATCHBILL_DATABASE_URL"], autocommit=True, row_factory=dict_row)

    def rows(self, query: str) -> list[dict[str, Any]]:
        with self._connect() as connection:
            return connection.execute(query.encode()).fetchall()

    def prepare(self, *statements: str) -> None:
        with self._connect() as connection:
            for statement in statements:
                connection.execute(statement.encode())


class Ground(Protocol):
    """`template` is filled once; `copy` gives a run its own."""

    embedded: bool

    def template(self) -> Place: ...
    def copy(self) -> "contextlib.AbstractContextManager[Place]": ...
    def close(self) -> None: ...


class EmbeddedGround:
    embedded = True

    def __init__(self, folder: Path, spawn: Spawn = spawn) -> None:
        self._folder = folder
        self._spawn = spawn

    def template(self) -> Place:
        return EmbeddedPlace(self._folder / "template", self._spawn)

    @contextlib.contextmanager
    def copy(self) -> Iterator[Place]:
        place = EmbeddedPlace(self._folder / f"run-{next(_numbers)}", self._spawn)
        template = EmbeddedPlace(self._folder / "template", self._spawn)
        template.prepare(f"VACUUM INTO '{place.folder / 'watchbill.sqlite3'}'")
        yield place
        shutil.rmtree(place.folder)

    def close(self) -> None:
        shutil.rmtree(self._folder)


class PostgresGround:
    embedded = False

    def __init__(self, folder: Path, server: str, spawn: Spawn = spawn) -> None:
        self._folder = folder
        self._spawn = spawn
        self._server = server
        self._name = f"watchbill_{folder.name}_{os.getpid()}"

    def template(self) -> Place:
        self._do(f'CREATE DATABASE "{self._name}"')
        return PostgresPlace(self._folder / "template", named(self._server, self._name), self._spawn)

    @contextlib.contextmanager
    def copy(self) -> Iterator[Place]:
        name = f"{self._name}_{next(_numbers)}"
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{self._name}"')
        try:
            place = PostgresPlace(self._folder / name, named(self._server, name), self._spawn)
            yield place
            shutil.rmtree(place.folder)
        finally:
            self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    def _do(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def prepared(folder: Path, server: str | None) -> Iterator[Ground]:
    """A database that is filled and can be copied: on this PostgreSQL server, or embedded when there is none."""
    nursery = Nursery(environment({}), ROOT)
    made = PostgresGround(folder, server, nursery.start) if server else EmbeddedGround(folder, nursery.start)
    try:
        asyncio.run(fill(made.template()))
        yield made
    finally:
        made.close()
        nursery.close()


async def fill(place: Place, text: str = organisation.TEXT) -> None:
    """Migrated, the organisation in it, and nobody connected."""
    file = place.folder / "organisation.yaml"
    file.write_text(text, encoding="utf-8")
    program = place.program("template", "serve", "--config", str(file))
    if not await program.start(within=FILL_WITHIN):
        raise RuntimeError(f"The template cannot be made:\n{program.last_words()}")
    await program.end()


def settle_in(place: Place, sink: str) -> None:
    """The people are reached at this run's sink, and some jobs are due."""
    values = ", ".join(
        f"('forget-received', 'crash-{number}', '{{}}', 'waiting', '2026-01-01 00:00:00', '', 0,"
        " '2026-01-01 00:00:00', '')"
        for number in range(JOBS)
    )
    place.prepare(
        f"UPDATE people_contactmethod SET place = replace(place, '{organisation.SINK}', '{sink}')",
        "INSERT INTO agenda_job (kind, key, data, state, due_at, lease_token, attempts, created_at, error)"
        f" VALUES {values}",
    )


@contextlib.asynccontextmanager
async def copied(ground: Ground) -> AsyncIterator[Place]:
    """Making and dropping a copy does not hold up the other runs."""
    copy = ground.copy()
    place = await asyncio.to_thread(copy.__enter__)
    try:
        yield place
    finally:
        await asyncio.to_thread(copy.__exit__, None, None, None)
