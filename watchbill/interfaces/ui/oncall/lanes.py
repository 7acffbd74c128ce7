"""The rota of a schedule as lanes over time: where each block lies, in per cent of the span.

Heights agree with assets/css/lanes.css.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchbill.apps.oncall.models import Override
from watchbill.apps.people.models import Person
from watchbill.domain.rota.values import Shift
from watchbill.interfaces.ui import spoken
from watchbill.interfaces.ui.oncall.span import Span

HEAD, LANE, RESULT, MARGIN = 48, 40, 60, 4
LETTER = 7.0  # how wide a letter is, about, in pixels
NIGHT_FROM, NIGHT_TO = 22, 6


@dataclass(frozen=True)
class Block:
    """One coloured piece of a lane. `person` gives the colour; none is a gap or something taken out."""

    x: float
    width: float
    y: float
    height: float
    label: str
    title: str
    kind: str = "turn"  # turn, nobody, taken-out
    person: Person | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Lane:
    label: str
    says: str  # what kind of lane it is, under its label
    kind: str  # override, layer, result
    y: int
    height: int
    blocks: list[Block]


@dataclass(frozen=True)
class DayMark:
    x: float
    width: float
    label: str
    is_weekend: bool
    is_today: bool
    begins_week: bool
    clock_change: str  # `23 h`, `25 h`; empty on other days


@dataclass
class Picture:
    span: Span
    height: int
    days: list[DayMark]
    nights: list[tuple[float, float]]
    lanes: list[Lane]
    now_x: float | None
    people: list[Person] = field(default_factory=list)

    @property
    def result(self) -> Lane:
        return self.lanes[-1]


@dataclass(frozen=True)
class Drawing:
    """What every block needs to know to be placed."""

    span: Span
    people: Mapping[str, Person]

    def x(self, at: datetime) -> float:
        whole = (self.span.end - self.span.start).total_seconds()
        return round((at - self.span.start).total_seconds() / whole * 100, 4)

    def place(self, start: datetime, end: datetime) -> tuple[float, float]:
        low, high = self.x(max(start, self.span.start)), self.x(min(end, self.span.end))
        return low, round(high - low, 4)

    def room(self, width: float) -> float:
        """The least width in pixels that a block has on any screen."""
        return width / 100 * self.span.least_width

    def title(self, who: str, start: datetime, end: datetime) -> str:
        """What goes on beyond the edges of the span is not said to begin or end there."""
        since = self.span.say(start) if start > self.span.start else "…"
        until = self.span.say(end) if end < self.span.end else "…"
        return f"{who}, {since} to {until}"


def picture(
    span: Span,
    now: datetime,
    layers: Sequence[tuple[str, str, Sequence[Shift]]],
    overrides: Sequence[Override],
    final: Sequence[Shift],
    gaps: Sequence[Shift],
    people: Mapping[str, Person],
) -> Picture:
    """`layers` from the uppermost down: (name, what it is, its shifts)."""
    draw = Drawing(span, people)
    lanes: list[Lane] = []
    y = HEAD
    for row in _rows(overrides):
        blocks = [_override_block(draw, each, y) for each in row]
        lanes.append(Lane("Overrides" if not lanes else "", "", "override", y, LANE, blocks))
        y += LANE
    for name, says, shifts in layers:
        lanes.append(Lane(name, says, "layer", y, LANE, _blocks(draw, shifts, y, LANE)))
        y += LANE
    result = [*_blocks(draw, final, y, RESULT), *(_gap(draw, gap, y) for gap in gaps)]
    lanes.append(Lane("On call", "the result", "result", y, RESULT, result))
    seen = {slug for shifts in (final, *(each[2] for each in layers)) for shift in shifts for slug in shift.people}
    return Picture(
        span=span,
        height=y + RESULT,
        days=_days(draw, now),
        nights=[draw.place(low, high) for low, high in span.nights(NIGHT_FROM, NIGHT_TO)],
        lanes=lanes,
        now_x=draw.x(now) if span.start <= now < span.end else None,
        people=[people[slug] for slug in sorted(seen) if slug in people],
    )


def _blocks(draw: Drawing, shifts: Iterable[Shift], y: int, height: int) -> list[Block]:
    return [block for shift in shifts if shift.people for block in _turns(draw, shift, y, height)]


def _turns(draw: Drawing, shift: Shift, y: int, height: int) -> list[Block]:
    """One block; people who are on call together lie above each other in it."""
    x, width = draw.place(shift.start, shift.end)
    each = (height - 2 * MARGIN) / len(shift.people)
    blocks = []
    for row, slug in enumerate(shift.people):
        person = draw.people.get(slug)
        name = person.name if person else slug
        blocks.append(
            Block(
                x=x,
                width=width,
                y=round(y + MARGIN + row * each, 2),
                height=round(each - (1 if row < len(shift.people) - 1 else 0), 2),
                label=_fitting(name, draw.room(width)) if each >= 14 else "",
                title=draw.title(name, shift.start, shift.end),
                person=person,
                start=shift.start,
                end=shift.end,
            )
        )
    return blocks


def _fitting(name: str, room: float) -> str:
    """The whole name, the first word of it, or the initials: what the block has room for."""
    first, short = name.split(" ", maxsplit=1)[0], spoken.initials(name)
    fits = [each for each in (name, first, short) if len(each) * LETTER + 8 <= room]
    return fits[0] if fits else ""


def _gap(draw: Drawing, gap: Shift, y: int) -> Block:
    x, width = draw.place(gap.start, gap.end)
    return Block(
        x=x,
        width=width,
        y=y + MARGIN,
        height=RESULT - 2 * MARGIN,
        label="nobody" if draw.room(width) >= 6 * LETTER + 8 else "",
        title=draw.title("Nobody", gap.start, gap.end),
        kind="nobody",
        start=gap.start,
        end=gap.end,
    )


def _rows(overrides: Iterable[Override]) -> list[list[Override]]:
    """Overrides that overlap lie in rows of their own."""
    rows: list[list[Override]] = []
    for override in sorted(overrides, key=lambda each: each.start_at):
        row = next((row for row in rows if row[-1].end_at <= override.start_at), None)
        if row is None:
            rows.append([override])
        else:
            row.append(override)
    return rows


def _override_block(draw: Drawing, override: Override, y: int) -> Block:
    x, width = draw.place(override.start_at, override.end_at)
    who, label = _override_words(override)
    room = draw.room(width)
    return Block(
        x=x,
        width=width,
        y=y + MARGIN,
        height=LANE - 2 * MARGIN,
        label=label if len(label) * LETTER + 8 <= room else _fitting(override.person.name, room),
        title=draw.title(says(override), override.start_at, override.end_at),
        kind="turn" if who else "taken-out",
        person=who,
        start=override.start_at,
        end=override.end_at,
    )


def _override_words(override: Override) -> tuple[Person | None, str]:
    first = override.person.get_short_name()
    if override.kind == "replace" and override.by:
        return override.by, f"{override.by.get_short_name()} for {first}"
    return (override.person, f"+ {first}") if override.kind == "add" else (None, f"− {first}")


def says(override: Override) -> str:
    """An override as a sentence."""
    if override.kind == "replace" and override.by:
        return f"{override.by.name} instead of {override.person.name}"
    return f"{override.person.name} as well" if override.kind == "add" else f"without {override.person.name}"


def _days(draw: Drawing, now: datetime) -> list[DayMark]:
    zone = draw.span.zone
    today = now.astimezone(zone).date()
    marks = []
    for start, end in draw.span.days():
        local = start.astimezone(zone)
        x, width = draw.place(start, end)
        marks.append(
            DayMark(
                x=x,
                width=width,
                label=draw.span.day_label(local),
                is_weekend=local.weekday() >= 5,
                is_today=local.date() == today,
                begins_week=local.weekday() == 0,
                clock_change=_clock_change(start, end, zone),
            )
        )
    return marks


def _clock_change(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    moved = (end.astimezone(zone).utcoffset() or timedelta()) - (start.astimezone(zone).utcoffset() or timedelta())
    if not moved:
        return ""
    hours = moved.total_seconds() / 3600
    return f"clocks {'forward' if hours > 0 else 'back'} {abs(hours):g} h"
