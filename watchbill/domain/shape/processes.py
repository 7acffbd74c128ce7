"""Process profiles: every rule of an organisation as data. What is not said (None) is inherited from the profile it
is made `from`; what is said replaces it whole, key by key of this object."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.reviews import Review
from watchbill.domain.shape.roles import RoleDefinition, StartsWith
from watchbill.domain.shape.trainings import Training
from watchbill.domain.shape.triage import Triage
from watchbill.domain.shape.words import Key, Name, ProcessKey, Text

Obligation = Literal[
    "changes-unwound",
    "activities-resumed",
    "evidence-stored",
    "review-approved",
    "measures-owned",
    "runbook-duties-met",
]


class Freelancing(StrEnum):
    """What happens when somebody who is not assigned operates."""

    REFUSE = "refuse"
    WARN = "warn"
    OFF = "off"


class Status(StrEnum):
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLEAN_UP = "clean-up"
    REVIEW = "review"


class Cadence(Shape, frozen=True, kw_only=True):
    """How often something is due; the first that matches counts."""

    severity: Key | None = None
    status: Status | None = None
    state_document: Duration | None = None
    impact: Duration | None = None
    update: Duration | None = None

    def faults(self) -> Iterator[Fault]:
        if self.state_document is None and self.impact is None and self.update is None:
            yield Fault("", "found a cadence of nothing, expected state_document, impact or update")


class LoadLimit(Shape, frozen=True, kw_only=True):
    """At most so many hours on call in any period of this length."""

    hours: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    per: Duration


class PollUnit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Polls(Shape, frozen=True, kw_only=True):
    unit: PollUnit = PollUnit.WEEK
    remind_before_end: Duration | None = None
    answer_within: Duration | None = None


class Process(Shape, frozen=True, kw_only=True):
    inherits: ProcessKey | None = msgspec.field(name="from", default=None)
    name: Name | None = None
    definition: Text | None = None
    triage: Triage | None = None
    starts_with: StartsWith | None = None
    severities: tuple[Key, ...] | None = None
    cadences: tuple[Cadence, ...] | None = None
    roles: dict[Key, RoleDefinition] | None = None
    declarer_holds: tuple[Key, ...] | None = None
    separate_within: Duration | None = None
    only_assigned_operate: Freelancing | None = None
    command_limit: Duration | None = None
    obligations: tuple[Obligation, ...] | None = None
    review: Review | None = None
    load_limit: LoadLimit | None = None
    polls: Polls | None = None
    trainings: dict[Key, Training] | None = None
