"""The review after an incident: who owns it, who is invited, who approves, and until when."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from watchbill.domain.shape.addresses import Address
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.forms import WordForm
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.words import (
    AffectedCommunityKey,
    InvolvedTeamKey,
    Key,
    Name,
    OwnTeamKey,
    PersonKey,
    RoleKey,
    ScheduleKey,
)


class Invitation(Shape, frozen=True, kw_only=True):
    """`assigned` alone: all who took part. `{communities: affected}`: the representatives of those hit, or of one."""

    assigned: Literal[True] | None = None
    communities: AffectedCommunityKey | None = None
    person: PersonKey | None = None
    schedule: ScheduleKey | None = None
    team: OwnTeamKey | None = None
    managers: OwnTeamKey | None = None
    role: RoleKey | None = None
    address: Address | None = None

    form = WordForm("assigned")
    exactly_one = ("assigned", "communities", *Target.exactly_one)


class Standing(StrEnum):
    SENIOR = "senior"
    MANAGER = "manager"
    MEMBER = "member"


class Approver(Shape, frozen=True, kw_only=True):
    """So many people of this standing, of each team that was involved or of one team."""

    of: InvolvedTeamKey
    who: Standing
    count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class Template(Shape, frozen=True, kw_only=True):
    sections: tuple[Name, ...] = ()


class Review(Shape, frozen=True, kw_only=True):
    """`measures_due`: by severity, counted from the review's approval."""

    template: Template | None = None
    owner: tuple[Target, ...] = ()
    invited: tuple[Invitation, ...] = ()
    approvers: tuple[Approver, ...] = ()
    held_within: Duration | None = None
    concluded_within: Duration | None = None
    measures_due: dict[Key, Duration] = {}
