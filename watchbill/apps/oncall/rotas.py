"""Schedules as the rota core computes with them, kept in memory until something about them changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import transaction

from watchbill.adapters.calendars import holidays_of
from watchbill.apps.oncall.models import Schedule, ScheduleVersion
from watchbill.apps.people.models import Organisation, Team
from watchbill.database.prepared import Prepared
from watchbill.domain.rota import values
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.shape import rota as shapes
from watchbill.domain.shape.schedules import Layer
from watchbill.domain.shape.teams import Holidays
from watchbill.domain.shape.teams import Team as TeamShape

_ORGANISATION = Prepared(lambda _: Organisation.objects.only("zone").order_by("pk"))
_loaded: dict[int, tuple[object, Loaded]] = {}


def load(schedules: Iterable[Schedule]) -> dict[str, Loaded]:
    """By slug. One query tells what has changed; only that is read and compiled again."""
    wanted = list(schedules)
    default_zone = organisation_zone()
    return {schedule.slug: _load(schedule, default_zone) for schedule in wanted}


def _load(schedule: Schedule, default_zone: str) -> Loaded:
    team = schedule.team
    zone = schedule.zone or (team.zone if team else "") or default_zone
    calendar = repr((team.working_days, team.holidays)) if team else ""
    print_ = (schedule.epoch, zone, calendar)
    held = _loaded.get(schedule.pk)
    if held is None or held[0] != print_:
        made = held = (print_, Loaded(to_domain(schedule, zone)))
        transaction.on_commit(lambda: _loaded.__setitem__(schedule.pk, made))  # what is taken back is not kept
    return held[1]


def forget() -> None:
    """Read everything again: after the rows were put back to an earlier state, as a restore or a test does."""
    _loaded.clear()


def organisation_zone() -> str:
    found = _ORGANISATION.all()
    return (found[0].zone if found else "") or "UTC"


def zone_of(schedule: Schedule) -> str:
    return schedule.zone or (schedule.team.zone if schedule.team else "") or organisation_zone()


def work_calendar(team: Team | None) -> values.WorkCalendar:
    if team is None:
        return values.WorkCalendar()
    days = frozenset(team.working_days) or frozenset(range(5))
    written = msgspec.convert(team.holidays, Holidays) if team.holidays else None
    return shapes.work_calendar(TeamShape(working_days=days, holidays=written), holidays_of)


def to_domain(schedule: Schedule, zone: str) -> values.Schedule:
    """The schedule from its rows."""
    return values.Schedule(
        name=schedule.name or schedule.slug,
        zone=zone,
        versions=tuple(_version(schedule.slug, version, zone) for version in schedule.versions.all()),
        overrides=tuple(
            values.Override(
                values.OverrideKind(row.kind), row.start_at, row.end_at, row.person.slug, row.by.slug if row.by else ""
            )
            for row in schedule.overrides.select_related("person", "by")
        ),
        temporaries=tuple(
            values.Temporary(row.start_at, row.end_at, tuple(_shift(shift) for shift in row.shifts))
            for row in schedule.temporaries.all()
        ),
        calendar=work_calendar(schedule.team),
    )


def written_layers(version: ScheduleVersion) -> tuple[Layer, ...]:
    """The layers as the configuration file would say them."""
    return msgspec.convert(version.layers, tuple[Layer, ...])


def domain_layers(slug: str, written: Iterable[Layer], zone: str) -> tuple[values.Layer, ...]:
    return tuple(
        shapes.to_layer(layer, f"{slug}/{layer.name}", place, zone) for place, layer in enumerate(written, start=1)
    )


def _version(slug: str, version: ScheduleVersion, zone: str) -> values.Version:
    layers = domain_layers(slug, written_layers(version), zone)
    carried = tuple(_carried(layer, version.carry.get(layer.name)) for layer in layers)
    return values.Version(carried, version.since)


def _carried(layer: values.Layer, carry: dict[str, Any] | None) -> values.Layer:
    return replace(layer, carry=msgspec.convert(carry, values.Carry)) if carry else layer


def _shift(shift: dict[str, str]) -> values.Shift:
    start, end = (datetime.fromisoformat(shift[key]).astimezone(UTC) for key in ("start_at", "end_at"))
    return values.Shift(start, end, (shift["person"],))
