"""Triage: the questions that end in a recommendation, and where what is no incident goes."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec

from watchbill.domain.shape.addresses import Address
from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.words import Name


class Outcome(StrEnum):
    INCIDENT = "incident"
    TIMEBOX = "timebox"
    BACKLOG = "backlog"


class Answer(StrEnum):
    YES_NO = "yes-no"
    NUMBER = "number"
    TEXT = "text"


class Question(Shape, frozen=True, kw_only=True):
    """An answer without an outcome goes on to the next question. `incident_from`: so many or more are an incident."""

    ask: Name
    kind: Answer = Answer.YES_NO
    if_yes: Outcome | None = None
    if_no: Outcome | None = None
    incident_from: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] | None = None

    def faults(self) -> Iterator[Fault]:
        if self.kind is not Answer.YES_NO and (self.if_yes or self.if_no):
            yield Fault("kind", f"found if_yes or if_no at a question of kind {self.kind}; leave them out")
        if self.kind is not Answer.NUMBER and self.incident_from is not None:
            yield Fault("incident_from", "found incident_from at a question that asks no number; add kind: number")


class AtEnd(StrEnum):
    DEMAND_DECISION = "demand-decision"
    INCIDENT = "incident"


class Timebox(Shape, frozen=True, kw_only=True):
    length: Duration
    at_end: AtEnd = AtEnd.DEMAND_DECISION
    unanswered: Outcome = Outcome.INCIDENT


class Backlog(Shape, frozen=True, kw_only=True):
    """Where what is no incident goes: what crosses teams, and what is the team's own."""

    crossing_teams: Address | None = None
    own: Address | None = None


class Triage(Shape, frozen=True, kw_only=True):
    perspectives: tuple[Name, ...] = ()
    questions: tuple[Question, ...] = ()
    otherwise: Outcome = Outcome.BACKLOG
    timebox: Timebox | None = None
    backlog: Backlog | None = None
