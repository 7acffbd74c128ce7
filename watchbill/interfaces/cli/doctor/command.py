"""`watchbill doctor`: what would keep a page from going out, and what to do about it."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import click

from watchbill.environment import EnvironmentProblem, read
from watchbill.interfaces.cli.bootstrap import start
from watchbill.interfaces.cli.doctor.finding import Check, Finding, fail
from watchbill.interfaces.cli.table import as_json, printable

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command()
@click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
def doctor(as_json_: bool) -> None:
    """Look for what would keep a page from going out. Nothing is changed and no mail is sent.

    Ends with 1 when something fails; a warning is no failure.
    """
    findings = _findings()
    if as_json_:
        click.echo(as_json([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            _say(finding)
    if any(finding.level == "fail" for finding in findings):
        sys.exit(1)


def _findings() -> list[Finding]:
    """Where there is no database, none is made by looking."""
    try:
        data, elsewhere = Path(read("WATCHBILL_DATA", "./data")), read("WATCHBILL_DATABASE_URL")
    except EnvironmentProblem as problem:
        return [fail("settings", str(problem), "Correct it.")]
    if not elsewhere and not (data / "watchbill.sqlite3").exists():
        return [fail("database", f"{data} holds no database.", "Run `watchbill serve` here, or set WATCHBILL_DATA.")]
    start()
    return list(examine())


def examine() -> Iterator[Finding]:
    """What the database says is asked only of one that answers and has the tables that this version knows."""
    from watchbill.interfaces.cli.doctor import database, environment, mail, rota, server, work

    yield from _all(environment.address, environment.secret_key, environment.debugging, environment.room, mail.mail)
    yield from _all(server.server)
    first = list(_all(database.version, database.migrations))
    yield from first
    if any(finding.level == "fail" for finding in first):
        return
    yield from _all(database.writable, database.durability, database.clocks, database.news)
    yield from _all(work.engine, work.timers, work.deliveries, work.integrations, rota.gaps, rota.reach)


def _all(*checks: Check) -> Iterator[Finding]:
    for check in checks:
        yield from _made(check)


def _made(check: Check) -> Iterable[Finding]:
    import psycopg
    from django.db import Error as DatabaseError

    try:
        return list(check())
    except (DatabaseError, psycopg.Error, OSError) as problem:
        said = str(problem).splitlines() or [type(problem).__name__]
        return [
            fail(check.__name__, f"This could not be looked at: {said[0]}.", "See the settings, and what they name.")
        ]


def _say(finding: Finding) -> None:
    level = click.style(finding.level.ljust(4), fg=COLOURS[finding.level])
    click.echo(f"{level}  {finding.about}: {printable(finding.says)}")
    if finding.do:
        click.echo(f"      {printable(finding.do)}")
