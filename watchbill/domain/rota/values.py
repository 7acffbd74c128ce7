"""What a schedule is made of: frozen values. Wall-clock fields are naive local times in the schedule's zone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

Holidays = Callable[[int], frozenset[date]]
"""The holidays of a year. A pure lookup: the same year always gives the same dates."""


def no_holidays(year: int) -> frozenset[date]:  # noqa: ARG001
    return frozenset()


class Unit(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WORKING_DAY = "working-day"


class Order(StrEnum):
    LISTED = "listed"
    SHUFFLED = "shuffled"
    BY_HAND = "by-hand"


class Advance(StrEnum):
    ACTIVE = "active"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Window:
    """Weekdays by clock times. `start == end` is 24 hours, `start > end` runs overnight from the day it starts on."""

    days: frozenset[int]  # 0 is Monday
    start: time
    end: time
    not_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """Who serves a turn together. No people is `nobody`: lower layers show through unless it `blocks` (`nobody!`)."""

    people: tuple[str, ...] = ()
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns of `length` units from the wall-clock instant `starts`."""

    unit: Unit
    length: int
    starts: datetime  # naive, wall clock of the schedule's zone
    order: Order = Order.LISTED
    advance: Advance = Advance.ACTIVE


@dataclass(frozen=True, slots=True)
class Carry:
    """How a new version goes on from the old one (domain.md, Rota 8).

    `slot` keeps the watch until `until`; the turn that begins then is turn number `next_turn` of the new order.
    """

    slot: Slot
    until: datetime  # aware UTC
    next_turn: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One lane of a schedule. Without a rotation its one slot is always on (within `hours`, if there are any)."""

    name: str
    slots: tuple[Slot, ...]
    rotation: Rotation | None = None
    until: datetime | None = None  # naive, wall clock
    hours: tuple[Window, ...] = ()
    priority: int = 1
    seed: str = ""  # what a shuffled order is derived from; stable for the life of the layer
    carry: Carry | None = None


class OverrideKind(StrEnum):
    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Override:
    kind: OverrideKind
    start: datetime  # aware UTC
    end: datetime
    person: str  # who is added, removed or replaced
    by: str = ""  # who replaces


@dataclass(frozen=True, slots=True)
class Shift:
    """Half-open `[start, end)`, aware UTC; `people` in the order of their names' keys."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Temporary:
    """In this span only these shifts count."""

    start: datetime  # aware UTC
    end: datetime
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The team's working days and holidays."""

    working_days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    holidays: Holidays = no_holidays


@dataclass(frozen=True, slots=True)
class Version:
    """The layers that count from `since` (aware UTC; None: from the beginning) until the next version."""

    layers: tuple[Layer, ...]
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    name: str
    zone: str
    versions: tuple[Version, ...]  # in the order of `since`
    overrides: tuple[Override, ...] = ()  # later ones win
    temporaries: tuple[Temporary, ...] = ()  # where they overlap, later ones win
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
