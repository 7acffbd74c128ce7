"""Trainings: the stages through which somebody comes to hold a role."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.services import Runbook
from watchbill.domain.shape.words import Name

Times = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class ShadowStage(Shape, frozen=True, kw_only=True):
    """Until so many incidents, or so many shifts, were shadowed."""

    incidents: Times | None = None
    shifts: Times | None = None
    debrief: bool = False

    exactly_one = ("incidents", "shifts")


class ReverseShadowStage(Shape, frozen=True, kw_only=True):
    shifts: Times | None = None
    incidents: Times | None = None

    exactly_one = ("shifts", "incidents")


class Stage(Shape, frozen=True, kw_only=True):
    """Exactly one of them."""

    read: tuple[Runbook, ...] = ()
    shadow: ShadowStage | None = None
    reverse_shadow: ReverseShadowStage | None = None
    sign_off: tuple[Literal["trainee", "mentor", "manager"], ...] = ()

    exactly_one = ("read", "shadow", "reverse_shadow", "sign_off")


class Training(Shape, frozen=True, kw_only=True):
    """`{person}` in the title is the trainee's name."""

    title: Name | None = None
    labels: tuple[Name, ...] = ()
    stages: tuple[Stage, ...] = ()

    def faults(self) -> Iterator[Fault]:
        if not self.stages:
            yield Fault("stages", "found no stages, expected at least one, such as {read: [{title: …, url: …}]}")
