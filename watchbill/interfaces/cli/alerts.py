"""`watchbill alerts`, and what one does about them: `ack`, `resolve`, `snooze`, `note`."""

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from watchbill.interfaces.cli.client import Client, Refused, reaching
from watchbill.interfaces.cli.table import age, as_json, printable, table
from watchbill.interfaces.cli.times import duration, instant

PORTION = 200
STATUSES = ("open", "triggered", "acknowledged", "resolved", "all")


def numbers(_: click.Context, __: click.Parameter, typed: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers of alerts, with or without `#`, each once."""
    return tuple(dict.fromkeys(_number(each) for each in typed))


def number(_: click.Context, __: click.Parameter, typed: str) -> int:
    return _number(typed)


def _number(typed: str) -> int:
    text = typed.removeprefix("#")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise click.BadParameter(f"found {typed!r}, expected the number of an alert such as 12.")
    return int(text)


_ids = click.argument("ids", nargs=-1, required=True, callback=numbers, metavar="ID…")


@click.command()
@click.option("--status", type=click.Choice(STATUSES), default="open", show_default=True)
@click.option("--urgency", type=click.Choice(["high", "low"]))
@click.option("--service", help="The slug of a service.")
@click.option("--team", help="The slug of a team.")
@click.option("--text", help="Words of what the alert says.")
@click.option("--since", callback=instant, metavar="INSTANT", help="Triggered at this instant or later.")
@click.option("--mine", is_flag=True, help="Only what has paged the token's person, or what they acknowledged.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@reaching
def alerts(client: Client, limit: int, as_json_: bool, **wanted: Any) -> None:
    """List alerts, the newest first."""
    found, more = _read(client, limit, wanted)
    if as_json_:
        click.echo(as_json(found))
        return
    click.echo(_table(found) if found else "No alerts.")
    if more:
        click.echo(f"There are more: --limit {limit * 2} shows more of them.", err=True)


def _read(client: Client, limit: int, wanted: dict[str, Any]) -> tuple[list[Any], bool]:
    """Up to `limit` of them, and whether there are more."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None and len(found) < limit:
        said = client.get("/alerts", limit=min(PORTION, limit - len(found)), cursor=cursor, **wanted)
        found += said["items"]
        cursor = said["next"]
    return found, cursor is not None


def _table(found: Iterable[dict[str, Any]]) -> str:
    head = ("ID", "STATUS", "URGENCY", "SINCE", "SERVICE", "BY", "SUMMARY")
    return table(head, [_row(alert) for alert in found])


def _row(alert: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(alert["id"]),
        "snoozed" if alert["snoozed_until"] else alert["status"],
        alert["urgency"],
        age(alert["triggered_at"]),
        alert["service"] or "-",
        alert["acknowledged_by"] or "-",
        alert["summary"],
    )


@click.command()
@_ids
@reaching
def ack(client: Client, ids: tuple[int, ...], as_json_: bool) -> None:
    """Acknowledge alerts: nobody else is paged for them."""
    _each(ids, lambda number: client.post(f"/alerts/{number}/acknowledge"), "acknowledged", as_json_)


@click.command()
@_ids
@reaching
def resolve(client: Client, ids: tuple[int, ...], as_json_: bool) -> None:
    """Resolve alerts: they are over."""
    _each(ids, lambda number: client.post(f"/alerts/{number}/resolve"), "resolved", as_json_)


@click.command()
@_ids
@click.option("--until", callback=instant, metavar="INSTANT", help="An instant such as 2026-03-02T09:00.")
@click.option("--for", "length", callback=duration, metavar="LENGTH", help="A length of time such as 30m or 2h.")
@reaching
def snooze(client: Client, ids: tuple[int, ...], until: str | None, length: timedelta | None, as_json_: bool) -> None:
    """Acknowledge alerts until then; what is still open at that time pages again."""
    if (until is None) == (length is None):
        raise click.UsageError("Say until when: --until 2026-03-02T09:00, or --for 2h.")
    end = until or (datetime.now(UTC) + (length or timedelta())).isoformat()
    _each(ids, lambda number: client.post(f"/alerts/{number}/snooze", until=end), "snoozed", as_json_)


@click.command()
@click.argument("number", callback=number, metavar="ID")
@click.argument("text")
@reaching
def note(client: Client, number: int, text: str, as_json_: bool) -> None:
    """Add a note to the log of an alert. TEXT may be `-`: it is read from what is piped in."""
    words = sys.stdin.read() if text == "-" else text
    _each((number,), lambda each: client.post(f"/alerts/{each}/notes", text=words), "has your note", as_json_)


def _each(ids: Iterable[int], act: Callable[[int], Any], done: str, as_json_: bool) -> None:
    """Each by itself: what is refused for one is done for the others, and the end says that something was refused."""
    answers = [_answer(number, act) for number in ids]
    if as_json_:
        click.echo(as_json(answers))
    else:
        for answer in answers:
            _say(answer, done)
    if any("error" in answer for answer in answers):
        sys.exit(1)


def _answer(number: int, act: Callable[[int], Any]) -> dict[str, Any]:
    try:
        return {"id": number, "alert": act(number)}
    except Refused as refusal:
        return {"id": number, "error": refusal.error, "sentence": refusal.message}


def _say(answer: dict[str, Any], done: str) -> None:
    if "error" in answer:
        click.echo(f"#{answer['id']}: {answer['sentence']}", err=True)
    else:
        click.echo(f"#{answer['id']} {done}: {printable(answer['alert']['summary'])}")
