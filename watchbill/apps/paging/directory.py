"""Who the targets of a plan mean right now, and how each of them is reached. One look for a whole batch of runs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from watchbill.apps.oncall import selectors as oncall
from watchbill.apps.people.models import ContactMethod, Membership, NotificationRule, Person, Role
from watchbill.database.prepared import Prepared
from watchbill.domain.paging.decide import Callee
from watchbill.domain.paging.plan import Plan, Target

OWN = "own"
_VERIFIED = ContactMethod.objects.filter(verified_at__isnull=False)
_HERE: Prepared[Any] = Prepared(
    lambda slugs: (
        Person.objects.only("slug")
        .filter(slug__in=slugs, is_active=True)
        .annotate(reachable=Exists(_VERIFIED.filter(person=OuterRef("pk"))))
    ),
    texts=True,
)
_PEOPLE = Prepared(lambda slugs: Person.objects.filter(slug__in=slugs, is_active=True), texts=True)
_METHODS = Prepared(lambda ids: _VERIFIED.filter(person__in=ids).order_by("position", "id"))
_RULES = Prepared(lambda ids: NotificationRule.objects.filter(person__in=ids).order_by("position", "id"))
Way = dict[str, Any]
"""How one person is reached for one page: name, channel, place, after (seconds), state (waiting, told, failed)."""


@dataclass
class Directory:
    """`here`: those who are still here, by slug, and whether they can be reached at all."""

    here: dict[str, bool] = field(default_factory=dict)
    on_call: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by schedule
    members: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))  # (kind, team)
    administrators: tuple[str, ...] = ()

    def called(self, plan: Plan, team: str) -> dict[Target, tuple[Callee, ...]]:
        on_duty = {slug for target in plan.targets() if target.kind == "schedule" for slug in self.on_call[target.name]}
        return {
            target: tuple(
                Callee(slug, why, on_duty=slug in on_duty, reachable=self.here[slug])
                for slug, why in self._meant(target, team)
                if slug in self.here
            )
            for target in plan.targets()
        }

    def _meant(self, target: Target, team: str) -> list[tuple[str, str]]:
        if target.kind == "person":
            return [(target.name, "the policy names you")]
        if target.kind == "schedule":
            return [(slug, f"you are on call for {target.name}") for slug in self.on_call[target.name]]
        if target.kind == "administrators":
            return [(slug, "you are an administrator, and nobody else answered") for slug in self.administrators]
        if target.kind in ("team", "managers"):
            name = team if target.name == OWN else target.name
            what = "a manager of" if target.kind == "managers" else "a member of"
            return [(slug, f"you are {what} {name}") for slug in self.members[(target.kind, name)]]
        return []


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who is still here, with their verified contact methods and their rules."""

    person: Person
    methods: list[ContactMethod]
    rules: list[NotificationRule]

    def ways(self, urgency: str) -> list[Way]:
        """The person's rules for this urgency; without any, every verified contact method at once."""
        verified = {method.pk: method for method in self.methods}
        ruled = [
            (verified[rule.contact_method_id], int(rule.delay.total_seconds()))
            for rule in self.rules
            if rule.urgency == urgency and rule.contact_method_id in verified
        ]
        chosen = ruled or [(method, 0) for method in verified.values()]
        return [
            {"name": method.name, "channel": method.channel, "place": method.place, "after": after, "state": "waiting"}
            for method, after in chosen
        ]


def look_up(plans: Iterable[tuple[Plan, str]], now: datetime) -> Directory:
    """Everybody whom these plans (each with the team it belongs to) can mean at this instant."""
    wanted = [(target, team) for plan, team in plans for target in plan.targets()]
    found = Directory()
    found.on_call = oncall.on_call({target.name for target, _ in wanted if target.kind == "schedule"}, now)
    _add_teams(found, wanted)
    if any(target.kind == "administrators" for target, _ in wanted):
        administrators = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("slug")
        found.administrators = tuple(administrators.values_list("slug", flat=True))
    named = {target.name for target, _ in wanted if target.kind == "person"}
    named.update(found.administrators, *found.on_call.values(), *found.members.values())
    found.here = _here(named)
    return found


def _here(slugs: Iterable[str]) -> dict[str, bool]:
    return {person.slug: person.reachable for person in _HERE(slugs)}


def reached(slugs: Iterable[str]) -> dict[str, Reached]:
    """By slug."""
    people = {person.pk: Reached(person, [], []) for person in _PEOPLE(slugs)}
    for method in _METHODS(people):
        people[method.person_id].methods.append(method)
    for rule in _RULES(people):
        people[rule.person_id].rules.append(rule)
    return {each.person.slug: each for each in people.values()}


def _add_teams(found: Directory, wanted: list[tuple[Target, str]]) -> None:
    teams = {
        (target.kind, team if target.name == OWN else target.name)
        for target, team in wanted
        if target.kind in ("team", "managers")
    }
    if not teams:
        return
    rows = Membership.objects.filter(team__slug__in={team for _, team in teams}).values_list(
        "team__slug", "person__slug", "member", "manager"
    )
    for team, person, member, manager in rows.order_by("team", "position", "id"):
        if member:
            found.members[("team", team)].append(person)
        if manager:
            found.members[("managers", team)].append(person)
