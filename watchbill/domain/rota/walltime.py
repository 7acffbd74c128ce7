"""Instants and wall-clock times as whole microseconds since 1970 (ticks), and the ways between them in a zone.

A wall-clock tick counts as if the wall clock were UTC. Where the wall clock repeats or skips a time (domain.md,
Rota 2 and 3), `first` and `last` say which instant is meant.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import add, sub
from typing import NamedTuple

from whenever import Instant, ZonedDateTime

Span = tuple[int, int]

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
WEEK = 7 * DAY
FAR = 1 << 62  # later than any instant that a datetime can say

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock has no zone
_EPOCH_ORDINAL = _EPOCH.toordinal()
_LAST = datetime.max.replace(tzinfo=UTC)


def tick(instant: datetime) -> int:
    return _ticks(instant - _EPOCH)


def wall_tick(wall: datetime) -> int:
    return _ticks(wall - _WALL_EPOCH)


def clock_tick(clock: time) -> int:
    """From midnight to `clock`."""
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + clock.microsecond


def _ticks(since: timedelta) -> int:
    return (since.days * 86400 + since.seconds) * SECOND + since.microseconds


def instant(at: int) -> datetime:
    """The last instant that a datetime can say stands for all later ones."""
    return _EPOCH + timedelta(microseconds=at) if at < LATEST else _LAST


LATEST = tick(_LAST)


class _Durations(dict[int, timedelta]):
    def __missing__(self, ticks: int) -> timedelta:
        self[ticks] = timedelta(microseconds=ticks)
        return self[ticks]


def instants(ticks: list[int]) -> list[datetime]:
    """`instant` of each, made by adding the few distances that lie between them: much cheaper than one by one."""
    distances = map(_Durations().__getitem__, map(sub, ticks[1:], ticks))
    return list(accumulate(distances, add, initial=instant(ticks[0])))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def weekday(day: int) -> int:
    """Of a day number; 0 is Monday."""
    return (day + 3) % 7


def year_of(day: int) -> int:
    """The year of a day number, kept within what a date can say."""
    return _date(day).year


def month_of(day: int) -> int:
    """The months from year 0 to a day number, kept within what a date can say."""
    found = _date(day)
    return found.year * 12 + found.month - 1


def _date(day: int) -> date:
    return date.fromordinal(min(max(day + _EPOCH_ORDINAL, 1), date.max.toordinal()))


class Change(NamedTuple):
    """A change of the offset, as the range of wall-clock times that it skips or repeats."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Table:
    """The offsets of a zone, right for every instant and wall-clock tick from `low` to `high`.

    Offset number i holds from since[i] until since[i + 1]; since[0] is before all, since[-1] after all.
    """

    low: int
    high: int
    since: list[int]
    offsets: list[int]
    wall_ends: list[int]  # the latest wall-clock time reached before the offset ends; never falls
    wall_starts: list[int]  # the earliest wall-clock time reached once the offset holds; never falls


class Zone:
    """The table of a zone's offsets, read as far as it is asked about."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._table = _table(name, tick(datetime(2015, 1, 1, tzinfo=UTC)), tick(datetime(2035, 1, 1, tzinfo=UTC)))

    def offset(self, at: int) -> int:
        table = self._covering(at, at)
        return table.offsets[bisect_right(table.since, at) - 1]

    def first(self, wall: int) -> int:
        """The first instant at which the wall clock shows `wall`, or the first one after the gap that skips it."""
        table = self._covering(wall, wall)
        i = bisect_right(table.wall_ends, wall)
        return max(wall - table.offsets[i], table.since[i])

    def last(self, wall: int) -> int:
        """The last instant at which the wall clock shows `wall`, or the first one after the gap that skips it."""
        table = self._covering(wall, wall)
        i = bisect_right(table.wall_starts, wall) - 1
        return min(wall - table.offsets[i], table.since[i + 1])

    def firsts(self, wall: int, step: int, count: int) -> list[int]:
        """`first` of `count` wall-clock times that lie `step` apart."""
        table = self._covering(wall, wall + step * count)
        found: list[int] = []
        i = bisect_right(table.wall_ends, wall)
        while count > 0:
            fitting = min(count, -((wall - table.wall_ends[i]) // step))
            begin = wall - table.offsets[i]
            skipped = min(fitting, max(0, -((begin - table.since[i]) // step)))
            found.extend([table.since[i]] * skipped)
            found.extend(range(begin + skipped * step, begin + fitting * step, step))
            count -= fitting
            wall += fitting * step
            i = bisect_right(table.wall_ends, wall, i)
        return found

    def lasts(self, wall: int, step: int, count: int) -> list[int]:
        """`last` of `count` wall-clock times that lie `step` apart."""
        table = self._covering(wall, wall + step * count)
        found: list[int] = []
        i = bisect_right(table.wall_starts, wall) - 1
        while count > 0:
            fitting = min(count, -((wall - table.wall_starts[i + 1]) // step))
            begin = wall - table.offsets[i]
            shown = min(fitting, max(0, -((begin - table.since[i + 1]) // step)))
            found.extend(range(begin, begin + shown * step, step))
            found.extend([table.since[i + 1]] * (fitting - shown))
            count -= fitting
            wall += fitting * step
            i = bisect_right(table.wall_starts, wall, i) - 1
        return found

    def changes(self, start: int, end: int) -> list[Change]:
        """The changes of the offset at instants in [start, end)."""
        table = self._covering(start, end)
        steps = zip(table.since[1:-1], table.offsets, table.offsets[1:], strict=False)
        return [
            Change(at + min(before, after), at + max(before, after))
            for at, before, after in steps
            if start <= at < end and before != after
        ]

    def _covering(self, low: int, high: int) -> _Table:
        table = self._table
        if low < table.low or high > table.high:
            table = _table(self.name, min(low - _AHEAD, table.low), max(high + _AHEAD, table.high))
            self._table = table
        return table


@lru_cache(maxsize=1024)
def zone(name: str) -> Zone:
    return Zone(name)


_AHEAD = 3000 * DAY
_MARGIN = 3 * DAY  # more than any offset, and any change of one
_LOWEST = tick(datetime(1, 1, 4, tzinfo=UTC))
_HIGHEST = tick(datetime(9999, 12, 28, tzinfo=UTC))


def _table(name: str, low: int, high: int) -> _Table:
    at = Instant.from_timestamp(max(low - _MARGIN, _LOWEST) // SECOND).to_tz(name)
    since, offsets = [-FAR], [_offset(at)]
    following = at.next_transition()
    while following is not None and (begins := following.timestamp() * SECOND) < high + _MARGIN:
        since.append(begins)
        offsets.append(_offset(following))
        following = following.next_transition()
    since.append(FAR)
    ends = [end + offset for end, offset in zip(since[1:-1], offsets, strict=False)]
    starts = [start + offset for start, offset in zip(since[1:-1], offsets[1:], strict=True)]
    return _Table(
        low=low if low > _LOWEST else -FAR,
        high=high if high < _HIGHEST else FAR * 2,
        since=since,
        offsets=offsets,
        wall_ends=[*accumulate(ends, max), FAR * 2],
        wall_starts=[-FAR * 2, *reversed(list(accumulate(reversed(starts), min))), FAR * 2],
    )


def _offset(at: ZonedDateTime) -> int:
    return round(at.offset.total("seconds")) * SECOND
