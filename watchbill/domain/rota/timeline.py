"""Who is on call over a stretch of time, as a step function; layers, overrides and temporary shifts are put into it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, groupby, repeat
from operator import attrgetter, ne

from watchbill.domain.rota.lane import Lane
from watchbill.domain.rota.layer import CompiledLayer
from watchbill.domain.rota.values import Override, OverrideKind, Schedule, Temporary
from watchbill.domain.rota.walltime import FAR, tick

People = tuple[str, ...]


@dataclass(slots=True)
class Timeline:
    """From starts[i] to the next start, the last one to `end`, people[i] are on call; () is nobody."""

    starts: list[int]
    people: list[People]
    end: int

    def at(self, at: int) -> People:
        return self.people[bisect_right(self.starts, at) - 1]

    def settled(self) -> "Timeline":
        """Without entries that have no length or change nothing."""
        starts, people = self.starts, self.people
        if len(set(starts)) < len(starts):
            last = [*map(ne, starts[1:], starts), True]
            starts, people = list(compress(starts, last)), list(compress(people, last))
        change = [True, *map(ne, people[1:], people)]
        return Timeline(list(compress(starts, change)), list(compress(people, change)), self.end)

    def part(self, start: int, end: int) -> "Timeline":
        low, high = bisect_right(self.starts, start) - 1, bisect_left(self.starts, end)
        return Timeline([start, *self.starts[low + 1 : high]], self.people[low:high], end)


def nobody(start: int, end: int) -> Timeline:
    return Timeline([start], [()], end)


def in_sequence(parts: Sequence[Timeline]) -> Timeline:
    """Timelines of which each begins where the one before ends."""
    if len(parts) == 1:
        return parts[0].settled()
    starts = [start for part in parts for start in part.starts]
    return Timeline(starts, [people for part in parts for people in part.people], parts[-1].end).settled()


def layered(layers: Sequence[CompiledLayer], start: int, end: int) -> Timeline:
    """The result of layers that stand with the lowest priority first (domain.md, Rota 7)."""
    timeline = nobody(start, end)
    for _, level in groupby(layers, key=attrgetter("priority")):
        lanes = [layer.lane(start, end) for layer in level]
        timeline = _covered(timeline, lanes[0] if len(lanes) == 1 else _side_by_side(lanes))
    return timeline


def _covered(below: Timeline, lane: Lane) -> Timeline:
    """A lane over what is there, which shows through where the lane is `None`."""
    if _hides_all(below, lane):
        return Timeline(list(lane.starts), [watch or () for watch in lane.watches], below.end)
    starts: list[int] = []
    people: list[People] = []
    reached, covered_to = 0, -FAR  # entries below that are dealt with; the end of the last span
    visible = map(bisect_left, repeat(below.starts), lane.starts)
    beyond = map(bisect_right, repeat(below.starts), lane.ends)
    for low, high, watch, show, skip in zip(*lane, visible, beyond, strict=True):
        if watch is None or low >= high:
            continue
        if low == covered_to:
            del starts[-1], people[-1]
        elif show > reached:
            starts += below.starts[reached:show]
            people += below.people[reached:show]
        starts += low, high
        people += watch, below.people[skip - 1]
        reached, covered_to = skip, high
    if covered_to == below.end:
        del starts[-1], people[-1]
    return Timeline(starts + below.starts[reached:], people + below.people[reached:], below.end)


def _hides_all(below: Timeline, lane: Lane) -> bool:
    if not lane.starts or lane.starts[0] != below.starts[0] or lane.ends[-1] != below.end:
        return False
    return lane.ends[:-1] == lane.starts[1:] and None not in lane.watches


def _side_by_side(lanes: list[Lane]) -> Lane:
    """Layers of equal priority are on call together; one that blocks does so only where nobody serves."""
    cuts = sorted({cut for lane in lanes for column in (lane.starts, lane.ends) for cut in column})
    present: list[list[People]] = [[] for _ in cuts]
    place = {cut: index for index, cut in enumerate(cuts)}
    for lane in lanes:
        for low, high, watch in zip(*lane, strict=True):
            if watch is not None:
                for index in range(place[low], place[high]):
                    present[index].append(watch)
    watches = [_together(people) if people else None for people in present[:-1]]
    return Lane(cuts[:-1], cuts[1:], watches)


def _together(watches: Iterable[People]) -> People:
    return tuple(sorted(set().union(*watches)))


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The overrides and temporary shifts of a schedule, with their spans as ticks."""

    overrides: list[tuple[int, int, Override]]
    temporaries: list[tuple[int, int, Temporary]]

    def applied(self, timeline: Timeline) -> Timeline:
        return _replaced(_overridden(timeline, self.overrides), self.temporaries)


