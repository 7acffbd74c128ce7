"""The teams whose things somebody may change."""

from django.db.models import QuerySet

from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Act, may
from watchbill.interfaces.ui.page import PageRequest, actor


def manageable(request: PageRequest) -> QuerySet[Team]:
    teams = Team.objects.filter(archived_at=None).order_by("name")
    if may(actor(request), Act.MANAGE_TEAM):
        return teams
    return teams.filter(memberships__person=request.user, memberships__manager=True)


def manages_any(request: PageRequest) -> bool:
    return may(actor(request), Act.MANAGE_TEAM) or manageable(request).exists()
