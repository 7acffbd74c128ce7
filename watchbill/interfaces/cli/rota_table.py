"""A rota as a table that a person reads, in the zone of its schedule."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from watchbill.domain.rota.values import Schedule, Shift
from watchbill.domain.shape.people import Person

NOBODY = "nobody"


def table(
    schedule: Schedule,
    people: Mapping[str, Person],
    final: Iterable[Shift],
    layers: Mapping[str, Iterable[Shift]] | None,
) -> str:
    parts = [_part(f"layer {name}", schedule.zone, people, shifts) for name, shifts in (layers or {}).items()]
    parts.append(_part(schedule.name, schedule.zone, people, final))
    return "\n\n".join(parts)


def named(keys: Iterable[str], people: Mapping[str, Person]) -> str:
    return ", ".join(f"{key} ({people[key].name})" if people[key].name else key for key in keys) or NOBODY


def _part(title: str, zone: str, people: Mapping[str, Person], shifts: Iterable[Shift]) -> str:
    lines = [_line(shift, ZoneInfo(zone), people) for shift in shifts]
    return "\n".join([f"{title}, times in {zone}", *(lines or [f"  {NOBODY}"])])


def _line(shift: Shift, zone: ZoneInfo, people: Mapping[str, Person]) -> str:
    return f"  {_local(shift.start, zone)}  to  {_local(shift.end, zone)}  {named(shift.people, people)}"


def _local(at: datetime, zone: ZoneInfo) -> str:
    """With the offset, for on the day that the clocks change it alone tells two instants apart."""
    local = at.astimezone(zone)
    return f"{local:%a %Y-%m-%d %H:%M %z}"
