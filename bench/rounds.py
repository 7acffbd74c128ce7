"""Measures beside each other: in turn, several times, the median of each."""

from collections.abc import Awaitable, Callable, Sequence
from statistics import median

ROUNDS = 3
Measure = Callable[[], Awaitable[float | None]]


class Failed(Exception):
    """What was measured did not do its work, so there is no figure."""


async def in_turn(*measures: Measure) -> list[float | None]:
    """None for what cannot be measured on this machine."""
    found: list[list[float | None]] = [[] for _ in measures]
    for _ in range(ROUNDS):
        for values, measure in zip(found, measures, strict=True):
            values.append(await measure())
    return [_median(values) for values in found]


def _median(values: list[float | None]) -> float | None:
    measured = [value for value in values if value is not None]
    return median(measured) if len(measured) == len(values) else None


def at(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
