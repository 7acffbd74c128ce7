"""Teams: who belongs to them, when they work, and what hours they cover."""

import msgspec

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.forms import TextForm
from watchbill.domain.shape.instants import MIDNIGHT, Clock, ClockEnd, Day
from watchbill.domain.shape.weekdays import EVERY_DAY, WORKDAYS, Days
from watchbill.domain.shape.words import CalendarName, Name, PersonKey, ProcessKey, Zone


class Window(Shape, frozen=True, kw_only=True):
    """`start == end` is 24 hours, `start > end` runs overnight from the day that it starts on."""

    days: Days = EVERY_DAY
    start: Clock = msgspec.field(name="from", default=MIDNIGHT)
    end: ClockEnd = msgspec.field(name="to", default=MIDNIGHT)
    not_holidays: bool = msgspec.field(name="not-holidays", default=False)


class Holidays(Shape, frozen=True, kw_only=True):
    """A calendar of the holidays library (`NL`, `US-CA`), with days added and dropped. In the file: its name alone."""

    calendar: CalendarName | None = None
    add: tuple[Day, ...] = ()
    drop: tuple[Day, ...] = ()

    form = TextForm("calendar")


class Team(Shape, frozen=True, kw_only=True):
    name: Name | None = None
    zone: Zone | None = None
    members: tuple[PersonKey, ...] = ()
    seniors: tuple[PersonKey, ...] = ()
    managers: tuple[PersonKey, ...] = ()
    process: ProcessKey | None = None
    working_days: Days = WORKDAYS
    holidays: Holidays | None = None
    coverage: tuple[Window, ...] = ()
