"""The section `teams`."""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db.models import Prefetch, Q

from watchbill.apps.configuration.references import is_referred_to
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.people.models import Membership, Person
from watchbill.apps.people.models import Team as Row
from watchbill.apps.people.permissions import Actor
from watchbill.apps.people.teams import archive_team, create_team, set_members, update_team
from watchbill.domain.shape import teams as shape
from watchbill.domain.shape.weekdays import WORKDAYS

OWN = (Membership,)


def stored(also: Collection[str] = ()) -> dict[str, shape.Team]:
    memberships = Prefetch("memberships", Membership.objects.select_related("person"))
    rows = Row.objects.filter(Q(archived_at=None) | Q(slug__in=also)).order_by("pk").prefetch_related(memberships)
    return {row.slug: _shape(row) for row in rows}


def _shape(row: Row) -> shape.Team:
    memberships = list(row.memberships.all())
    return shape.Team(
        name=None if row.name == row.slug else row.name,
        zone=row.zone or None,
        members=tuple(one.person.slug for one in memberships if one.member),
        seniors=tuple(one.person.slug for one in memberships if one.senior),
        managers=tuple(one.person.slug for one in memberships if one.manager),
        process=row.process or None,
        working_days=frozenset(row.working_days) or WORKDAYS,
        holidays=msgspec.convert(row.holidays, shape.Holidays) if row.holidays else None,
        coverage=msgspec.convert(row.coverage, tuple[shape.Window, ...]),
    )


def normal(key: str, said: shape.Team) -> shape.Team:
    """A membership has one place in the team, whatever it is."""
    order = dict.fromkeys((*said.members, *said.seniors, *said.managers))
    return msgspec.structs.replace(
        said,
        name=None if said.name == key else said.name,
        members=_in(order, said.members),
        seniors=_in(order, said.seniors),
        managers=_in(order, said.managers),
    )


def _in(order: Iterable[str], people: Collection[str]) -> tuple[str, ...]:
    return tuple(person for person in order if person in people)


def put(key: str, said: shape.Team, applying: Applying) -> None:
    row = Row.objects.filter(slug=key).first()
    fields: dict[str, Any] = {
        "name": said.name or key,
        "zone": said.zone or "",
        "process": said.process or "",
        "working_days": sorted(said.working_days),
        "holidays": msgspec.to_builtins(said.holidays) if said.holidays else {},
        "coverage": msgspec.to_builtins(said.coverage),
    }
    if row is None:
        row = create_team(slug=key, by=applying.by, **fields)
    else:
        row = update_team(team=row, by=applying.by, **fields)
    people = {person.slug: person for person in Person.objects.filter(slug__in=_everybody(said))}
    set_members(
        team=row,
        members=[people[slug] for slug in said.members],
        seniors=[people[slug] for slug in said.seniors],
        managers=[people[slug] for slug in said.managers],
        by=applying.by,
    )


def _everybody(said: shape.Team) -> set[str]:
    return {*said.members, *said.seniors, *said.managers}


def can_be_deleted(key: str) -> bool:
    return not is_referred_to(Row.objects.get(slug=key), OWN)


def drop(key: str, delete: bool, by: Actor) -> None:
    row = archive_team(team=Row.objects.get(slug=key), by=by)
    if delete:
        row.delete()


SECTION = Section(
    name="teams",
    shape=shape.Team,
    stored=stored,
    put=put,
    drop=drop,
    can_be_deleted=can_be_deleted,
    normal=normal,
)
