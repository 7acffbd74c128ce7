"""Services: what a team owns and what can break."""

from typing import Any

import msgspec
from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.catalog import services
from watchbill.apps.catalog.models import Service
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Team
from watchbill.domain.shape.services import Runbook
from watchbill.interfaces.api.listing import BY_SLUG, Asked, Portion, portion
from watchbill.interfaces.api.lookup import meant, meant_if_said, named
from watchbill.interfaces.api.requests import Body, Request
from watchbill.interfaces.api.written import read_runbooks

router = Router()


class RunbookShape(Body):
    title: str
    url: str


class ServiceShape(Schema):
    slug: str
    name: str
    description: str
    team: str = Field(description="Slug.")
    policy: str | None = Field(description="Slug; null: the team's managers are paged, then the administrators.")
    critical: bool
    communities: list[str]
    runbooks: list[RunbookShape]
    archived: bool


class ServicesAsked(Asked):
    team: str = Field("", description="Slug of the team that owns it.")
    archived: bool = Field(False, description="`true`: those out of use.")
    text: str = Field("", max_length=200, description="Part of the slug or the name.")


class ServiceBody(Body):
    """All of it, as it is to be."""

    team: str
    name: str = ""
    description: str = ""
    policy: str | None = None
    critical: bool = False
    communities: list[str] = []
    runbooks: list[RunbookShape] = []


class NewService(ServiceBody):
    slug: str


@router.get("", response=Portion[ServiceShape])
def list_services(request: Request, asked: Query[ServicesAsked]) -> Portion[ServiceShape]:  # noqa: ARG001
    """Services, by slug."""
    found = Service.objects.filter(archived_at__isnull=not asked.archived).select_related("team", "policy")
    if asked.team:
        found = found.filter(team__slug=asked.team)
    if asked.text:
        found = found.filter(name__icontains=asked.text) | found.filter(slug__icontains=asked.text)
    return portion(found, asked, _shape, order=BY_SLUG)


@router.post("", response={201: ServiceShape})
def create_service(request: Request, body: NewService) -> Status[ServiceShape]:
    """A new service of a team."""
    made = services.create_service(slug=body.slug, by=request.auth, **_said(body))
    return Status(201, _shape(made))


@router.get("/{slug:slug}", response=ServiceShape)
def get_service(request: Request, slug: str) -> ServiceShape:  # noqa: ARG001
    """One service."""
    return _shape(named(Service, slug))


@router.put("/{slug:slug}", response=ServiceShape)
def edit_service(request: Request, slug: str, body: ServiceBody) -> ServiceShape:
    """All of it, as it is to be from now on. An archived service is in use again."""
    return _shape(services.edit_service(service=named(Service, slug), by=request.auth, **_said(body)))


@router.post("/{slug:slug}/archive", response=ServiceShape)
def archive_service(request: Request, slug: str) -> ServiceShape:
    """Out of use: nothing is routed to it any more."""
    return _shape(services.archive_service(service=named(Service, slug), by=request.auth))


def _said(body: ServiceBody) -> dict[str, Any]:
    return {
        "team": meant(Team, body.team, "team"),
        "name": body.name,
        "description": body.description,
        "policy": meant_if_said(Policy, body.policy, "policy"),
        "critical": body.critical,
        "communities": body.communities,
        "runbooks": read_runbooks([runbook.model_dump() for runbook in body.runbooks]),
    }


def _shape(service: Service) -> ServiceShape:
    runbooks = msgspec.convert(service.runbooks, list[Runbook])
    return ServiceShape(
        slug=service.slug,
        name=service.name,
        description=service.description,
        team=service.team.slug,
        policy=service.policy.slug if service.policy else None,
        critical=service.critical,
        communities=service.communities,
        runbooks=[RunbookShape(title=runbook.title, url=runbook.url) for runbook in runbooks],
        archived=service.archived_at is not None,
    )
