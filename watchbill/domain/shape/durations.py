"""Lengths of time: `90s 15m 2h 3d 1w`. A day is 24 hours here, which the days of a rotation are not."""

import re
from datetime import timedelta
from typing import Annotated

from watchbill.domain.shape.grammar import Grammar, expected

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
LONGEST = timedelta(days=3653)
_PATTERN = re.compile(r"([0-9]{1,9})([smhdw])", re.ASCII)


def read_duration(text: str) -> timedelta:
    match = _PATTERN.fullmatch(text)
    if not match:
        raise expected(text, "a length of time such as 90s, 15m, 2h, 3d or 1w")
    seconds = int(match[1]) * SECONDS[match[2]]
    if seconds > LONGEST.total_seconds():
        raise expected(text, "at most ten years")
    return timedelta(seconds=seconds)


def write_duration(length: timedelta) -> str:
    """In the largest unit that divides it; nought is `0m`."""
    seconds = int(length.total_seconds())
    if not seconds:
        return "0m"
    unit = next(unit for unit, size in SECONDS.items() if seconds % size == 0)
    return f"{seconds // SECONDS[unit]}{unit}"


DURATION = Grammar(
    "duration", read_duration, write_duration, {"type": "string", "pattern": "^[0-9]{1,9}[smhdw]$", "examples": ["15m"]}
)
Duration = Annotated[timedelta, DURATION, DURATION.mark]
