"""Which slot a turn falls to: domain.md, Rota 5."""

from collections.abc import Sequence
from hashlib import shake_256

from watchbill.domain.rota.values import Order, Slot

_KEPT_CYCLES = 512


def cycle_order(slots: Sequence[Slot], order: Order, seed: str, cycle: int) -> tuple[Slot, ...]:
    """The slots in the order in which they serve in a cycle."""
    turns = SlotOrder(slots, order, seed)
    return tuple(slots[turns.index(cycle * turns.size + position)] for position in range(turns.size))


class SlotOrder:
    """Turn number `n` is turn `n % size` of cycle `n // size`."""

    def __init__(self, slots: Sequence[Slot], order: Order, seed: str) -> None:
        self.size = len(slots)
        self._people = [frozenset(slot.people) for slot in slots]
        self._seed = seed if order is Order.SHUFFLED else None
        self._cycles: dict[int, list[int]] = {}

    def index(self, turn: int) -> int:
        """The place in the list of the slot that serves a turn."""
        cycle, position = divmod(turn, self.size)
        return position if self._seed is None else self._cycle(cycle)[position]

    def run(self, turn: int, count: int) -> list[int]:
        """`index` of so many turns from `turn` on."""
        cycle, position = divmod(turn, self.size)
        cycles = range(cycle, cycle + (position + count) // self.size + 1)
        if self._seed is None:
            indexes = list(range(self.size)) * len(cycles)
        else:
            indexes = [index for each in cycles for index in self._cycle(each)]
        return indexes[position : position + count]

    def _cycle(self, cycle: int) -> list[int]:
        found = self._cycles.get(cycle)
        if found is None:
            found = self._shuffled(cycle)
            if len(self._cycles) >= _KEPT_CYCLES:
                self._cycles = {}
            self._cycles[cycle] = found
        return found

    def _shuffled(self, cycle: int) -> list[int]:
        """Keeps the last of the drawn order in its place, so that no cycle depends on more than the one before."""
        drawn = self._drawn(cycle)
        if self.size < 3:
            return drawn
        served = self._people[self._drawn(cycle - 1)[-1]]
        for place in range(self.size - 1):
            if served.isdisjoint(self._people[drawn[place]]):
                drawn[0], drawn[place] = drawn[place], drawn[0]
                break
        return drawn

    def _drawn(self, cycle: int) -> list[int]:
        """Fisher and Yates with bytes of SHAKE-256: the same in every process and version of Python."""
        drawn = list(range(self.size))
        noise = shake_256(f"{self._seed}\n{cycle}".encode()).digest(8 * self.size)
        for place in range(self.size - 1, 0, -1):
            other = int.from_bytes(noise[8 * place : 8 * place + 8]) % (place + 1)
            drawn[place], drawn[other] = drawn[other], drawn[place]
        return drawn
