"""Turns and hours as people type them: one turn a line, people of one turn by commas; `mon-fri 09:00-17:00`."""

from collections.abc import Iterable, Mapping

from watchbill.domain.shape.forms import NOBODY, NOBODY_BLOCKS
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.domain.shape.instants import read_clock, read_clock_end, write_clock, write_clock_end
from watchbill.domain.shape.nearest import did_you_mean
from watchbill.domain.shape.schedules import Slot
from watchbill.domain.shape.teams import Window
from watchbill.domain.shape.weekdays import read_days, write_days

NOT_HOLIDAYS = "not holidays"


class Unreadable(ValueError):
    """What was typed, with the line it is in and what was expected."""


def read_slots(text: str, people: Mapping[str, str]) -> tuple[Slot, ...]:
    """`people`: every name and key in lower case, to the key."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    return tuple(_slot(line, number, people) for number, line in lines)


def _slot(line: str, number: int, people: Mapping[str, str]) -> Slot:
    if line.lower() in (NOBODY, NOBODY_BLOCKS):
        return Slot(blocks=line.lower() == NOBODY_BLOCKS)
    names = [name.strip() for name in line.split(",") if name.strip()]
    keys = [people.get(name.lower()) for name in names]
    for name, key in zip(names, keys, strict=True):
        if key is None:
            raise Unreadable(f"Line {number}: there is nobody called {name!r}{did_you_mean(name, people)}.")
    return Slot(people=tuple(dict.fromkeys(key for key in keys if key)))


def write_slots(slots: Iterable[Slot], names: Mapping[str, str]) -> str:
    """`names` by key."""
    return "\n".join(_written(slot, names) for slot in slots)


def _written(slot: Slot, names: Mapping[str, str]) -> str:
    if not slot.people:
        return NOBODY_BLOCKS if slot.blocks else NOBODY
    return ", ".join(names.get(key, key) for key in slot.people)


def read_hours(text: str) -> tuple[Window, ...]:
    return tuple(
        _window(line.strip(), number) for number, line in enumerate(text.splitlines(), start=1) if line.strip()
    )


def _window(line: str, number: int) -> Window:
    lower = line.lower()
    not_holidays = lower.endswith(NOT_HOLIDAYS)
    days, _, clocks = lower.removesuffix(NOT_HOLIDAYS).strip(" ,").rpartition(" ")
    start, _, end = clocks.partition("-")
    try:
        return Window(days=read_days(days), start=read_clock(start), end=read_clock_end(end), not_holidays=not_holidays)
    except UnreadableError as problem:
        expected = "expected days and times such as mon-fri 09:00-17:00"
        raise Unreadable(f"Line {number}: found {line!r}, {expected}.") from problem


def write_hours(hours: Iterable[Window]) -> str:
    return "\n".join(
        f"{write_days(window.days)} {write_clock(window.start)}-{write_clock_end(window.end)}"
        + (f" {NOT_HOLIDAYS}" if window.not_holidays else "")
        for window in hours
    )
