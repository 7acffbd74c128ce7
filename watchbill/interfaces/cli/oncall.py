"""`watchbill oncall`: who is on call."""

from collections.abc import Iterable
from typing import Any

import click

from watchbill.interfaces.cli.client import Client, reaching
from watchbill.interfaces.cli.table import as_json, local, table
from watchbill.interfaces.cli.times import instant

NOBODY = "nobody"


@click.command()
@click.argument("schedules", nargs=-1, metavar="[SCHEDULE…]")
@click.option("--at", callback=instant, metavar="INSTANT", help="An instant such as 2026-03-02T09:00. Default: now.")
@reaching
def oncall(client: Client, schedules: tuple[str, ...], at: str | None, as_json_: bool) -> None:
    """Who is on call for these schedules, until when, and who is next. Without one: for all of them."""
    said = client.get("/oncall/now", schedule=schedules, at=at)
    click.echo(as_json(said) if as_json_ else _table(said["schedules"]))


def _table(schedules: dict[str, Any]) -> str:
    if not schedules:
        return "There are no schedules yet."
    rows = [
        (slug, _names(standing["people"]), local(standing["until"]), _next(standing["next"]))
        for slug, standing in schedules.items()
    ]
    return table(("SCHEDULE", "ON CALL", "UNTIL", "NEXT"), rows)


def _next(following: dict[str, Any] | None) -> str:
    return f"{_names(following['people'])}, from {local(following['start'])}" if following else "-"


def _names(people: Iterable[dict[str, str]]) -> str:
    return ", ".join(person["name"] for person in people) or NOBODY
