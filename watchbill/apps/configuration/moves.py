"""Whose shifts move, and telling them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from watchbill import clock
from watchbill.apps.oncall import moves as oncall
from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.permissions import Actor
from watchbill.domain.rota import values

SHOWN = 6
"""Moves of one person that are written out; the rest are counted."""
Span = tuple[datetime, datetime]


class Move(msgspec.Struct, frozen=True):
    """A shift of a person before and after; None where there was none, or is none any more. UTC."""

    schedule: str
    person: str
    before: Span | None
    after: Span | None

    def sentence(self, zone: str) -> str:
        if self.before is None or self.after is None:
            return f"+ {_text(self.after, zone)}" if self.after else f"- {_text(self.before, zone)}"
        return f"{_text(self.before, zone)}  ->  {_text(self.after, zone)}"


@dataclass(frozen=True)
class Rota:
    """`print` is another when anything that the rota is computed from is."""

    row: Schedule
    print: tuple[object, ...]
    schedule: values.Schedule

    def without_anybody(self) -> "Rota":
        return Rota(self.row, (), values.Schedule(self.row.slug, self.schedule.zone, ()))


def present() -> dict[str, Rota]:
    """Every schedule in use, as its rows are now."""
    return {row.slug: _rota(row) for row in Schedule.objects.filter(archived_at=None).select_related("team")}


def _rota(row: Schedule) -> Rota:
    zone = rotas.zone_of(row)
    calendar = (row.team.working_days, repr(row.team.holidays)) if row.team else ()
    return Rota(row, (row.pk, row.epoch, zone, *calendar), rotas.to_domain(row, zone))


def between(before: dict[str, Rota], after: dict[str, Rota]) -> list[Move]:
    """In the coming 90 days, for the schedules that there were before."""
    return [
        Move(slug, one.person, _span(one.before), _span(one.after))
        for slug, moves in _moved(before, after).items()
        for one in moves
    ]


def tell(before: dict[str, Rota], after: dict[str, Rota], by: Actor) -> None:
    """Everybody whose shift moved hears what moved."""
    for slug, moves in _moved(before, after).items():
        oncall.tell_moved(before[slug].row, moves, by, clock.now())


def _moved(before: dict[str, Rota], after: dict[str, Rota]) -> dict[str, list[oncall.Move]]:
    pairs = {slug: (old, after.get(slug) or old.without_anybody()) for slug, old in before.items()}
    return {
        slug: oncall.moved(old.schedule, new.schedule, clock.now())
        for slug, (old, new) in pairs.items()
        if new.print != old.print
    }


def _span(shift: values.Shift | None) -> Span | None:
    return (shift.start, shift.end) if shift else None


def by_person(moves: Iterable[Move]) -> dict[tuple[str, str], list[Move]]:
    """By schedule and person."""
    grouped: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        grouped.setdefault((move.schedule, move.person), []).append(move)
    return grouped


def lines(moves: list[Move], zone: str) -> list[str]:
    more = len(moves) - SHOWN
    return [*(move.sentence(zone) for move in moves[:SHOWN]), *([f"and {more} more"] if more > 0 else [])]


def _text(span: Span | None, zone: str) -> str:
    assert span is not None
    start, end = (at.astimezone(ZoneInfo(zone)) for at in span)
    same_day = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%a %Y-%m-%d %H:%M}"
    return f"{start:%a %Y-%m-%d %H:%M} to {same_day}"
