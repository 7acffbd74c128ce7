"""How many blocks of a rotation consumed a turn before a given block: domain.md, Rota 4 (`advance`)."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from math import lcm

from watchbill.domain.rota.handovers import Handovers, MonthHandovers, StepHandovers, WorkDayHandovers
from watchbill.domain.rota.pieces import pieces_within
from watchbill.domain.rota.walltime import LATEST, WEEK
from watchbill.domain.rota.windows import Hours

TurnCount = Callable[[int], int]
"""The number of turns that the blocks 0 to k - 1 consume."""

_AHEAD = 50
_CHUNK = 64
_KEPT_CHUNKS = 32


def turn_count(blocks: StepHandovers | MonthHandovers | WorkDayHandovers, hours: Hours | None) -> TurnCount:
    """Without hours every block consumes a turn."""
    if hours is None:
        return _every_block
    if isinstance(blocks, StepHandovers):
        return _CorrectedCount(blocks, hours, _weekly_activity(blocks, hours))
    if isinstance(blocks, MonthHandovers):
        return _CorrectedCount(blocks, hours, [hours.usually_touch(0, WEEK)])
    if all(hours.usually_touch(*day) for day in blocks.week()):
        return _CorrectedCount(blocks, hours, [True])
    return _WalkedCount(blocks, hours)


def _every_block(block: int) -> int:
    return block


def _weekly_activity(blocks: StepHandovers, hours: Hours) -> list[bool]:
    """By the wall clock alone, activity repeats after the least common multiple of a block and a week."""
    begins = range(blocks.starts, blocks.starts + lcm(blocks.step, WEEK), blocks.step)
    return [hours.usually_touch(begin, begin + blocks.step) for begin in begins]


class _CorrectedCount:
    """Blocks whose activity repeats, with exceptions.

    Only blocks that touch a change of the offset or a window left out for a holiday can differ from the pattern. They
    are looked at one by one, once, however long ago the rotation began.
    """

    def __init__(self, blocks: Handovers, hours: Hours, pattern: list[bool]) -> None:
        self._blocks, self._hours, self._pattern = blocks, hours, pattern
        self._usual = [0, *accumulate(pattern)]
        self._corrections: tuple[int, list[int], list[int]] = (0, [], [0])  # blocks seen, exceptions, running sum

    def __call__(self, block: int) -> int:
        periods, rest = divmod(block, len(self._pattern))
        _, exceptions, sums = self._seen(block)
        return periods * self._usual[-1] + self._usual[rest] + sums[bisect_left(exceptions, block)]

    def _seen(self, until: int) -> tuple[int, list[int], list[int]]:
        seen, exceptions, sums = self._corrections
        if until <= seen:
            return self._corrections
        exceptions, sums = exceptions.copy(), sums.copy()
        for block in self._unusual(seen, until + _AHEAD):
            active = any(self._hours.touch(low, high) for low, high in self._blocks.whole(block))
            if active != self._pattern[block % len(self._pattern)]:
                exceptions.append(block)
                sums.append(sums[-1] + (1 if active else -1))
        self._corrections = until + _AHEAD, exceptions, sums
        return self._corrections

    def _unusual(self, low: int, high: int) -> list[int]:
        """The blocks in [low, high) that touch an unusual time."""
        start, end = self._blocks.instant(low), min(self._blocks.instant(high), LATEST)
        touched: set[int] = set()
        for begin, over in self._hours.unusual(start, end):
            touched.update(range(self._blocks.block_at(begin - 1), self._blocks.block_at(over) + 1))
        return sorted(block for block in touched if low <= block < high)


class _WalkedCount:
    """Working days of which only some have hours: looked at one after another, in chunks."""

    def __init__(self, blocks: Handovers, hours: Hours) -> None:
        self._blocks, self._hours = blocks, hours
        self._before_chunk = [0]
        self._chunks: dict[int, list[int]] = {}

    def __call__(self, block: int) -> int:
        chunk = block // _CHUNK
        before = self._before_chunk
        if len(before) <= chunk:
            before = before.copy()
            while len(before) <= chunk:
                before.append(before[-1] + len(self._active(len(before) - 1)))
            self._before_chunk = before
        return before[chunk] + bisect_left(self._active(chunk), block)

    def _active(self, chunk: int) -> list[int]:
        """The active blocks of a chunk."""
        found = self._chunks.get(chunk)
        if found is None:
            found = self._walk(chunk * _CHUNK, (chunk + 1) * _CHUNK)
            self._chunks = {**(self._chunks if len(self._chunks) < _KEPT_CHUNKS else {}), chunk: found}
        return found

    def _walk(self, low: int, high: int) -> list[int]:
        start, end = self._blocks.instant(low), min(self._blocks.end(high - 1), LATEST)
        if start >= end:
            return []
        active = pieces_within(self._blocks.pieces(start, end), self._hours.spans(start, end))
        return sorted({block for block in active.blocks if low <= block < high})
