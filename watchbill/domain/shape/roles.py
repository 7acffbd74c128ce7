"""The roles that people hold in an incident."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import msgspec

from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.words import Key, Name, ScheduleKey


class HeldBy(StrEnum):
    ONE = "one"
    MANY = "many"


class StartsWith(Shape, frozen=True, kw_only=True):
    """Who commands first: the declarer, or who is on call for this schedule (and the declarer until they accept)."""

    commander: Literal["declarer"] | None = None
    schedule: ScheduleKey | None = None

    exactly_one = ("commander", "schedule")


class RoleDefinition(Shape, frozen=True, kw_only=True):
    """`is`: another name and title for a role that stands here, with nothing else said of it."""

    title: Name | None = None
    same_as: Key | None = msgspec.field(name="is", default=None)
    held_by: HeldBy = HeldBy.ONE
    apart_from: tuple[Key, ...] | Literal["all"] = ()
    may: tuple[Literal["operate"], ...] = ()
    owns: tuple[Literal["outside"], ...] = ()
    maintains: tuple[Literal["state-document"], ...] = ()
    schedule: ScheduleKey | None = None
    page_on_declare: bool = False
    duties: tuple[Name, ...] = ()
    checklist: tuple[Name, ...] = ()
    qualified: tuple[Key, ...] = ()

    def faults(self) -> Iterator[Fault]:
        if self.same_as and self != RoleDefinition(title=self.title, same_as=self.same_as):
            yield Fault("is", f"a role that is {self.same_as} has a title and nothing else; say the rest there")
        if self.page_on_declare and not self.schedule:
            yield Fault("page_on_declare", "found page_on_declare without schedule; say which schedule is paged")
