"""The rules of the rota once more, written for plainness: walk from the first handover, look at every instant.

Shares with the product only the values and the drawing of shuffled cycles. Wall-clock times go through zoneinfo.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from watchbill.domain.rota.order import cycle_order
from watchbill.domain.rota.values import (
    Advance,
    Layer,
    OverrideKind,
    Rotation,
    Schedule,
    Shift,
    Slot,
    Unit,
    Window,
    WorkCalendar,
)

DAY = timedelta(days=1)
LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: DAY, Unit.WEEK: 7 * DAY}

Span = tuple[datetime, datetime]


@lru_cache(maxsize=100_000)
def meanings(zone: ZoneInfo, wall: datetime) -> list[datetime]:
    """The instants at which the wall clock shows `wall`; in a gap, the first one after it."""
    both = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = [at for at in both if at.astimezone(zone).replace(tzinfo=None) == wall]
    return shown or [_change(zone, *both)]


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant in (before, after] at which the offset changes."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(microseconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def window_spans(
    windows: tuple[Window, ...], zone: ZoneInfo, calendar: WorkCalendar, first: date, last: date
) -> list[Span]:
    """The windows that begin on the days from `first` to `last`, one by one."""
    spans = []
    for window in windows:
        day = first
        while day <= last:
            if day.weekday() in window.days and not (window.not_holidays and day in calendar.holidays(day.year)):
                over = DAY if window.end <= window.start else timedelta(0)
                begins = meanings(zone, datetime.combine(day, window.start))[0]
                ends = meanings(zone, datetime.combine(day, window.end) + over)[-1]
                if begins < ends:
                    spans.append((begins, ends))
            day += DAY
    return spans


@dataclass
class Block:
    start: datetime
    end: datetime
    pieces: list[Span]  # one, or the working days


def blocks(rotation: Rotation, zone: ZoneInfo, calendar: WorkCalendar, until: datetime) -> Iterator[Block]:
    """From the first handover to the first block that begins after `until`."""
    if rotation.unit is Unit.WORKING_DAY:
        yield from _working_blocks(rotation, zone, calendar, until)
        return
    number = 0
    while True:
        start, end = (meanings(zone, _handover(rotation, k))[0] for k in (number, number + 1))
        yield Block(start, end, [(start, end)])
        if start > until:
            return
        number += 1


def _handover(rotation: Rotation, number: int) -> datetime:
    if rotation.unit is not Unit.MONTH:
        return rotation.starts + number * rotation.length * LENGTHS[rotation.unit]
    months = rotation.starts.year * 12 + rotation.starts.month - 1 + number * rotation.length
    day = rotation.starts.day
    while True:
        try:
            return rotation.starts.replace(year=months // 12, month=months % 12 + 1, day=day)
        except ValueError:
            day -= 1


def _working_blocks(rotation: Rotation, zone: ZoneInfo, calendar: WorkCalendar, until: datetime) -> Iterator[Block]:
    pieces: list[Span] = []
    for piece in working_days(rotation, zone, calendar, rotation.starts.date()):
        pieces.append(piece)
        if len(pieces) == rotation.length:
            yield Block(pieces[0][0], pieces[-1][1], pieces)
            if pieces[0][0] > until:
                return
            pieces = []


def working_days(rotation: Rotation, zone: ZoneInfo, calendar: WorkCalendar, day: date) -> Iterator[Span]:
    while True:
        if day.weekday() in calendar.working_days and day not in calendar.holidays(day.year):
            begins = datetime.combine(day, rotation.starts.time())
            yield meanings(zone, begins)[0], meanings(zone, begins + DAY)[0]
        day += DAY


def touches(span: Span, others: list[Span]) -> bool:
    start, end = span
    if start == end:
        return any(low <= start < high for low, high in others)
    return any(max(start, low) < min(end, high) for low, high in others)


@dataclass
class Held:
    start: datetime
    end: datetime
    slot: Slot


class ReferenceLayer:
    """Everything that a layer says from `start` to `end`, worked out from the beginning."""

    def __init__(self, layer: Layer, schedule: Schedule, start: datetime, end: datetime) -> None:
        self.layer, self.zone, self.calendar = layer, ZoneInfo(schedule.zone), schedule.calendar
        first = min(start, *([meanings(self.zone, layer.rotation.starts)[0]] if layer.rotation else [start]))
        if layer.carry:
            first = min(first, layer.carry.until)
        self.horizon = max(end, layer.carry.until if layer.carry else end) + 2 * DAY
        last = self.horizon
        if layer.rotation:
            *_, beyond = blocks(layer.rotation, self.zone, self.calendar, self.horizon)
            last = max(last, beyond.end)
        self.windows = window_spans(
            layer.hours, self.zone, self.calendar, (first - 4 * DAY).date(), (last + 4 * DAY).date()
        )
        self.until = meanings(self.zone, layer.until)[0] if layer.until else None
        self.held = list(self._rotation(layer.rotation, start)) if layer.rotation else list(self._always(start))

    def slot_at(self, at: datetime) -> Slot | None:
        if self.until and at >= self.until:
            return None
        if self.layer.hours and not any(low <= at < high for low, high in self.windows):
            return None
        return next((each.slot for each in self.held if each.start <= at < each.end), None)

    def cuts(self) -> set[datetime]:
        spans = [*self.windows, *((each.start, each.end) for each in self.held)]
        return {cut for span in spans for cut in span} | ({self.until} if self.until else set())

    def _always(self, start: datetime) -> Iterator[Held]:
        carry = self.layer.carry
        if carry:
            yield Held(min(start, carry.until), carry.until, carry.slot)
        yield Held(carry.until if carry else start, self.horizon, self.layer.slots[0])

    def _rotation(self, rotation: Rotation, start: datetime) -> Iterator[Held]:
        turn, joined = 0, None
        all_blocks = list(blocks(rotation, self.zone, self.calendar, self.horizon))
        carry = self.layer.carry
        if carry:
            joined = next(block.start for block in all_blocks if block.start > carry.until)
            kept = self._pieces(rotation, start, carry.until)
            between = self._pieces(rotation, carry.until, joined)
            yield from (Held(low, high, carry.slot) for low, high in kept)
            yield from (Held(low, high, self._slot(carry.next_turn)) for low, high in between)
            turn = carry.next_turn + self._consumes(rotation, between)
        for block in all_blocks:
            if joined and block.start < joined:
                continue
            yield from (Held(low, high, self._slot(turn)) for low, high in block.pieces)
            turn += self._consumes(rotation, block.pieces)

    def _pieces(self, rotation: Rotation, start: datetime, end: datetime) -> list[Span]:
        if rotation.unit is not Unit.WORKING_DAY:
            return [(start, end)] if start < end else []
        found = []
        for low, high in working_days(rotation, self.zone, self.calendar, (start - 3 * DAY).date()):
            if low >= end:
                return found
            if max(low, start) < min(high, end):
                found.append((max(low, start), min(high, end)))
        raise AssertionError("working days do not end")

    def _consumes(self, rotation: Rotation, pieces: list[Span]) -> bool:
        if not self.layer.hours or rotation.advance is Advance.CALENDAR:
            return bool(pieces)
        return any(touches(piece, self.windows) for piece in pieces)

    def _slot(self, turn: int) -> Slot:
        rotation, slots = self.layer.rotation, self.layer.slots
        assert rotation
        cycle, position = divmod(turn, len(slots))
        return cycle_order(slots, rotation.order, self.layer.seed, cycle)[position]


class Reference:
    """A schedule between two instants."""

    def __init__(self, schedule: Schedule, start: datetime, end: datetime) -> None:
        self.schedule, self.start, self.end = schedule, start, end
        self.versions = [
            (version.since, [ReferenceLayer(layer, schedule, start, end) for layer in version.layers])
            for version in schedule.versions
        ]

    def who(self, at: datetime) -> tuple[str, ...]:
        temporaries = [each for each in self.schedule.temporaries if each.start <= at < each.end]
        if temporaries:
            serving = [shift.people for shift in temporaries[-1].shifts if shift.start <= at < shift.end]
            return tuple(sorted({person for people in serving for person in people}))
        people = self._layers(at)
        for override in self.schedule.overrides:
            if override.start <= at < override.end:
                if override.kind is OverrideKind.ADD:
                    people = people | {override.person}
                elif override.kind is OverrideKind.REMOVE:
                    people = people - {override.person}
                elif override.person in people:
                    people = people - {override.person} | {override.by}
        return tuple(sorted(people))

    def _layers(self, at: datetime) -> set[str]:
        present: list[ReferenceLayer] = []
        for since, layers in self.versions:
            if since is None or since <= at:
                present = layers
        for priority in sorted({layer.layer.priority for layer in present}, reverse=True):
            slots = [layer.slot_at(at) for layer in present if layer.layer.priority == priority]
            people = {person for slot in slots if slot for person in slot.people}
            if people or any(slot and slot.blocks for slot in slots):
                return people
        return set()

    def cuts(self) -> list[datetime]:
        """Every instant in [start, end] at which anything may change."""
        found = {self.start, self.end}
        for since, layers in self.versions:
            found |= {since} if since else set()
            for layer in layers:
                found |= layer.cuts()
        for temporary in self.schedule.temporaries:
            for span in (temporary, *temporary.shifts):
                found |= {span.start, span.end}
        for override in self.schedule.overrides:
            found |= {override.start, override.end}
        return sorted(cut for cut in found if self.start <= cut <= self.end)

    def shifts(self) -> tuple[Shift, ...]:
        found: list[Shift] = []
        cuts = self.cuts()
        for low, high in pairwise(cuts):
            people = self.who(low)
            if found and found[-1].end == low and found[-1].people == people:
                found[-1] = Shift(found[-1].start, high, people)
            elif people:
                found.append(Shift(low, high, people))
        return tuple(found)
