"""`watchbill rota`: who is on call, from a configuration file. Needs no database, and answers the same everywhere."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from watchbill.adapters.calendars import holidays_of
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.rota.values import Schedule, Shift
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.domain.shape.instants import read_instant
from watchbill.domain.shape.nearest import did_you_mean
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.rota import to_schedule
from watchbill.domain.shape.zones import to_utc
from watchbill.interfaces.cli import rota_table
from watchbill.interfaces.cli.files import load

LONGEST = timedelta(days=366 * 20)


@click.group()
def rota() -> None:
    """Who is on call, from a configuration file, without a database.

    Instants are written 2026-01-05T09:00Z, or with an offset; without one, or as a date, in the schedule's zone.
    """


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both commands have."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON: instants in UTC."),
        click.option("--schedule", "name", required=True, metavar="NAME", help="The key of the schedule."),
        click.option(
            "--config",
            "path",
            required=True,
            metavar="FILE_OR_FOLDER",
            type=click.Path(exists=True, path_type=Path),
            help="The configuration.",
        ),
    ):
        command = option(command)
    return command


@rota.command()
@_asked
@click.option("--from", "start", required=True, metavar="T", help="The first instant that is shown.")
@click.option("--to", "end", required=True, metavar="T", help="The instant before which it ends.")
@click.option("--layers", is_flag=True, help="Show each layer's own shifts too.")
def show(path: Path, name: str, start: str, end: str, layers: bool, as_json: bool) -> None:
    """The shifts of a schedule: who is on call from when to when."""
    organisation = load([path])
    schedule = _schedule(organisation, name)
    span = _instant("--from", start, schedule.zone), _instant("--to", end, schedule.zone)
    if not timedelta(0) < span[1] - span[0] <= LONGEST:
        raise click.UsageError("--to must come after --from, and no more than 20 years after it.")
    loaded = Loaded(schedule)
    final = loaded.shifts(*span)
    each = {layer: _manned(loaded.layer_shifts(layer, *span)) for layer in _layer_names(schedule)} if layers else None
    click.echo(_json(final, each) if as_json else rota_table.table(schedule, organisation.people, final, each))


@rota.command()
@_asked
@click.option("--at", required=True, metavar="T", help="The instant that is asked about.")
def who(path: Path, name: str, at: str, as_json: bool) -> None:
    """The people on call at one instant."""
    organisation = load([path])
    schedule = _schedule(organisation, name)
    people = Loaded(schedule).who_is_on_call(_instant("--at", at, schedule.zone))
    click.echo(json.dumps(people) if as_json else rota_table.named(people, organisation.people))


def _schedule(organisation: Organisation, name: str) -> Schedule:
    if name not in organisation.schedules:
        known = ", ".join(organisation.schedules) or "none"
        hint = did_you_mean(name, organisation.schedules) or f"; there are: {known}"
        raise click.UsageError(f"There is no schedule {name!r} in the configuration{hint}")
    return to_schedule(organisation, name, holidays_of)


def _instant(option: str, text: str, zone: str) -> datetime:
    try:
        return to_utc(read_instant(text), zone)
    except UnreadableError as error:
        raise click.UsageError(f"{option}: {error}") from error


def _layer_names(schedule: Schedule) -> list[str]:
    return [layer.name for layer in schedule.versions[0].layers]


def _manned(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    return tuple(shift for shift in shifts if shift.people)


def _json(final: Iterable[Shift], layers: dict[str, tuple[Shift, ...]] | None) -> str:
    if layers is None:
        return json.dumps(_plain(final))
    return json.dumps({"final": _plain(final), "layers": {name: _plain(shifts) for name, shifts in layers.items()}})


def _plain(shifts: Iterable[Shift]) -> list[dict[str, Any]]:
    return [{"start": _utc(shift.start), "end": _utc(shift.end), "people": list(shift.people)} for shift in shifts]


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