def exceptions(schedule: Schedule) -> Exceptions:
    return Exceptions(
        [(tick(each.start), tick(each.end), each) for each in schedule.overrides],
        [(tick(each.start), tick(each.end), each) for each in schedule.temporaries],
    )


def _overridden(timeline: Timeline, overrides: list[tuple[int, int, Override]]) -> Timeline:
    """Overrides in the order in which they apply (domain.md, Rota 7)."""
    start, end = timeline.starts[0], timeline.end
    spans = [(max(low, start), min(high, end), each) for low, high, each in overrides if low < end and high > start]
    spans = [span for span in spans if span[0] < span[1]]
    if not spans:
        return timeline
    cuts = sorted({low for low, _, _ in spans} | {high for _, high, _ in spans if high < end} | set(timeline.starts))
    begun = _indexed((low, index) for index, (low, _, _) in enumerate(spans))
    ended = _indexed((high, index) for index, (_, high, _) in enumerate(spans))
    active: set[int] = set()
    people: list[People] = []
    for cut in cuts:
        active = (active - ended.get(cut, set())) | begun.get(cut, set())
        people.append(_changed(timeline.at(cut), [spans[index][2] for index in sorted(active)]))
    return Timeline(cuts, people, end).settled()


def _indexed(entries: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for at, index in entries:
        found.setdefault(at, set()).add(index)
    return found


def _changed(people: People, overrides: Sequence[Override]) -> People:
    if not overrides:
        return people
    present = set(people)
    for override in overrides:
        if override.kind is OverrideKind.ADD:
            present.add(override.person)
        elif override.person in present:
            present.discard(override.person)
            if override.kind is OverrideKind.REPLACE:
                present.add(override.by)
    return tuple(sorted(present))


def _replaced(timeline: Timeline, temporaries: list[tuple[int, int, Temporary]]) -> Timeline:
    """Within the span of a temporary only its shifts count; later ones cover earlier ones."""
    for low, high, temporary in temporaries:
        start, end = max(low, timeline.starts[0]), min(high, timeline.end)
        if start < end:
            timeline = _spliced(timeline, _temporary(temporary, start, end))
    return timeline


def _temporary(temporary: Temporary, start: int, end: int) -> Timeline:
    shifts = [(max(tick(each.start), start), min(tick(each.end), end), each.people) for each in temporary.shifts]
    shifts = [shift for shift in shifts if shift[0] < shift[1]]
    cuts = sorted({start, *(low for low, _, _ in shifts), *(high for _, high, _ in shifts if high < end)})
    return Timeline(cuts, [_together(who for low, high, who in shifts if low <= cut < high) for cut in cuts], end)


def _spliced(timeline: Timeline, middle: Timeline) -> Timeline:
    parts = [middle]
    if timeline.starts[0] < middle.starts[0]:
        parts.insert(0, timeline.part(timeline.starts[0], middle.starts[0]))
    if middle.end < timeline.end:
        parts.append(timeline.part(middle.end, timeline.end))
    return in_sequence(parts)
