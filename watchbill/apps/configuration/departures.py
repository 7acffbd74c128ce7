"""What departs from the layers of a schedule, overrides and temporary shifts: the file's, and those made beside it.

The past is fixed: what the file no longer names stays in force for the time that has passed, marked as dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from watchbill import clock
from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Override, Schedule, Temporary
from watchbill.apps.people.changes import as_stored
from watchbill.apps.people.models import Person
from watchbill.domain.shape import schedules as shape
from watchbill.domain.shape.zones import to_utc

DROPPED = {"dropped": True}
"""In `written`: the file named it once, and it counts for the past alone."""
R = TypeVar("R", Override, Temporary)


@dataclass(frozen=True)
class Departures:
    overrides: tuple[shape.Override, ...]
    temporary: tuple[shape.Temporary, ...]
    written: frozenset[shape.Override | shape.Temporary] = frozenset()  # those that the file names


def counts(row: Override | Temporary) -> bool:
    return bool(row.written != DROPPED)


def override_shape(row: Override) -> shape.Override:
    if row.written:
        return msgspec.convert(row.written, shape.Override)
    who = {row.kind: row.person.slug, "by": row.by.slug if row.by else None}
    return shape.Override(start=row.start_at, end=row.end_at, **who)


def temporary_shape(row: Temporary) -> shape.Temporary:
    if row.written:
        return msgspec.convert(row.written, shape.Temporary)
    shifts = (
        shape.TemporaryShift(
            person=one["person"],
            start=datetime.fromisoformat(one["start_at"]),
            end=datetime.fromisoformat(one["end_at"]),
        )
        for one in row.shifts
    )
    return shape.Temporary(start=row.start_at, end=row.end_at, shifts=tuple(shifts))


def beside(said: shape.Schedule, now: shape.Schedule, before: shape.Schedule | None) -> Departures:
    """What the file names neither now nor when it was last applied: people made it."""
    earlier = before or shape.Schedule()
    overrides, temporary = (*said.overrides, *earlier.overrides), (*said.temporary, *earlier.temporary)
    return Departures(
        tuple(one for one in now.overrides if one not in overrides),
        tuple(one for one in now.temporary if one not in temporary),
    )


def together(said: shape.Schedule, made: Departures) -> Departures:
    """The file's, and then what people made, which wins."""
    return Departures(
        (*said.overrides, *made.overrides),
        (*said.temporary, *made.temporary),
        frozenset((*said.overrides, *said.temporary)),
    )


def put(schedule: Schedule, wanted: Departures) -> bool:
    """Exactly these from now on. Says whether a row was changed."""
    zone, now = rotas.zone_of(schedule), clock.now()
    people = {person.slug: person for person in Person.objects.filter(slug__in=_named(wanted))}
    overrides = _Rows(list(schedule.overrides.select_related("person", "by")), override_shape)
    temporaries = _Rows(list(schedule.temporaries.all()), temporary_shape)
    for position, override in enumerate(wanted.overrides):
        row = overrides.take(override) or Override(schedule=schedule, made_at=now)
        overrides.save(row, _override_fields(override, zone, people, override in wanted.written), position)
    for position, temporary in enumerate(wanted.temporary):
        span = temporaries.take(temporary) or Temporary(schedule=schedule)
        temporaries.save(span, _temporary_fields(temporary, zone, temporary in wanted.written), position)
    return any([overrides.end_rest(now), temporaries.end_rest(now)])


def _named(wanted: Departures) -> set[str]:
    return {slug for one in wanted.overrides for slug in (one.person, one.by) if slug}


def _override_fields(one: shape.Override, zone: str, people: dict[str, Person], written: bool) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "start_at": to_utc(one.start, zone),
        "end_at": to_utc(one.end, zone),
        "person": people[one.person],
        "by": people[one.by] if one.by else None,
        "written": as_stored(one) if written else {},
    }


def _temporary_fields(one: shape.Temporary, zone: str, written: bool) -> dict[str, Any]:
    shifts = [
        {
            "person": shift.person,
            "start_at": to_utc(shift.start, zone).isoformat(),
            "end_at": to_utc(shift.end, zone).isoformat(),
        }
        for shift in one.shifts
    ]
    return {
        "start_at": to_utc(one.start, zone),
        "end_at": to_utc(one.end, zone),
        "shifts": shifts,
        "written": as_stored(one) if written else {},
    }


class _Rows:
    """The rows that there are, taken one by one by what they say; what is left is no longer wanted."""

    def __init__(self, rows: list[Any], said: Callable[[Any], Any]) -> None:
        self._left = [row for row in rows if counts(row)]
        self._said = said
        self._changed = False

    def take(self, wanted: Any) -> Any:
        row = next((row for row in self._left if self._said(row) == wanted), None)
        if row is not None:
            self._left.remove(row)
        return row

    def save(self, row: Any, fields: dict[str, Any], position: int) -> None:
        fields["position"] = position
        if row.pk is not None and all(getattr(row, name) == value for name, value in fields.items()):
            return
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        self._changed = True

    def end_rest(self, now: datetime) -> bool:
        """What has not begun goes; what has is kept up to now."""
        for row in self._left:
            if row.start_at >= now:
                row.delete()
                continue
            row.end_at, row.written = min(row.end_at, now), DROPPED
            row.save()
        return self._changed or bool(self._left)
