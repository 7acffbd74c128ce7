"""Teams: who belongs to them, and when they work."""

from typing import Any

import msgspec
from django.db.models import Prefetch, QuerySet
from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.people import teams
from watchbill.apps.people.models import Membership, Person, Team
from watchbill.domain.shape.teams import Holidays, Window
from watchbill.domain.shape.teams import Team as TeamShape
from watchbill.interfaces.api.listing import BY_SLUG, Asked, Portion, portion
from watchbill.interfaces.api.lookup import meant, named
from watchbill.interfaces.api.requests import Body, Request
from watchbill.interfaces.api.written import read_hours, write

router = Router()
HOURS = ("working_days", "holidays", "coverage")


class TeamRow(Schema):
    slug: str
    name: str
    zone: str = Field(description="Empty: the organisation's.")
    process: str
    archived: bool
    members: list[str]
    seniors: list[str]
    managers: list[str]


class TeamDetail(TeamRow):
    working_days: Any = Field(description="As in the configuration file: `mon-fri`. Null: Monday to Friday.")
    holidays: Any = Field(description="As in the configuration file: `NL`, or `{calendar, add, drop}`.")
    coverage: Any = Field(description="As in the configuration file: a list of windows. Empty: always.")


class TeamsAsked(Asked):
    archived: bool = Field(False, description="`true`: those out of use.")
    text: str = Field("", max_length=200, description="Part of the name.")


class TeamChange(Body):
    """What is left out stays as it is. `working_days`, `holidays`, `coverage` are as in the configuration file."""

    name: str | None = None
    zone: str | None = None
    process: str | None = None
    working_days: Any = None
    holidays: Any = None
    coverage: list[dict[str, Any]] | None = None


class NewTeam(TeamChange):
    slug: str
    name: str


class Members(Body):
    """Exactly these, in this order."""

    members: list[str]
    seniors: list[str] = []
    managers: list[str] = []


@router.get("", response=Portion[TeamRow])
def list_teams(request: Request, asked: Query[TeamsAsked]) -> Portion[TeamRow]:  # noqa: ARG001
    """Teams, by slug."""
    found = _whole(Team.objects.filter(archived_at__isnull=not asked.archived))
    if asked.text:
        found = found.filter(name__icontains=asked.text)
    return portion(found, asked, lambda team: TeamRow(**_row(team)), order=BY_SLUG)


@router.post("", response={201: TeamDetail})
def create_team(request: Request, body: NewTeam) -> Status[TeamDetail]:
    """A new team. Say who belongs to it with `PUT …/members`."""
    hours = {key: value for key, value in _hours(body).items() if value is not None}
    made = teams.create_team(
        slug=body.slug, name=body.name, zone=body.zone or "", process=body.process or "", by=request.auth, **hours
    )
    return Status(201, _shown(made.slug))


@router.get("/{slug:slug}", response=TeamDetail)
def get_team(request: Request, slug: str) -> TeamDetail:  # noqa: ARG001
    """One team."""
    return _shown(slug)


@router.patch("/{slug:slug}", response=TeamDetail)
def update_team(request: Request, slug: str, body: TeamChange) -> TeamDetail:
    """Change it. An archived team is in use again."""
    team, hours = named(Team, slug), _hours(body)
    teams.update_team(team=team, name=body.name, zone=body.zone, process=body.process, by=request.auth, **hours)
    return _shown(slug)


@router.put("/{slug:slug}/members", response=TeamDetail)
def set_members(request: Request, slug: str, body: Members) -> TeamDetail:
    """Say who belongs to it. A manager need not be a member."""
    people = {what: [meant(Person, person, what) for person in said] for what, said in body.model_dump().items()}
    teams.set_members(team=named(Team, slug), by=request.auth, **people)
    return _shown(slug)


@router.post("/{slug:slug}/archive", response=TeamDetail)
def archive_team(request: Request, slug: str) -> TeamDetail:
    """Out of use, and kept for the record."""
    teams.archive_team(team=named(Team, slug), by=request.auth)
    return _shown(slug)


def _hours(body: TeamChange) -> dict[str, Any]:
    """What was said of the hours, as the service takes it; None where nothing was."""
    said = {key: value for key in HOURS if (value := getattr(body, key)) is not None}
    shape = read_hours(said)
    return {
        "working_days": sorted(shape.working_days) if "working_days" in said else None,
        "holidays": msgspec.to_builtins(shape.holidays) if "holidays" in said else None,
        "coverage": msgspec.to_builtins(list(shape.coverage)) if "coverage" in said else None,
    }


def _whole(found: QuerySet[Team]) -> QuerySet[Team]:
    memberships = Membership.objects.select_related("person").order_by("position", "pk")
    return found.prefetch_related(Prefetch("memberships", memberships))


def _shown(slug: str) -> TeamDetail:
    team = _whole(Team.objects.filter(pk=named(Team, slug).pk)).get()
    shape = TeamShape(
        working_days=frozenset(team.working_days) or TeamShape().working_days,
        holidays=msgspec.convert(team.holidays, Holidays) if team.holidays else None,
        coverage=msgspec.convert(team.coverage, tuple[Window, ...]),
    )
    said = write(shape)
    hours = {"working_days": said.get("working_days"), "holidays": said.get("holidays")}
    return TeamDetail(**_row(team), **hours, coverage=said.get("coverage", []))


def _row(team: Team) -> dict[str, Any]:
    rows = list(team.memberships.all())
    return {
        "slug": team.slug,
        "name": team.name,
        "zone": team.zone,
        "process": team.process,
        "archived": team.archived_at is not None,
        "members": [row.person.slug for row in rows if row.member],
        "seniors": [row.person.slug for row in rows if row.senior],
        "managers": [row.person.slug for row in rows if row.manager],
    }
