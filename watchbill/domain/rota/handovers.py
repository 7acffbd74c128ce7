"""When the turns of a rotation begin: domain.md, Rota 2 and 4.

A block is the stretch of one turn on the calendar, numbered from 0 at `starts`; block k begins at handover k. Whether
a block consumes a turn is not known here.
"""

from datetime import date, datetime
from typing import Protocol

from watchbill.domain.rota.pieces import NO_PIECES, Pieces
from watchbill.domain.rota.values import Rotation, Unit
from watchbill.domain.rota.walltime import DAY, FAR, HOUR, WEEK, Span, Zone, day_number, month_of, wall_tick, weekday
from watchbill.domain.rota.workdays import WorkDayCount, WorkDays


class Handovers(Protocol):
    def instant(self, block: int) -> int:
        """When a block begins."""

    def end(self, block: int) -> int:
        """When the last of a block's pieces ends."""

    def whole(self, block: int) -> list[Span]:
        """The pieces of a block."""

    def block_at(self, at: int) -> int:
        """The last block that begins at or before `at`; -1 before the first."""

    def pieces(self, start: int, end: int) -> Pieces:
        """What overlaps [start, end), clipped to it. A block that begins and ends at one instant is a piece too."""

    def days(self, start: int, end: int) -> list[Span]:
        """The times in [start, end) that are somebody's by the unit alone, before the first handover too."""


class StepHandovers:
    """Units of a fixed length on the wall clock."""

    def __init__(self, zone: Zone, starts: int, step: int) -> None:
        self._zone = zone
        self.starts = starts
        self.step = step

    def instant(self, block: int) -> int:
        return self._zone.first(self.starts + block * self.step)

    def end(self, block: int) -> int:
        return self.instant(block + 1)

    def whole(self, block: int) -> list[Span]:
        return [(self.instant(block), self.end(block))]

    def block_at(self, at: int) -> int:
        block = max((at + self._zone.offset(at) - self.starts) // self.step, -1)
        while self.instant(block + 1) <= at:
            block += 1
        return block

    def pieces(self, start: int, end: int) -> Pieces:
        low, high = max(self.block_at(start), 0), self.block_at(end - 1)
        if high < low:
            return NO_PIECES
        return _adjoining(low, self._zone.firsts(self.starts + low * self.step, self.step, high - low + 2), start, end)

    def days(self, start: int, end: int) -> list[Span]:
        return [(start, end)]


class MonthHandovers:
    """Months from the anchor, each clipped to its last day."""

    def __init__(self, zone: Zone, starts: datetime, length: int) -> None:
        self._zone = zone
        self._month = starts.year * 12 + starts.month - 1
        self._day = starts.day
        self._clock = wall_tick(starts) % DAY
        self._length = length

    def instant(self, block: int) -> int:
        year, month = divmod(self._month + block * self._length, 12)
        if year > date.max.year:
            return FAR
        begins = day_number(date(year, month + 1, min(self._day, _month_length(year, month + 1))))
        return self._zone.first(begins * DAY + self._clock)

    def end(self, block: int) -> int:
        return self.instant(block + 1)

    def whole(self, block: int) -> list[Span]:
        return [(self.instant(block), self.end(block))]

    def block_at(self, at: int) -> int:
        month = month_of((at + self._zone.offset(at)) // DAY)
        block = max((month - self._month) // self._length - 1, -1)
        while self.instant(block + 1) <= at:
            block += 1
        return block

    def pieces(self, start: int, end: int) -> Pieces:
        low, high = max(self.block_at(start), 0), self.block_at(end - 1)
        if high < low:
            return NO_PIECES
        return _adjoining(low, [self.instant(block) for block in range(low, high + 2)], start, end)

    def days(self, start: int, end: int) -> list[Span]:
        return [(start, end)]


class WorkDayHandovers:
    """Working days; each belongs to its block from the handover to the same wall-clock time of the next day."""

    def __init__(self, zone: Zone, starts: datetime, length: int, days: WorkDays) -> None:
        self._zone = zone
        self._clock = wall_tick(starts) % DAY
        self._length = length
        self._days = days
        self._count = WorkDayCount(days, day_number(starts))

    def instant(self, block: int) -> int:
        day = self._count.nth(block * self._length)
        return FAR if day is None else self._zone.first(day * DAY + self._clock)

    def end(self, block: int) -> int:
        day = self._count.nth((block + 1) * self._length - 1)
        return FAR if day is None else self._zone.first((day + 1) * DAY + self._clock)

    def whole(self, block: int) -> list[Span]:
        return self.days(self.instant(block), self.end(block))

    def week(self) -> list[Span]:
        """The working days of a week as wall-clock ticks."""
        days = [day for day in range(7) if weekday(day) in self._days.weekdays]
        return [(day * DAY + self._clock, (day + 1) * DAY + self._clock) for day in days]

    def block_at(self, at: int) -> int:
        day = (at + self._zone.offset(at) - self._clock) // DAY
        block = max(self._count.before(day) // self._length - 1, -1)
        while self.instant(block + 1) <= at:
            block += 1
        return block

    def pieces(self, start: int, end: int) -> Pieces:
        found = [day for day in self._working(start, end) if day[0] >= self._count.anchor]
        index = self._count.before(found[0][0]) if found else 0
        blocks = [number // self._length for number in range(index, index + len(found))]
        return Pieces(blocks, [low for _, low, _ in found], [high for _, _, high in found])

    def days(self, start: int, end: int) -> list[Span]:
        return [(low, high) for _, low, high in self._working(start, end)]

    def _working(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """The working days that overlap [start, end), clipped to it: day number, start, end."""
        first_day, last_day = start // DAY - 4, end // DAY + 2
        begins = self._zone.firsts(first_day * DAY + self._clock, DAY, last_day - first_day + 2)
        found = []
        for day in self._days.between(first_day, last_day + 1):
            low, high = begins[day - first_day], begins[day - first_day + 1]
            if low < end and high > start:
                found.append((day, max(low, start), min(high, end)))
        return found


_STEPS = {Unit.HOUR: HOUR, Unit.DAY: DAY, Unit.WEEK: WEEK}


def handovers(rotation: Rotation, zone: Zone, days: WorkDays) -> StepHandovers | MonthHandovers | WorkDayHandovers:
    if rotation.unit is Unit.MONTH:
        return MonthHandovers(zone, rotation.starts, rotation.length)
    if rotation.unit is Unit.WORKING_DAY:
        return WorkDayHandovers(zone, rotation.starts, rotation.length, days)
    return StepHandovers(zone, wall_tick(rotation.starts), _STEPS[rotation.unit] * rotation.length)


def _month_length(year: int, month: int) -> int:
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def _adjoining(block: int, begins: list[int], start: int, end: int) -> Pieces:
    """Blocks of which each begins where the one before ends."""
    begins[0], begins[-1] = max(begins[0], start), min(begins[-1], end)
    return Pieces(range(block, block + len(begins) - 1), begins[:-1], begins[1:])
