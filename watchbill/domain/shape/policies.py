"""Escalation policies: who is paged, one step after the other."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from watchbill.domain.alerting.urgency import Urgency
from watchbill.domain.shape.addresses import Address
from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.teams import Window
from watchbill.domain.shape.words import CountFromNought, Name, TeamKey


class How(StrEnum):
    ALL = "all"
    ONE_AFTER_ANOTHER = "one-after-another"
    ROUND_ROBIN = "round-robin"


class Condition(Shape, frozen=True, kw_only=True):
    """All that is said must hold; the hours are the clock of the zone of the service's team."""

    urgency: Urgency | None = None
    hours: tuple[Window, ...] = ()


class Step(Shape, frozen=True, kw_only=True):
    """Pages targets, or asks for volunteers in chat rooms. `wait`: until the next step."""

    page: tuple[Target, ...] = ()
    volunteers: tuple[Address, ...] = ()
    how: How = How.ALL
    wait: Duration | None = None
    when: Condition | None = None

    exactly_one = ("page", "volunteers")


class Policy(Shape, frozen=True, kw_only=True):
    """`repeat`: so many more times after the first. No `fallback`: the team's managers, then the administrators."""

    name: Name | None = None
    team: TeamKey | None = None
    repeat: CountFromNought = 0
    acknowledgement_timeout: Duration | None = None
    steps: tuple[Step, ...] = ()
    fallback: tuple[Target, ...] | Literal["wait", "none"] | None = None

    def faults(self) -> Iterator[Fault]:
        if not self.steps:
            yield Fault("steps", "found no steps, expected at least one, such as {page: [{schedule: …}], wait: 5m}")
