"""Which shifts moved, from what to what, and telling it to the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Actor
from watchbill.apps.people.telling import tell_people
from watchbill.domain.rota import moves as domain
from watchbill.domain.rota import values

AHEAD = timedelta(days=90)
"""Moves of shifts within this time are told."""
NAMED = 5
"""Moves that a message names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Move:
    """A person's shift (of theirs alone) before and after; None where there was none, or is none any more."""

    person: str
    before: values.Shift | None
    after: values.Shift | None


def moved(before: values.Schedule, after: values.Schedule, now: datetime) -> list[Move]:
    """By person, then in order of time."""
    found = domain.moved(before, after, now, now + AHEAD)
    return [
        Move(person, _shift(person, move.before), _shift(person, move.after))
        for person, moves in found.items()
        for move in moves
    ]


def _shift(person: str, span: domain.TimeSpan | None) -> values.Shift | None:
    return values.Shift(*span, (person,)) if span else None


def tell_moved(schedule: Schedule, moves: Sequence[Move], by: Actor, now: datetime) -> None:
    default_zone = rotas.organisation_zone()
    people = Person.objects.in_bulk({move.person for move in moves}, field_name="slug")
    for slug, theirs in groupby(moves, key=lambda move: move.person):
        if (person := people.get(slug)) is None:
            continue
        lines = _lines(list(theirs), person.zone or default_zone)
        text = "\n".join([f"{by.name} changed {schedule}. Your shifts:", "", *lines])
        tell_people([person], f"Your shifts in {schedule} have moved", text, f"/rota/{schedule.slug}", now)


def _lines(moves: Sequence[Move], zone: str) -> list[str]:
    lines = [sentence(move, zone) for move in moves[:NAMED]]
    more = len(moves) - NAMED
    return [*lines, f"and {more} more: see the rota."] if more > 0 else lines


def sentence(move: Move, zone: str) -> str:
    """One move in words, on the wall clock of a zone."""
    if move.before is None:
        return f"You are now on call {_span(move.after, zone)}."
    if move.after is None:
        return f"You are no longer on call {_span(move.before, zone)}."
    return f"You are on call {_span(move.after, zone)} instead of {_span(move.before, zone)}."


def _span(shift: values.Shift | None, zone: str) -> str:
    if shift is None:
        return "never"
    start, end = (at.astimezone(ZoneInfo(zone)) for at in (shift.start, shift.end))
    return f"from {start:%a %d %b %H:%M} to {end:%a %d %b %H:%M} ({zone})"
