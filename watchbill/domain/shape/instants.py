"""Instants and clock times as they are written.

An instant without an offset is a naive `datetime`: the wall clock of the nearest zone above it (zones.py resolves it).
With an offset it is aware, and kept in UTC. A date alone is the start of that day.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from watchbill.domain.shape.grammar import Grammar, expected

EARLIEST, LATEST = 1970, 2999
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d))?(?:(Z)|([+-])(\d\d):?(\d\d))?)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_AN_INSTANT = "an instant such as 2026-01-05T09:00, with Z or an offset if it is not in the zone above, or a date"
_A_CLOCK = "a time of day such as 09:00"
MIDNIGHT = time(0)


def read_instant(text: str) -> datetime:
    match = _INSTANT.fullmatch(text)
    if not match:
        raise expected(text, _AN_INSTANT)
    day, clock, seconds, utc, sign, hours, minutes = match.groups()
    try:
        wall = datetime.fromisoformat(f"{day}T{clock or '00:00'}:{seconds or '00'}")
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
        instant = (wall - offset).replace(tzinfo=UTC) if utc or sign else wall
    except (ValueError, OverflowError):
        raise expected(text, "a day and a time that exist in the calendar") from None
    if not EARLIEST <= instant.year <= LATEST or abs(offset) >= timedelta(days=1):
        raise expected(text, f"an instant between the years {EARLIEST} and {LATEST}")
    return instant


def write_instant(instant: datetime) -> str:
    if instant.tzinfo is not None:
        instant = instant.astimezone(UTC)
    elif instant.time() == MIDNIGHT:
        return instant.date().isoformat()
    text = instant.replace(tzinfo=None).isoformat(timespec="seconds" if instant.second else "minutes")
    return text if instant.tzinfo is None else f"{text}Z"


def read_date(text: str) -> date:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day.year <= LATEST:
        raise expected(text, "a date such as 2026-05-04")
    return day


def read_clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise expected(text, _A_CLOCK)
    return time(int(match[1]), int(match[2]))


def read_clock_end(text: str) -> time:
    return MIDNIGHT if text == "24:00" else read_clock(text)


def write_clock(clock: time) -> str:
    return clock.isoformat("minutes")


def write_clock_end(clock: time) -> str:
    return "24:00" if clock == MIDNIGHT else write_clock(clock)


_CLOCK_PATTERN = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
_DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
INSTANT = Grammar(
    "instant",
    read_instant,
    write_instant,
    {
        "type": "string",
        "pattern": f"^{_DAY_PATTERN}([T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?$",
        "examples": ["2026-01-05T09:00"],
    },
)
DATE = Grammar("date", read_date, date.isoformat, {"type": "string", "pattern": f"^{_DAY_PATTERN}$"})
CLOCK = Grammar("clock", read_clock, write_clock, {"type": "string", "pattern": f"^{_CLOCK_PATTERN}$"}, quoted=True)
CLOCK_END = Grammar(
    "clock-end",
    read_clock_end,
    write_clock_end,
    {"type": "string", "pattern": f"^({_CLOCK_PATTERN}|24:00)$"},
    quoted=True,
)

Instant = Annotated[datetime, INSTANT, INSTANT.mark]
Day = Annotated[date, DATE, DATE.mark]
Clock = Annotated[time, CLOCK, CLOCK.mark]
ClockEnd = Annotated[time, CLOCK_END, CLOCK_END.mark]
"""The end of a window: `24:00` is midnight."""
