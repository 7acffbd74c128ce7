"""The turns of a layer's rotation, and how they go on from an older version: domain.md, Rota 4, 5 and 8."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import ne

from watchbill.domain.rota.handovers import handovers
from watchbill.domain.rota.lane import NO_LANE, Lane, Watch, joined, watch
from watchbill.domain.rota.order import SlotOrder
from watchbill.domain.rota.pieces import Pieces, pieces_within
from watchbill.domain.rota.turncount import turn_count
from watchbill.domain.rota.values import Advance, Carry, Layer, Rotation, Slot
from watchbill.domain.rota.walltime import LATEST, Zone, tick
from watchbill.domain.rota.windows import Hours
from watchbill.domain.rota.workdays import WorkDays


@dataclass(frozen=True, slots=True)
class TurnSpan:
    """A turn from its first instant to its last; `start` is None when it began in an older version."""

    slot: Slot
    start: int | None
    end: int
    number: int  # of a turn that was carried over, the one before the next


@dataclass(frozen=True, slots=True)
class _Resumed:
    """The stretch in which a carried rotation joins its own handovers again, at the beginning of `block`.

    It is turn number `carry.next_turn`, unless none of it is active (`consumed`).
    """

    carry: Carry
    start: int
    end: int
    block: int
    consumed: bool


class Turns:
    def __init__(self, layer: Layer, rotation: Rotation, zone: Zone, days: WorkDays, hours: Hours | None) -> None:
        self._slots = layer.slots or (Slot(),)
        self._watches = [watch(slot) for slot in self._slots]
        self._order = SlotOrder(self._slots, rotation.order, layer.seed)
        self._blocks = handovers(rotation, zone, days)
        self._hours = hours
        self._skipping = hours if rotation.advance is Advance.ACTIVE else None
        self._count = turn_count(self._blocks, self._skipping)
        self._resumed = self._resume(layer.carry) if layer.carry else None
        self._offset = self._carried_offset()

    @property
    def size(self) -> int:
        return len(self._slots)

    def slot_of(self, turn: int) -> Slot:
        return self._slots[self._order.index(turn)]

    def lane(self, start: int, end: int) -> Lane:
        """Who is on watch when, within [start, end) and the hours."""
        resumed = self._resumed
        if resumed is None or start >= resumed.end:
            return self._regular(start, end)
        following = self.slot_of(resumed.carry.next_turn)
        parts = [
            self._held(start, min(resumed.start, end), resumed.carry.slot),
            self._held(max(start, resumed.start), min(resumed.end, end), following),
            self._regular(resumed.end, end),
        ]
        return joined(parts)

    def at(self, at: int) -> TurnSpan | None:
        """The turn in progress. None before the first one, and where a block or a day consumes no turn."""
        resumed = self._resumed
        if resumed and at < resumed.start:
            return TurnSpan(resumed.carry.slot, None, resumed.start, resumed.carry.next_turn - 1)
        if resumed and at < resumed.end:
            return self._resumed_turn(resumed, at)
        block = self._blocks.block_at(at)
        if block < 0 or not self._consumes(block) or at >= self._blocks.end(block):
            return None
        number = self._number(block)
        return TurnSpan(self.slot_of(number), self._blocks.instant(block), self._blocks.end(block), number)

    def next_from(self, at: int) -> int:
        """The number of the first turn that begins at or after `at`, which is the end of a turn or between turns."""
        resumed = self._resumed
        if resumed and at < resumed.end:
            over = (
                resumed.consumed and at > resumed.start and at >= self._blocks.days(resumed.start, resumed.end)[-1][1]
            )
            return resumed.carry.next_turn + over
        block = self._blocks.block_at(at)
        begins = block < 0 or self._blocks.instant(block) == at
        return self._number(max(block, 0) if begins else block + 1)

    def served_before(self, turn: int) -> Slot | None:
        if self._resumed and turn == self._resumed.carry.next_turn:
            return self._resumed.carry.slot
        return self.slot_of(turn - 1) if turn > 0 else None

    def _number(self, block: int) -> int:
        return self._count(block) + self._offset

    def _consumes(self, block: int) -> bool:
        return self._count(block) < self._count(block + 1)

    def _regular(self, start: int, end: int) -> Lane:
        if start >= end:
            return NO_LANE
        blocks, starts, ends = self._active(self._blocks.pieces(start, end), start, end)
        return Lane(starts, ends, self._serving(blocks))

    def _held(self, start: int, end: int, slot: Slot) -> Lane:
        """The days that are anybody's, given to one slot."""
        if start >= end:
            return NO_LANE
        days = self._blocks.days(start, end)
        whole = Pieces(range(len(days)), [low for low, _ in days], [high for _, high in days])
        _, starts, ends = self._active(whole, start, end)
        return Lane(starts, ends, [watch(slot)] * len(starts))

    def _active(self, pieces: Pieces, start: int, end: int) -> Pieces:
        return pieces if self._hours is None else pieces_within(pieces, self._hours.spans(start, end))

    def _serving(self, blocks: Sequence[int]) -> list[Watch]:
        """Whose the pieces of blocks are. The next block to be active takes the next turn, whatever lies between."""
        if not blocks:
            return []
        number = self._number(blocks[0])
        if isinstance(blocks, range):
            return [self._watches[index] for index in self._order.run(number, len(blocks))]
        if self._skipping is None:
            places = [block - blocks[0] for block in blocks]
        else:
            places = list(accumulate(map(ne, blocks[1:], blocks), initial=0))
        run = self._order.run(number, places[-1] + 1)
        return [self._watches[run[place]] for place in places]

    def _resume(self, carry: Carry) -> _Resumed:
        start = tick(carry.until)
        block = self._blocks.block_at(start) + 1
        end = min(self._blocks.instant(block), LATEST)
        days = self._blocks.days(start, end)
        hours = self._skipping
        consumed = any(hours is None or hours.touch(low, high) for low, high in days)
        return _Resumed(carry, start, end, block, consumed)

    def _carried_offset(self) -> int:
        resumed = self._resumed
        return resumed.carry.next_turn + resumed.consumed - self._count(resumed.block) if resumed else 0

    def _resumed_turn(self, resumed: _Resumed, at: int) -> TurnSpan | None:
        days = self._blocks.days(resumed.start, resumed.end)
        if not resumed.consumed or not days[0][0] <= at < days[-1][1]:
            return None
        number = resumed.carry.next_turn
        return TurnSpan(self.slot_of(number), days[0][0], days[-1][1], number)
