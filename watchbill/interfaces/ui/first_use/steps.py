"""The way from an empty installation to a first page: which steps there are, and which have been made."""

from dataclasses import dataclass

from watchbill.apps.alerts.models import Integration
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import Membership, Team


@dataclass(frozen=True)
class Step:
    title: str
    path: str
    made: bool


def first_team() -> Team | None:
    """The team that first use is about."""
    return Team.objects.filter(archived_at=None).order_by("pk").first()


def steps() -> list[Step]:
    team = first_team()
    return [
        Step("You", "/welcome", made=True),
        Step("The team", "/welcome/team", made=team is not None),
        Step("Its people", "/welcome/people", made=Membership.objects.filter(team=team, member=True).exists()),
        Step("The rota", "/welcome/rota", made=Schedule.objects.filter(team=team).exists()),
        Step("A sender", "/welcome/sender", made=Integration.objects.exists()),
    ]


def next_path() -> str:
    """The first step that has not been made; the front page when all have."""
    return next((step.path for step in steps() if not step.made), "/")
