"""Who is on watch in one layer, in columns."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchbill.domain.rota.values import Slot
from watchbill.domain.rota.walltime import Span

Watch = tuple[str, ...] | None
"""The people on watch, sorted. `None` is nobody and lets lower layers through; `()` is nobody and does not."""


class Lane(NamedTuple):
    """In order, disjoint; outside it, nobody. Some entries may have no length."""

    starts: Sequence[int]
    ends: Sequence[int]
    watches: Sequence[Watch]


NO_LANE = Lane((), (), ())


def watch(slot: Slot) -> Watch:
    return tuple(sorted(set(slot.people))) or (() if slot.blocks else None)


def constant(spans: Sequence[Span], watch: Watch) -> Lane:
    return Lane([low for low, _ in spans], [high for _, high in spans], [watch] * len(spans))


def joined(lanes: Iterable[Lane]) -> Lane:
    """Lanes that follow each other."""
    lanes = [lane for lane in lanes if lane.starts]
    if len(lanes) == 1:
        return lanes[0]
    return Lane(
        [start for lane in lanes for start in lane.starts],
        [end for lane in lanes for end in lane.ends],
        [watch for lane in lanes for watch in lane.watches],
    )
