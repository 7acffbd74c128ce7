"""The plan that a run walks: an escalation policy, frozen, with its repeats and its fallback laid out in a row."""

from typing import Literal

import msgspec

from watchbill.domain.rota.values import Window

DEFAULT_WAIT = 300
"""Seconds that a step waits for an answer when the policy does not say."""

How = Literal["all", "one-after-another", "round-robin"]


class Target(msgspec.Struct, frozen=True):
    """Whom to page: `kind` is person, schedule, team, managers, administrators, role or address."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return self.kind if self.kind == "administrators" else f"{self.kind} {self.name}"


class Step(msgspec.Struct, frozen=True):
    """One line of the plan. `wait` is in seconds, counted from when the step begins."""

    page: tuple[Target, ...] = ()
    volunteers: tuple[str, ...] = ()
    wait: int = DEFAULT_WAIT
    how: How = "all"
    urgency: str = ""  # only for this urgency, when said
    hours: tuple[Window, ...] = ()  # only within these, on the team's wall clock, when said


class Plan(msgspec.Struct, frozen=True):
    """`fallback` follows when nobody answered; `at_end` "wait" starts again when the next duty begins."""

    steps: tuple[Step, ...]
    repeat: int = 0
    fallback: tuple[Step, ...] = ()
    at_end: Literal["stop", "wait"] = "stop"
    acknowledgement_timeout: int = 0  # seconds; 0: none
    zone: str = "UTC"
    asked_by: str = ""  # who asked for the people of the steps by hand, instead of a policy

    def line(self, position: int) -> "Line | None":
        """The step at a position of the whole walk, or None past its end."""
        main = len(self.steps) * (self.repeat + 1)
        if position < main:
            return Line(position // len(self.steps), position % len(self.steps), self.steps[position % len(self.steps)])
        if position < main + len(self.fallback):
            return Line(-1, position - main, self.fallback[position - main])
        return None

    def targets(self) -> frozenset[Target]:
        return frozenset(target for step in (*self.steps, *self.fallback) for target in step.page)


class Line(msgspec.Struct, frozen=True):
    """A step where the walk meets it. `round` is -1 in the fallback."""

    round: int
    index: int
    step: Step

    def __str__(self) -> str:
        if self.round < 0:
            return f"fallback {self.index + 1}"
        return f"step {self.index + 1}" + (f" (round {self.round + 1})" if self.round else "")
