"""Whose shifts moved between two states of a schedule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watchbill.domain.rota.schedule import shifts
from watchbill.domain.rota.values import Schedule, Shift

TimeSpan = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Move:
    """A person's shift before and after; None where there was none, or is none any more."""

    before: TimeSpan | None
    after: TimeSpan | None


def moved(old: Schedule, new: Schedule, start: datetime, end: datetime) -> dict[str, tuple[Move, ...]]:
    """What moved in [start, end), by person, in order of time. Who else is on call at the time does not matter.

    Shifts that overlap are the same shift, changed; what remains is paired in order.
    """
    before, after = _by_person(shifts(old, start, end)), _by_person(shifts(new, start, end))
    people = sorted(before.keys() | after.keys())
    found = {person: _moves(before.get(person, []), after.get(person, [])) for person in people}
    return {person: moves for person, moves in found.items() if moves}


def _by_person(rota: Iterable[Shift]) -> dict[str, list[TimeSpan]]:
    """The times of each person, neighbours as one."""
    spans: dict[str, list[TimeSpan]] = {}
    for shift in rota:
        for person in shift.people:
            mine = spans.setdefault(person, [])
            begins = mine.pop()[0] if mine and mine[-1][1] == shift.start else shift.start
            mine.append((begins, shift.end))
    return spans


def _moves(before: list[TimeSpan], after: list[TimeSpan]) -> tuple[Move, ...]:
    kept = set(before) & set(after)
    lost, gained = [span for span in before if span not in kept], [span for span in after if span not in kept]
    changed = _overlapping(lost, gained)
    paired = {move.before for move in changed}, {move.after for move in changed}
    lost = [span for span in lost if span not in paired[0]]
    gained = [span for span in gained if span not in paired[1]]
    moves = [*changed, *map(Move, lost, gained)]
    moves += [Move(span, None) for span in lost[len(gained) :]]
    moves += [Move(None, span) for span in gained[len(lost) :]]
    return tuple(sorted(moves, key=_begins))


def _overlapping(lost: list[TimeSpan], gained: list[TimeSpan]) -> list[Move]:
    """Each span with the first of the others that it overlaps; both in order."""
    moves: list[Move] = []
    following = 0
    for span in lost:
        while following < len(gained) and gained[following][1] <= span[0]:
            following += 1
        if following < len(gained) and gained[following][0] < span[1]:
            moves.append(Move(span, gained[following]))
            following += 1
    return moves


def _begins(move: Move) -> datetime:
    spans = [span for span in (move.before, move.after) if span]
    return min(spans)[0]
