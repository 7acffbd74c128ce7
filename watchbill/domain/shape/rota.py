"""From the schedule of the file to the schedule that the rota core computes with."""

from collections.abc import Callable
from datetime import date

from watchbill.domain.rota import values
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.schedules import Layer, Override, Schedule, Slot, Temporary
from watchbill.domain.shape.teams import Holidays, Team, Window
from watchbill.domain.shape.zones import schedule_zone, to_utc, to_wall

HolidaysLookup = Callable[[str, int], frozenset[date]]
"""The holidays of a calendar (`NL`) in a year."""


def to_schedule(organisation: Organisation, key: str, holidays_lookup: HolidaysLookup) -> values.Schedule:
    """One version, which counts from the beginning. The organisation must be one that `read` gave."""
    written = organisation.schedules[key]
    zone = schedule_zone(organisation, key)
    layers = tuple(
        to_layer(layer, f"{key}/{layer.name}", place, zone) for place, layer in enumerate(written.layers, start=1)
    )
    return values.Schedule(
        name=written.name or key,
        zone=zone,
        versions=(values.Version(layers),),
        overrides=tuple(_override(override, zone) for override in written.overrides),
        temporaries=tuple(_temporary(temporary, zone) for temporary in written.temporary),
        calendar=_calendar(organisation, written, holidays_lookup),
    )


def to_layer(layer: Layer, seed: str, place: int, zone: str) -> values.Layer:
    """`place` is the layer's priority when it names none; an instant with an offset becomes a wall clock of `zone`."""
    return values.Layer(
        name=layer.name,
        slots=tuple(_slot(slot) for slot in layer.slots),
        rotation=_rotation(layer, zone),
        until=None if layer.until is None else to_wall(layer.until, zone),
        hours=windows(layer.hours),
        priority=place if layer.priority is None else layer.priority,
        seed=seed,
    )


def _slot(slot: Slot) -> values.Slot:
    return values.Slot(slot.people, slot.blocks)


def _rotation(layer: Layer, zone: str) -> values.Rotation | None:
    if layer.unit is None or layer.starts is None:
        return None
    return values.Rotation(layer.unit, layer.length, to_wall(layer.starts, zone), layer.order, layer.advance)


def windows(written: tuple[Window, ...]) -> tuple[values.Window, ...]:
    return tuple(values.Window(one.days, one.start, one.end, one.not_holidays) for one in written)


def _override(override: Override, zone: str) -> values.Override:
    start, end = to_utc(override.start, zone), to_utc(override.end, zone)
    return values.Override(override.kind, start, end, override.person, override.by or "")


def _temporary(temporary: Temporary, zone: str) -> values.Temporary:
    shifts = tuple(
        values.Shift(to_utc(shift.start, zone), to_utc(shift.end, zone), (shift.person,)) for shift in temporary.shifts
    )
    return values.Temporary(to_utc(temporary.start, zone), to_utc(temporary.end, zone), shifts)


def _calendar(organisation: Organisation, schedule: Schedule, lookup: HolidaysLookup) -> values.WorkCalendar:
    return work_calendar(organisation.teams.get(schedule.team or "", Team()), lookup)


def work_calendar(team: Team, lookup: HolidaysLookup) -> values.WorkCalendar:
    holidays = _holidays(team.holidays, lookup) if team.holidays else values.no_holidays
    return values.WorkCalendar(team.working_days, holidays)


def _holidays(written: Holidays, lookup: HolidaysLookup) -> values.Holidays:
    def of_year(year: int) -> frozenset[date]:
        calendar = lookup(written.calendar, year) if written.calendar else frozenset()
        return (calendar | {day for day in written.add if day.year == year}) - frozenset(written.drop)

    return of_year
