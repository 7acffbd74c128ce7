"""What a run does next: a frozen plan, who the targets are right now, and an instant in; a decision out."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from watchbill.domain.paging.plan import Line, Plan, Step, Target
from watchbill.domain.rota.values import Window

InHours = Callable[[tuple[Window, ...], datetime], bool]


class Callee(msgspec.Struct, frozen=True):
    """Somebody a target means right now. `why` ends the sentence "you were paged because ..."."""

    person: str
    why: str
    on_duty: bool = False
    reachable: bool = True


class Walk(msgspec.Struct, frozen=True):
    """Where a run stands."""

    plan: Plan
    urgency: str
    position: int = 0
    within: int = 0  # who of the line is next, where it goes one after another
    spin: int = 0  # how many runs of this policy came before: whose turn it is in a round-robin


class Skipped(msgspec.Struct, frozen=True):
    line: Line
    why: str


class Begin(msgspec.Struct, frozen=True):
    """Begin this line now: page these people; unless somebody answers, the next line begins at `next_at`."""

    line: Line
    callees: tuple[Callee, ...]
    addresses: tuple[str, ...]
    position: int  # where the walk goes on
    within: int
    next_at: datetime
    skipped: tuple[Skipped, ...] = ()


class Finish(msgspec.Struct, frozen=True):
    """The plan is at its end and nobody answered."""

    position: int
    skipped: tuple[Skipped, ...] = ()


def decide(walk: Walk, called: Mapping[Target, tuple[Callee, ...]], now: datetime, in_hours: InHours) -> Begin | Finish:
    """The next line that applies and reaches somebody. What is passed over on the way is said, with the reason."""
    skipped: list[Skipped] = []
    position, within = walk.position, walk.within
    while (line := walk.plan.line(position)) is not None:
        everybody = _everybody(line.step, called)
        why = _passed_over(line.step, walk.urgency, everybody, called, now, in_hours)
        if not why:
            callees = _whose_turn(line.step, everybody, within, walk.spin)
            more = line.step.how == "one-after-another" and within + 1 < len(everybody)
            return Begin(
                line=line,
                callees=callees,
                addresses=_addresses(line.step) if within == 0 else (),
                position=position if more else position + 1,
                within=within + 1 if more else 0,
                next_at=now + timedelta(seconds=_wait(line.step, callees)),
                skipped=tuple(skipped),
            )
        skipped.append(Skipped(line, why))
        position, within = position + 1, 0
    return Finish(position=position, skipped=tuple(skipped))


def _addresses(step: Step) -> tuple[str, ...]:
    return step.volunteers + tuple(target.name for target in step.page if target.kind == "address")


def _wait(step: Step, callees: tuple[Callee, ...]) -> int:
    """Nobody of this step can be reached: the next one begins at once."""
    unreachable = callees and not any(callee.reachable for callee in callees)
    return 0 if unreachable and not _addresses(step) else step.wait


def _everybody(step: Step, called: Mapping[Target, tuple[Callee, ...]]) -> tuple[Callee, ...]:
    """Everybody the step means, once each; the first reason counts."""
    people: dict[str, Callee] = {}
    for target in step.page:
        for callee in called.get(target, ()):
            people.setdefault(callee.person, callee)
    return tuple(people.values())


def _whose_turn(step: Step, everybody: tuple[Callee, ...], within: int, spin: int) -> tuple[Callee, ...]:
    if not everybody or step.how == "all":
        return everybody
    return (everybody[(within if step.how == "one-after-another" else spin) % len(everybody)],)


def _passed_over(
    step: Step,
    urgency: str,
    callees: tuple[Callee, ...],
    called: Mapping[Target, tuple[Callee, ...]],
    now: datetime,
    in_hours: InHours,
) -> str:
    if step.urgency and step.urgency != urgency:
        return f"it is for {step.urgency} urgency, and this is {urgency}"
    if step.hours and not in_hours(step.hours, now):
        return "it is outside the hours of this step"
    if not callees and not _addresses(step):
        empty = ", ".join(str(target) for target in step.page if not called.get(target))
        return f"nobody to page: {empty or 'the step names nobody'}"
    return ""
