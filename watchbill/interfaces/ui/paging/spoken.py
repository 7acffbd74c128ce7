"""A policy in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.paging.policies import written
from watchbill.apps.people.models import Person, Team
from watchbill.domain.paging.plan import DEFAULT_WAIT
from watchbill.domain.shape.policies import How, Step
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.teams import Window
from watchbill.domain.shape.weekdays import EVERY_DAY, write_days
from watchbill.interfaces.ui import spoken

HOW = {
    How.ALL: "",
    How.ONE_AFTER_ANOTHER: ", one after another",
    How.ROUND_ROBIN: ", each time the next of them",
}
WORDS = {
    "person": "{}",
    "schedule": "whoever is on call for {}",
    "team": "everybody of {}",
    "managers": "the managers of {}",
    "role": "the {}",
    "address": "{}",
}
Names = Mapping[tuple[str, str], str]
"""What people call a target, by its kind and key."""


@dataclass(frozen=True)
class SaidStep:
    whom: str
    when: str
    wait: str


def names_of(policies: Iterable[Policy]) -> Names:
    """Looked up once for all the policies of a page."""
    found = [target for policy in policies for target in _targets(policy)]
    keys = {kind: {target.key for target in found if target.kind == kind} for kind in WORDS}
    teams = dict(Team.objects.filter(slug__in=keys["team"] | keys["managers"]).values_list("slug", "name"))
    schedules = {each.slug: str(each) for each in Schedule.objects.filter(slug__in=keys["schedule"])}
    people = dict(Person.objects.filter(slug__in=keys["person"]).values_list("slug", "name"))
    by_kind = {"person": people, "schedule": schedules, "team": teams, "managers": teams}
    return {(kind, key): name for kind, names in by_kind.items() for key, name in names.items()}


def _targets(policy: Policy) -> list[Target]:
    said = written(policy)
    fallback = said.fallback if isinstance(said.fallback, tuple) else ()
    return [*(target for step in said.steps for target in step.page), *fallback]


def say(policy: Policy, names: Names) -> list[SaidStep]:
    return [_step(step, names) for step in written(policy).steps]


def _step(step: Step, names: Names) -> SaidStep:
    wait = step.wait if step.wait is not None else timedelta(seconds=DEFAULT_WAIT)
    return SaidStep(_whom(step, names), _when(step), spoken.lasting(wait))


def _whom(step: Step, names: Names) -> str:
    if step.volunteers:
        return f"Ask for volunteers in {spoken.together([str(address) for address in step.volunteers])}"
    return f"Page {spoken.together([_target(target, names) for target in step.page])}{HOW[step.how]}"


def _target(target: Target, names: Names) -> str:
    name = "the service's team" if target.key == "own" else names.get((target.kind, target.key), target.key)
    return WORDS[target.kind].format(name)


def _when(step: Step) -> str:
    if step.when is None:
        return ""
    urgency = f"only for {step.when.urgency} urgency" if step.when.urgency else ""
    hours = spoken.together([_window(window) for window in step.when.hours])
    return ", ".join(part for part in (urgency, f"only {hours}" if hours else "") if part)


def _window(window: Window) -> str:
    days = "" if window.days == EVERY_DAY else f"on {write_days(window.days)} "
    return f"{days}from {window.start:%H:%M} to {window.end:%H:%M}"


def say_fallback(policy: Policy, names: Names) -> str:
    fallback = written(policy).fallback
    if fallback == "none":
        return "nobody: it stays open, in red"
    if fallback == "wait":
        return "it waits for the next duty, and begins again"
    if not fallback:
        return "the team's managers, then the administrators"
    return spoken.together([_target(target, names) for target in fallback if isinstance(target, Target)])
