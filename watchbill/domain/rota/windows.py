"""Windows (weekdays by clock times) as instants: domain.md, Rota 3."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import compress, cycle
from operator import lt

from watchbill.domain.rota.values import Window, WorkCalendar
from watchbill.domain.rota.walltime import DAY, FAR, WEEK, Span, Zone, clock_tick, instant, tick, weekday, zone
from watchbill.domain.rota.workdays import WorkDays

_MONDAY = 4 * DAY  # 1970-01-05


def active_spans(
    windows: Sequence[Window], zone_name: str, start: datetime, end: datetime, calendar: WorkCalendar | None = None
) -> tuple[tuple[datetime, datetime], ...]:
    """The times in [start, end) that lie in a window, neighbours merged. No windows: always."""
    if not windows:
        return ((start, end),) if start < end else ()
    hours = Hours(windows, zone(zone_name), WorkDays(calendar or WorkCalendar()))
    return tuple((instant(low), instant(high)) for low, high in hours.spans(tick(start), tick(end)))


def is_active(windows: Sequence[Window], zone_name: str, at: datetime, calendar: WorkCalendar | None = None) -> bool:
    """Whether `at` lies in a window. No windows: always."""
    if not windows:
        return True
    hours = Hours(windows, zone(zone_name), WorkDays(calendar or WorkCalendar()))
    return hours.touch(tick(at), tick(at))


class Hours:
    """The union of windows in a zone."""

    def __init__(self, windows: Sequence[Window], zone: Zone, days: WorkDays) -> None:
        self._clocks = [_Clock(window) for window in windows]
        self._zone = zone
        self._days = days
        self._week = sorted(
            (day * DAY + clock.start + week, day * DAY + clock.end + week)
            for clock in self._clocks
            for day in clock.days
            for week in (-WEEK, 0, WEEK)
        )

    def spans(self, start: int, end: int) -> list[Span]:
        """The active times in [start, end), in order, neighbours merged."""
        first_day, last_day = start // DAY - 4, end // DAY + 2  # an offset, an overnight window, a day that repeats
        found: list[Span] = []
        for clock in self._clocks:
            found += self._daily(clock, first_day, last_day)
        if len(self._clocks) > 1:
            found.sort()
        return _merged(found, start, end)

    def touch(self, start: int, end: int) -> bool:
        """Whether any of [start, end) is active; of an empty span, whether its instant is."""
        end = max(end, start + 1)
        first_day, last_day = (start + self._zone.offset(start)) // DAY - 2, (end + self._zone.offset(end)) // DAY + 1
        return any(
            max(low, start) < min(high, end)
            for day in range(first_day, last_day + 1)
            for low, high in self._of_day(day)
        )

    def usually_touch(self, wall_start: int, wall_end: int) -> bool:
        """`touch` by the wall clock alone, as in a week without holidays and changes of the offset."""
        if wall_end - wall_start >= WEEK:
            return bool(self._week)
        low = (wall_start - _MONDAY) % WEEK
        high = low + wall_end - wall_start
        return any(start < high and end > low for start, end in self._week)

    def unusual(self, start: int, end: int) -> list[Span]:
        """The times, closed, outside which `usually_touch` is right; all that reach into [start, end] and some more."""
        changes = self._zone.changes(start - 2 * DAY, end + 2 * DAY)
        ranges = [*changes, *self._left_out(start // DAY - 4, end // DAY + 2)]
        return [(self._zone.first(low), self._zone.last(high)) for low, high in ranges]

    def _of_day(self, day: int) -> Iterable[Span]:
        """The windows that begin on a day."""
        for clock in self._clocks:
            if weekday(day) in clock.days and not (clock.not_holidays and self._days.is_holiday(day)):
                yield self._zone.first(day * DAY + clock.start), self._zone.last(day * DAY + clock.end)

    def _daily(self, clock: "_Clock", first_day: int, last_day: int) -> Iterable[Span]:
        """A window of each of its days, in order."""
        days = range(first_day, last_day + 1)
        starts = self._zone.firsts(first_day * DAY + clock.start, DAY, len(days))
        ends = self._zone.lasts(first_day * DAY + clock.end, DAY, len(days))
        chosen: Iterable[bool] = cycle([weekday(day) in clock.days for day in days[:7]])
        if clock.not_holidays:
            chosen = (on and not self._days.is_holiday(day) for day, on in zip(days, chosen, strict=False))
        return compress(zip(starts, ends, strict=True), chosen)

    def _left_out(self, first_day: int, last_day: int) -> Iterable[Span]:
        clocks = [clock for clock in self._clocks if clock.not_holidays]
        if not clocks:
            return []
        days = [day for day in range(first_day, last_day + 1) if self._days.is_holiday(day)]
        return [(day * DAY + clock.start, day * DAY + clock.end) for clock in clocks for day in days]


class _Clock:
    """A window in ticks from the midnight that its day begins with."""

    def __init__(self, window: Window) -> None:
        self.days = window.days
        self.start = clock_tick(window.start)
        self.end = clock_tick(window.end) + (DAY if window.end <= window.start else 0)
        self.not_holidays = window.not_holidays


def _merged(spans: list[Span], start: int, end: int) -> list[Span]:
    """Sorted spans, clipped to [start, end), those that touch made one."""
    lows, highs = zip(*spans, strict=True) if spans else ((), ())
    if not all(map(lt, highs, lows[1:])) or not all(map(lt, lows, highs)):
        spans = list(_joined(spans))
        lows, highs = zip(*spans, strict=True) if spans else ((), ())
    spans = spans[bisect_right(highs, start) : bisect_left(lows, end)]
    if spans:
        spans[0] = max(spans[0][0], start), spans[0][1]
        spans[-1] = spans[-1][0], min(spans[-1][1], end)
    return spans


def _joined(spans: list[Span]) -> Iterable[Span]:
    low = high = -FAR
    for next_low, next_high in spans:
        if next_low > high:
            if low < high:
                yield low, high
            low = next_low
        high = max(high, next_high)
    if low < high:
        yield low, high
