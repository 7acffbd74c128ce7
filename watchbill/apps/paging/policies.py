"""Escalation policies, and the plans that runs walk."""

from collections.abc import Iterable
from datetime import timedelta

import msgspec
from django.db import transaction

from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.people import audit, changes
from watchbill.apps.people.fields import fitting_key
from watchbill.apps.people.models import Person, Team
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.paging.plan import DEFAULT_WAIT, Plan, Step, Target
from watchbill.domain.shape import policies as shape
from watchbill.domain.shape.rota import windows
from watchbill.domain.shape.targets import Target as ShapeTarget
from watchbill.domain.shape.words import OWN
from watchbill.problems import Conflict, Wrong

KINDS = {"person": Person, "schedule": Schedule, "team": Team, "managers": Team}
"""What a target of each kind is a row of."""


@transaction.atomic
def create_policy(*, slug: str, definition: shape.Policy, by: Actor) -> Policy:
    require(by, Act.MANAGE_TEAM, _team(definition))
    if Policy.objects.filter(slug=fitting_key(slug, "policies")).exists():
        raise Conflict(f"There is a policy {slug!r} already.", {"slug": "Choose another key."})
    _check(definition)
    policy = Policy.objects.create(slug=slug, name=definition.name or "", definition=changes.as_stored(definition))
    audit.record(by, "create", "policy", slug, policy.name)
    return policy


@transaction.atomic
def update_policy(*, policy: Policy, definition: shape.Policy, by: Actor) -> Policy:
    """Runs that have begun keep the copy that they were started with. An archived policy is in use again."""
    row = Policy.objects.select_for_update().get(pk=policy.pk)
    require(by, Act.MANAGE_TEAM, _team(written(row)))
    require(by, Act.MANAGE_TEAM, _team(definition))
    _check(definition)
    if written(row) == definition and row.archived_at is None:
        return row
    if _unnamed(written(row)) != _unnamed(definition):
        row.version += 1
    row.name, row.definition, row.archived_at = definition.name or "", changes.as_stored(definition), None
    row.save(update_fields=["name", "definition", "version", "archived_at"])
    audit.record(by, "update", "policy", row.slug, f"version {row.version}", definition=row.definition)
    return row


@transaction.atomic
def archive_policy(*, policy: Policy, by: Actor) -> Policy:
    """Out of use, and kept for the runs that walked it."""
    row = Policy.objects.select_for_update().get(pk=policy.pk)
    require(by, Act.MANAGE_TEAM, _team(written(row)))
    changes.archive(row, by, "policy")
    return row


def written(policy: Policy) -> shape.Policy:
    """As the configuration file would say it."""
    return msgspec.convert(policy.definition, shape.Policy)


def _unnamed(definition: shape.Policy) -> shape.Policy:
    return msgspec.structs.replace(definition, name=None)


def _team(definition: shape.Policy) -> Team | None:
    if definition.team is None:
        return None
    team = Team.objects.filter(slug=definition.team).first()
    if team is None:
        raise Wrong(f"There is no team {definition.team!r}.", {"team": "Name one that there is."})
    return team


def _check(definition: shape.Policy) -> None:
    for fault in definition.faults():
        raise Wrong(f"The policy does not fit: {fault.sentence}.", {fault.key: fault.sentence})
    for target in _targets(definition):
        if target.kind in KINDS and target.key != OWN:
            _found(target.kind, target.key)


def _targets(definition: shape.Policy) -> Iterable[ShapeTarget]:
    fallback = definition.fallback if isinstance(definition.fallback, tuple) else ()
    return (*(target for step in definition.steps for target in step.page), *fallback)


def _found(kind: str, slug: str) -> Person | Schedule | Team:
    row = KINDS[kind].objects.filter(slug=slug).first()  # type: ignore[attr-defined]
    if row is None:
        noun = "team" if kind == "managers" else kind
        raise Wrong(f"There is no {noun} {slug!r} to page.", {kind: "Name one that there is."})
    return row  # type: ignore[no-any-return]


def plan_for(policy: Policy | None, team: Team | None) -> Plan:
    """The plan of a policy for what this team owns. Without a policy it is the fallback alone."""
    if policy is None:
        return Plan(steps=(), fallback=_default_fallback(team.slug if team else None), zone=_zone(team))
    said = written(policy)
    own = said.team or (team.slug if team else None)
    return Plan(
        steps=tuple(_step(step, own) for step in said.steps),
        repeat=said.repeat,
        fallback=_fallback(said, team.slug if team else said.team),
        at_end="wait" if said.fallback == "wait" else "stop",
        acknowledgement_timeout=_seconds(said.acknowledgement_timeout, 0),
        zone=_zone(team),
    )


def plan_to(target: dict[str, str], team: Team | None) -> tuple[Policy | None, Plan | None, str]:
    """For a reassignment: the policy or None, the plan, and whom it is to, in words.

    `target` has one key: person, schedule, team or policy. Raises Wrong when there is none such.
    """
    kinds = ("person", "schedule", "team", "policy")
    if len(target) != 1 or next(iter(target)) not in kinds:
        raise Wrong(f"Say to whom, as one of {', '.join(kinds)}.", {"target": 'Expected such as {"person": "ana"}.'})
    kind, slug = next(iter(target.items()))
    if kind == "policy":
        policy = Policy.objects.filter(slug=slug, archived_at=None).first()
        if policy is None:
            raise Wrong(f"There is no policy {slug!r}.", {"target": "Name one that is in use."})
        return policy, plan_for(policy, team), f"the policy {policy}"
    row = _in_use(kind, slug)
    plan = Plan(
        steps=(Step(page=(Target(kind, slug),)),),
        fallback=_default_fallback(team.slug if team else None),
        zone=_zone(team),
    )
    return None, plan, str(row) if kind == "person" else f"the {kind} {row}"


def _in_use(kind: str, slug: str) -> Person | Schedule | Team:
    row = _found(kind, slug)
    if isinstance(row, Person):
        if not row.is_active:
            raise Wrong(f"{row.name} left and cannot be paged.", {"target": "Name somebody who is here."})
    elif row.archived_at is not None:
        raise Wrong(f"The {kind} {slug!r} is archived.", {"target": "Name one that is in use."})
    return row


def _step(step: shape.Step, own: str | None) -> Step:
    when = step.when or shape.Condition()
    return Step(
        page=tuple(_target(target, own) for target in step.page),
        volunteers=step.volunteers,
        wait=_seconds(step.wait, DEFAULT_WAIT),
        how=step.how.value,
        urgency=when.urgency or "",
        hours=windows(when.hours),
    )


def _target(target: ShapeTarget, own: str | None) -> Target:
    """`own` stays as it is where no team is known: it means nobody then."""
    return Target(target.kind, own if target.key == OWN and own else target.key)


def _fallback(said: shape.Policy, team: str | None) -> tuple[Step, ...]:
    if said.fallback is None:
        return _default_fallback(team)
    if isinstance(said.fallback, str) or not said.fallback:
        return ()
    return (Step(page=tuple(_target(target, said.team or team) for target in said.fallback)),)


def _default_fallback(team: str | None) -> tuple[Step, ...]:
    """The team's managers, then the administrators."""
    managers = (Step(page=(Target("managers", team),)),) if team else ()
    return (*managers, Step(page=(Target("administrators"),)))


def _seconds(said: timedelta | None, otherwise: int) -> int:
    return otherwise if said is None else int(said.total_seconds())


def _zone(team: Team | None) -> str:
    return (team.zone if team else "") or rotas.organisation_zone()
