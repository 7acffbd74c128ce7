"""Schedules: layers, what is changed by hand, who shadows, how the watch is handed over, what the watch does."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from watchbill.domain.rota.values import Advance, Order, OverrideKind, Unit
from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.forms import SlotForm
from watchbill.domain.shape.instants import Instant
from watchbill.domain.shape.spans import span_faults
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.teams import Window
from watchbill.domain.shape.words import Key, Name, PersonKey, TeamKey, Text, Zone


class Slot(Shape, frozen=True, kw_only=True):
    """Nobody at all lets lower layers through, unless it `blocks`. Written `ana`, `[ben, chi]`, `nobody`, `nobody!`."""

    people: tuple[PersonKey, ...] = ()
    blocks: bool = False

    form = SlotForm()


class Layer(Shape, frozen=True, kw_only=True):
    """Without a `unit` its one slot is always on. `priority`: its place in the list, from 1, when not said."""

    name: Name
    slots: tuple[Slot, ...]
    unit: Unit | None = None
    length: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    starts: Instant | None = None
    until: Instant | None = None
    order: Order = Order.LISTED
    advance: Advance = Advance.ACTIVE
    hours: tuple[Window, ...] = ()
    region: Key | None = None
    priority: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None

    def faults(self) -> Iterator[Fault]:
        if not self.slots:
            yield Fault("slots", "found no slot, expected at least one (a person, a list of people, or nobody)")
        yield from self._rotation_faults() if self.unit else self._standing_faults()
        if self.starts:
            yield from span_faults(self.starts, self.until, "until", "starts")

    def _rotation_faults(self) -> Iterator[Fault]:
        if self.starts is None:
            yield Fault("unit", f"a rotation by {self.unit} needs the instant of its first handover; add starts")

    def _standing_faults(self) -> Iterator[Fault]:
        if len(self.slots) > 1:
            yield Fault("slots", f"found {len(self.slots)} slots and no unit; add unit and starts, or leave one slot")
        if self.starts:
            yield Fault("starts", "found starts without unit; add unit, or leave starts out")
        if self.order is not Order.LISTED:
            yield Fault("order", f"found order {self.order} without unit; a layer that is always on has no order")
        if self.length != 1:
            yield Fault("length", f"found length {self.length} without unit; add unit, such as week")


class Override(Shape, frozen=True, kw_only=True):
    start: Instant = msgspec.field(name="from")
    end: Instant = msgspec.field(name="to")
    add: PersonKey | None = None
    remove: PersonKey | None = None
    replace: PersonKey | None = None
    by: PersonKey | None = msgspec.field(name="with", default=None)
    note: Name | None = None

    exactly_one = ("add", "remove", "replace")

    @property
    def kind(self) -> OverrideKind:
        return next(OverrideKind(kind) for kind in self.exactly_one if getattr(self, kind))

    @property
    def person(self) -> str:
        return self.add or self.remove or self.replace or ""

    def faults(self) -> Iterator[Fault]:
        yield from span_faults(self.start, self.end)
        if self.replace and not self.by:
            yield Fault("replace", f"found replace: {self.replace} without with; say who comes instead")
        if self.by and not self.replace:
            yield Fault("with", f"found with: {self.by} without replace; say who is replaced, or use add")


class TemporaryShift(Shape, frozen=True, kw_only=True):
    person: PersonKey
    start: Instant = msgspec.field(name="from")
    end: Instant = msgspec.field(name="to")

    def faults(self) -> Iterator[Fault]:
        yield from span_faults(self.start, self.end)


class Temporary(Shape, frozen=True, kw_only=True):
    """In this span only these shifts count; what of them stands outside it does not."""

    start: Instant = msgspec.field(name="from")
    end: Instant = msgspec.field(name="to")
    shifts: tuple[TemporaryShift, ...] = ()

    def faults(self) -> Iterator[Fault]:
        yield from span_faults(self.start, self.end)


class Shadow(Shape, frozen=True, kw_only=True):
    """Without `of`: whoever is on duty."""

    person: PersonKey
    of: PersonKey | None = None
    start: Instant = msgspec.field(name="from")
    end: Instant = msgspec.field(name="to")

    def faults(self) -> Iterator[Fault]:
        yield from span_faults(self.start, self.end)
        if self.of == self.person:
            yield Fault("of", f"{self.person} cannot shadow themselves")


class ReverseShadow(Shape, frozen=True, kw_only=True):
    trainee: PersonKey
    mentor: PersonKey
    mentor_after: Duration = timedelta(0)
    start: Instant = msgspec.field(name="from")
    end: Instant = msgspec.field(name="to")

    def faults(self) -> Iterator[Fault]:
        yield from span_faults(self.start, self.end)
        if self.trainee == self.mentor:
            yield Fault("mentor", f"{self.trainee} cannot be trainee and mentor at once")


class Moves(StrEnum):
    BY_CLOCK = "by-clock"
    ON_ACCEPTANCE = "on-acceptance"


class Handover(Shape, frozen=True, kw_only=True):
    """How the watch moves; `then` hears of a handover that nobody accepted within the time."""

    moves: Moves = Moves.BY_CLOCK
    accept_within: Duration | None = None
    then: tuple[Target, ...] = ()

    def faults(self) -> Iterator[Fault]:
        if self.moves is Moves.ON_ACCEPTANCE and not self.accept_within:
            yield Fault("moves", "a handover on acceptance needs a limit; add accept_within")


class Duty(Shape, frozen=True, kw_only=True):
    """Something to do, or to check and say what was found, in every period."""

    do: Name | None = None
    check: Name | None = None
    every: Duration | None = None

    exactly_one = ("do", "check")

    @property
    def kind(self) -> Literal["do", "check"]:
        return "do" if self.do else "check"

    def faults(self) -> Iterator[Fault]:
        if self.every == timedelta(0):
            yield Fault("every", "found 0m, expected a length of time that is not nought")


class Schedule(Shape, frozen=True, kw_only=True):
    """Zone: its own, else its team's, else the organisation's, else UTC."""

    name: Name | None = None
    description: Text | None = None
    team: TeamKey | None = None
    zone: Zone | None = None
    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    temporary: tuple[Temporary, ...] = ()
    shadows: tuple[Shadow, ...] = ()
    reverse_shadows: tuple[ReverseShadow, ...] = ()
    handover: Handover | None = None
    duties: tuple[Duty, ...] = ()

    def faults(self) -> Iterator[Fault]:
        for name, times in Counter(layer.name for layer in self.layers).items():
            if times > 1:
                yield Fault("layers", f"found {times} layers named {name!r}, expected a name of its own for each")
