"""Services: what a team owns and what can break."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import transaction

from watchbill.apps.catalog.models import Service
from watchbill.apps.paging.models import Policy
from watchbill.apps.people import audit, changes
from watchbill.apps.people.fields import fitting, fitting_key
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.services import Runbook
from watchbill.domain.shape.words import read_link, read_name
from watchbill.problems import Conflict, Wrong


@transaction.atomic
def create_service(
    *,
    slug: str,
    team: Team,
    by: Actor,
    name: str = "",
    description: str = "",
    policy: Policy | None = None,
    critical: bool = False,
    communities: Sequence[str] = (),
    runbooks: Sequence[Runbook] = (),
) -> Service:
    """Without a policy the team's managers are paged, then the administrators."""
    require(by, Act.MANAGE_TEAM, team)
    if Service.objects.filter(slug=fitting_key(slug, "services")).exists():
        raise Conflict(f"There is a service {slug!r} already.", {"slug": "Choose another key."})
    _check_owners(team, policy)
    service = Service.objects.create(
        slug=slug,
        team=team,
        name=fitting("name", read_name, name) if name else "",
        description=description,
        policy=policy,
        critical=critical,
        communities=list(communities),
        runbooks=_runbooks(runbooks),
    )
    audit.record(by, "create", "service", slug, service.name)
    return service


@transaction.atomic
def edit_service(
    *,
    service: Service,
    team: Team,
    by: Actor,
    name: str = "",
    description: str = "",
    policy: Policy | None = None,
    critical: bool = False,
    communities: Sequence[str] = (),
    runbooks: Sequence[Runbook] = (),
) -> Service:
    """All of it, as it is to be from now on. An archived service is in use again."""
    row = _locked(service)
    require(by, Act.MANAGE_TEAM, row.team)
    require(by, Act.MANAGE_TEAM, team)
    _check_owners(team, policy)
    changes.restore(row, by, "service")
    fields = {
        "team": team,
        "name": fitting("name", read_name, name) if name else "",
        "description": description,
        "policy": policy,
        "critical": critical,
        "communities": list(communities),
        "runbooks": _runbooks(runbooks),
    }
    changes.update(row, by, "service", fields)
    return row


@transaction.atomic
def archive_service(*, service: Service, by: Actor) -> Service:
    """Out of use: nothing is routed to it any more. Its alerts stay on the record."""
    row = _locked(service)
    require(by, Act.MANAGE_TEAM, row.team)
    changes.archive(row, by, "service")
    return row


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("team", "policy").get(pk=service.pk)


def _check_owners(team: Team, policy: Policy | None) -> None:
    if team.archived_at is not None:
        raise Wrong(f"The team {team} is archived.", {"team": "Choose a team that is in use."})
    if policy is not None and policy.archived_at is not None:
        raise Wrong(f"The policy {policy} is archived.", {"policy": "Choose a policy that is in use."})


def _runbooks(runbooks: Sequence[Runbook]) -> list[dict[str, Any]]:
    for runbook in runbooks:
        fitting("runbooks", read_name, runbook.title)
        fitting("runbooks", read_link, runbook.url)
    plain: list[dict[str, Any]] = msgspec.to_builtins(list(runbooks))
    return plain
