"""One layer of one version of a schedule, ready to be asked."""

from dataclasses import dataclass
from datetime import datetime

from watchbill.domain.rota.lane import NO_LANE, Lane, constant, joined, watch
from watchbill.domain.rota.turns import Turns, TurnSpan
from watchbill.domain.rota.values import Layer, Slot, WorkCalendar
from watchbill.domain.rota.walltime import FAR, Span, Zone, instant, tick, wall_tick, zone
from watchbill.domain.rota.windows import Hours
from watchbill.domain.rota.workdays import WorkDays


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a layer; its hours, other layers and overrides are not looked at."""

    slot: Slot
    start: datetime | None  # None: it began in an older version of the layer
    end: datetime
    following: Slot  # who serves the next turn
    number: int  # counted from 0 over the life of the layer; of a turn kept by an edit, the one before the next
    size: int  # turns in a cycle

    @property
    def cycle(self) -> int:
        return self.number // self.size

    @property
    def position(self) -> int:
        return self.number % self.size

    @property
    def is_last_of_cycle(self) -> bool:
        return self.position == self.size - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Who serves as an edit finds it: `slot` until `until`, then turn number `following` begins.

    Between two turns `slot` is who served last, and `until` is the instant of the edit.
    """

    slot: Slot
    until: int
    following: int


def current_turn(layer: Layer, zone_name: str, calendar: WorkCalendar, at: datetime) -> Turn | None:
    """The turn in progress at `at`. None without a rotation, before its first turn and after its last, and where
    nobody's turn is used up (`advance: active` out of hours for a whole block, days between working days).
    """
    compiled = CompiledLayer(layer, zone(zone_name), WorkDays(calendar))
    turns, span = compiled.turns, compiled.turn_at(tick(at))
    if turns is None or span is None:
        return None
    following = turns.slot_of(turns.next_from(span.end))
    start = None if span.start is None else instant(span.start)
    return Turn(span.slot, start, instant(span.end), following, span.number, turns.size)


class CompiledLayer:
    def __init__(self, layer: Layer, zone: Zone, days: WorkDays) -> None:
        self.layer = layer
        self.name = layer.name
        self.priority = layer.priority
        self._until = FAR if layer.until is None else zone.first(wall_tick(layer.until))
        self._hours = Hours(layer.hours, zone, days) if layer.hours else None
        self.turns = Turns(layer, layer.rotation, zone, days, self._hours) if layer.rotation else None

    def lane(self, start: int, end: int) -> Lane:
        """Who is on watch when, within [start, end), the hours and `until`."""
        end = min(end, self._until)
        if start >= end:
            return NO_LANE
        return self.turns.lane(start, end) if self.turns else self._constant(start, end)

    def turn_at(self, at: int) -> TurnSpan | None:
        return self.turns.at(at) if self.turns and at < self._until else None

    def standing(self, at: int) -> Standing | None:
        """None when nobody has served a turn yet; a slot that is always on has no turns."""
        if self.turns is None:
            return self._constant_standing(at)
        turn = self.turn_at(at)
        if turn:
            return Standing(turn.slot, turn.end, self.turns.next_from(turn.end))
        following = self._next_turn(self.turns, at)
        served = self.turns.served_before(following)
        return Standing(served, at, following) if served else None

    def upcoming(self, turn: int) -> list[Slot]:
        """The slots of two cycles of turns from number `turn` on: each slot is among them."""
        return [self.turns.slot_of(turn + ahead) for ahead in range(2 * self.turns.size)] if self.turns else []

    def _next_turn(self, turns: Turns, at: int) -> int:
        """A turn that was cut short by `until` has been served."""
        if at < self._until:
            return turns.next_from(at)
        last = turns.at(self._until - 1)
        return last.number + 1 if last else turns.next_from(self._until - 1)

    def _constant(self, start: int, end: int) -> Lane:
        """A slot that is always on, after the turn that an older version with a rotation left over."""
        carry = self.layer.carry
        slot = self.layer.slots[0] if self.layer.slots else Slot()
        if carry is None:
            return constant(self._active(start, end), watch(slot))
        since = min(max(start, tick(carry.until)), end)
        kept = constant(self._active(start, since), watch(carry.slot))
        return joined([kept, constant(self._active(since, end), watch(slot))])

    def _active(self, start: int, end: int) -> list[Span]:
        if start >= end:
            return []
        return [(start, end)] if self._hours is None else self._hours.spans(start, end)

    def _constant_standing(self, at: int) -> Standing | None:
        carry = self.layer.carry
        return Standing(carry.slot, tick(carry.until), 0) if carry and at < tick(carry.until) else None
