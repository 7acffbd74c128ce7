"""Teams, and what each person is to them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from watchbill.apps.people import audit, changes
from watchbill.apps.people.fields import fitting, fitting_key, fitting_zone
from watchbill.apps.people.models import Membership, Person, Team
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.words import read_name
from watchbill.problems import Conflict, Wrong


@transaction.atomic
def create_team(
    *,
    slug: str,
    name: str,
    by: Actor,
    zone: str = "",
    process: str = "",
    working_days: Sequence[int] = (),
    holidays: dict[str, Any] | None = None,
    coverage: Sequence[dict[str, Any]] = (),
) -> Team:
    """`holidays` and `coverage` are as msgspec.to_builtins gives domain.shape.teams' Holidays and Windows."""
    require(by, Act.ADMINISTER)
    if Team.objects.filter(slug=fitting_key(slug, "teams")).exists():
        raise Conflict(f"There is a team {slug!r} already.", {"slug": "Choose another key."})
    team = Team.objects.create(
        slug=slug,
        name=fitting("name", read_name, name),
        zone=fitting_zone(zone),
        process=process,
        working_days=sorted(working_days),
        holidays=holidays or {},
        coverage=list(coverage),
    )
    audit.record(by, "create", "team", slug, team.name)
    return team


@transaction.atomic
def update_team(
    *,
    team: Team,
    by: Actor,
    name: str | None = None,
    zone: str | None = None,
    process: str | None = None,
    working_days: Sequence[int] | None = None,
    holidays: dict[str, Any] | None = None,
    coverage: Sequence[dict[str, Any]] | None = None,
) -> Team:
    """None leaves a part as it is; `holidays={}` takes the holidays away. An archived team is in use again."""
    require(by, Act.MANAGE_TEAM, team)
    row = Team.objects.select_for_update().get(pk=team.pk)
    changes.restore(row, by, "team")
    said = changes.given(
        name=None if name is None else fitting("name", read_name, name),
        zone=None if zone is None else fitting_zone(zone),
        process=process,
        working_days=None if working_days is None else sorted(working_days),
        coverage=None if coverage is None else list(coverage),
        holidays=holidays,
    )
    changes.update(row, by, "team", said)
    return row


@transaction.atomic
def archive_team(*, team: Team, by: Actor) -> Team:
    """Out of use, and kept for the record."""
    require(by, Act.ADMINISTER)
    row = Team.objects.select_for_update().get(pk=team.pk)
    changes.archive(row, by, "team")
    return row


@transaction.atomic
def set_members(
    *, team: Team, members: Sequence[Person], by: Actor, seniors: Sequence[Person] = (), managers: Sequence[Person] = ()
) -> None:
    """Exactly these, in this order. A manager need not be a member."""
    require(by, Act.MANAGE_TEAM, team)
    row = Team.objects.select_for_update().get(pk=team.pk)
    people = list(dict.fromkeys([*members, *seniors, *managers]))
    if gone := [person.name for person in people if not person.is_active]:
        raise Wrong(f"{', '.join(gone)} left: leave them out.", {"members": "Only people who are here."})
    wanted = {
        person.pk: (person in members, person in seniors, person in managers, place)
        for place, person in enumerate(people)
    }
    if _put_memberships(row, wanted):
        names = {"members": members, "seniors": seniors, "managers": managers}
        slugs = {what: [person.slug for person in who] for what, who in names.items()}
        audit.record(by, "members", "team", row.slug, ", ".join(slugs["members"]), **slugs)


def _put_memberships(team: Team, wanted: dict[int, tuple[bool, bool, bool, int]]) -> bool:
    rows = {row.person_id: row for row in team.memberships.all()}
    held = {pk: (row.member, row.senior, row.manager, row.position) for pk, row in rows.items()}
    if held == wanted:
        return False
    team.memberships.exclude(person_id__in=wanted).delete()
    for pk, parts in wanted.items():
        if held.get(pk) != parts:
            fields = dict(zip(("member", "senior", "manager", "position"), parts, strict=True))
            Membership.objects.update_or_create(team=team, person_id=pk, defaults=fields)
    return True
