"""Who would be paged, if it broke now: the same functions as a run, and no side effects."""

from dataclasses import dataclass
from datetime import timedelta

from watchbill import clock
from watchbill.apps.oncall import selectors as oncall
from watchbill.apps.paging.directory import look_up, reached
from watchbill.apps.paging.models import Policy
from watchbill.apps.paging.policies import plan_for
from watchbill.apps.people.models import Person, Team
from watchbill.domain.paging.decide import Begin, Callee, Walk, decide

LINES = 12


@dataclass(frozen=True)
class Paged:
    """One line of the plan, as it would go: after how long, whom, and why."""

    line: str
    after: timedelta
    people: list[tuple[Person, Callee]]
    addresses: tuple[str, ...]


def who_is_paged(policy: Policy | None, team: Team | None, urgency: str = "high") -> list[Paged]:
    """The first round of the plan and its fallback, at this instant, if nobody answers."""
    now = clock.now()
    plan = plan_for(policy, team)
    directory = look_up([(plan, team.slug if team else "")], now)
    called = directory.called(plan, team.slug if team else "")
    walk, at = Walk(plan=plan, urgency=urgency, spin=policy.runs_started if policy else 0), now
    found: list[Paged] = []
    while len(found) < LINES:
        decision = decide(walk, called, at, oncall.hours_in(plan.zone))
        if not isinstance(decision, Begin):
            break
        if decision.line.round <= 0:
            found.append(_paged(decision, at - now))
        at = decision.next_at
        walk = Walk(plan, urgency, decision.position, decision.within, walk.spin)
    return found


def _paged(decision: Begin, after: timedelta) -> Paged:
    people = reached(callee.person for callee in decision.callees)
    named = [(people[callee.person].person, callee) for callee in decision.callees if callee.person in people]
    return Paged(str(decision.line), after, named, decision.addresses)
