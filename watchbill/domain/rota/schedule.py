"""Who is on call: the final rota of a schedule (domain.md, Rota 1, 7 and 9).

All bounds are aware datetimes of any zone; what comes back is UTC and half-open. The functions compile the schedule
each time; whoever asks one schedule often keeps a `Loaded`.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress, repeat
from operator import attrgetter
from zlib import crc32

from watchbill.domain.rota.lane import Lane, joined
from watchbill.domain.rota.layer import CompiledLayer
from watchbill.domain.rota.pieces import Pieces, pieces_within
from watchbill.domain.rota.timeline import People, Timeline, exceptions, in_sequence, layered, nobody
from watchbill.domain.rota.values import Layer, Schedule, Shift, Window
from watchbill.domain.rota.walltime import DAY, FAR, HOUR, LATEST, instant, instants, tick, zone
from watchbill.domain.rota.windows import Hours
from watchbill.domain.rota.workdays import WorkDays

_CHUNK = 336 * HOUR
_KEPT_CHUNKS = 8
_KEPT_VERSIONS = 32
_HORIZONS = (14 * DAY, 100 * DAY, 800 * DAY, 4000 * DAY)


@dataclass(frozen=True, slots=True)
class Handover:
    """`people` are on call until `at`, then `following` is the next shift; when it starts later, nobody is between.

    Ten years are looked ahead: without a handover until then, `at` is None; a shift that goes on longer is cut there.
    """

    people: People
    at: datetime | None
    following: Shift | None


def shifts(schedule: Schedule, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """The final rota in [start, end): neighbours with the same people are one, times with nobody are absent."""
    return Loaded(schedule).shifts(start, end)


def who_is_on_call(schedule: Schedule, at: datetime) -> People:
    return Loaded(schedule).who_is_on_call(at)


def layer_shifts(schedule: Schedule, layer: Layer | str, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """A layer's own, across the versions of the schedule, other layers and overrides not looked at.

    A shift without people is a slot that is nobody on purpose; out of the layer's hours there is no shift.
    """
    return Loaded(schedule).layer_shifts(layer if isinstance(layer, str) else layer.name, start, end)


def gaps(schedule: Schedule, start: datetime, end: datetime, coverage: Sequence[Window] = ()) -> tuple[Shift, ...]:
    """The times in [start, end) with nobody, as shifts without people; with `coverage`, only within those windows."""
    return Loaded(schedule).gaps(start, end, coverage)


def next_handover(schedule: Schedule, at: datetime) -> Handover:
    return Loaded(schedule).next_handover(at)


class Loaded:
    """A schedule ready to be asked often, in any order, from several threads: its caches only ever hold what any
    thread would compute again, and are replaced whole. They are bounded.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._zone = zone(schedule.zone)
        self._days = WorkDays(schedule.calendar)
        self._since = [-FAR if version.since is None else tick(version.since) for version in schedule.versions]
        self._exceptions = exceptions(schedule)
        self._layers: dict[int, list[CompiledLayer]] = {}
        self._chunks: dict[int, Timeline] = {}
        # Not all schedules shall begin a new chunk at the same instant.
        self._phase = crc32(schedule.name.encode()) * HOUR % _CHUNK

    def who_is_on_call(self, at: datetime) -> People:
        moment = tick(at)
        number = (moment + self._phase) // _CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            chunk = self._timeline(number * _CHUNK - self._phase, (number + 1) * _CHUNK - self._phase)
            self._chunks = {**(self._chunks if len(self._chunks) < _KEPT_CHUNKS else {}), number: chunk}
        return chunk.people[bisect_right(chunk.starts, moment) - 1]

    def shifts(self, start: datetime, end: datetime) -> tuple[Shift, ...]:
        return _shifts(self._timeline(tick(start), tick(end)))

    def layer_shifts(self, name: str, start: datetime, end: datetime) -> tuple[Shift, ...]:
        lanes = [
            layer.lane(low, high)
            for index, low, high in self._eras(tick(start), tick(end))
            for layer in self._compiled(index)
            if layer.name == name
        ]
        return tuple(Shift(instant(low), instant(high), people) for low, high, people in _merged(joined(lanes)))

    def gaps(self, start: datetime, end: datetime, coverage: Sequence[Window] = ()) -> tuple[Shift, ...]:
        timeline = self._timeline(tick(start), tick(end))
        empty = _empty(timeline)
        if coverage:
            covered = Hours(coverage, self._zone, self._days).spans(tick(start), tick(end))
            empty = pieces_within(empty, covered)
        return tuple(Shift(instant(low), instant(high), ()) for _, low, high in zip(*empty, strict=True))

    def next_handover(self, at: datetime) -> Handover:
        """Who follows is looked for further and further ahead."""
        moment = tick(at)
        for horizon in _HORIZONS:
            timeline = self._timeline(moment, min(moment + horizon, LATEST))
            later = [shift for shift in _shifts(timeline) if shift.start > at]
            if later and later[0].end < instant(timeline.end):
                break
        ends = instant(timeline.starts[1]) if len(timeline.starts) > 1 else None
        return Handover(timeline.people[0], ends, later[0] if later else None)

    def _timeline(self, start: int, end: int) -> Timeline:
        eras = [layered(self._compiled(index), low, high) for index, low, high in self._eras(start, end)]
        if not eras or eras[0].starts[0] > start:
            eras.insert(0, nobody(start, eras[0].starts[0] if eras else end))
        timeline = in_sequence(eras)
        return self._exceptions.applied(timeline)

    def _eras(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """The versions that count in [start, end): which, from, to."""
        first, last = max(bisect_right(self._since, start) - 1, 0), bisect_left(self._since, end)
        ends = [*self._since[1:], FAR]
        eras = [(i, max(self._since[i], start), min(ends[i], end)) for i in range(first, last)]
        return [(index, low, high) for index, low, high in eras if low < high]

    def _compiled(self, index: int) -> list[CompiledLayer]:
        """The layers of a version, lowest priority first."""
        found = self._layers.get(index)
        if found is None:
            version = self.schedule.versions[index]
            layers = sorted(version.layers, key=attrgetter("priority"))
            found = [CompiledLayer(layer, self._zone, self._days) for layer in layers]
            self._layers = {**(self._layers if len(self._layers) < _KEPT_VERSIONS else {}), index: found}
        return found


def _shifts(timeline: Timeline) -> tuple[Shift, ...]:
    bounds = instants([*timeline.starts, timeline.end])
    starts, ends = compress(bounds, timeline.people), compress(bounds[1:], timeline.people)
    return tuple(_made(starts, ends, list(filter(None, timeline.people))))


def _made(starts: Iterable[datetime], ends: Iterable[datetime], people: list[People]) -> list[Shift]:
    """Shifts, written past the `__init__` of a frozen dataclass, which is half of what a year of them takes."""
    made = list(map(object.__new__, repeat(Shift, len(people))))
    for field, values in (("start", starts), ("end", ends), ("people", people)):
        deque(map(vars(Shift)[field].__set__, made, values), maxlen=0)
    return made


def _empty(timeline: Timeline) -> Pieces:
    spans = zip(timeline.starts, [*timeline.starts[1:], timeline.end], timeline.people, strict=True)
    found = [(low, high) for low, high, people in spans if not people and low < high]
    return Pieces(range(len(found)), [low for low, _ in found], [high for _, high in found])


def _merged(lane: Lane) -> list[tuple[int, int, People]]:
    merged: list[tuple[int, int, People]] = []
    for low, high, people in zip(*lane, strict=True):
        if merged and merged[-1][1:] == (low, people or ()):
            merged[-1] = (merged[-1][0], high, people or ())
        elif low < high:
            merged.append((low, high, people or ()))
    return merged
