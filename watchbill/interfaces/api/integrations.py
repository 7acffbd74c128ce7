"""Integrations: the senders, and the keys that they show."""

from datetime import datetime
from typing import Any

from django.conf import settings
from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.alerts import integrations
from watchbill.apps.alerts.models import Integration
from watchbill.apps.catalog.models import Service
from watchbill.interfaces.api import integration_requests
from watchbill.interfaces.api.listing import BY_SLUG, Asked, Portion, portion
from watchbill.interfaces.api.lookup import meant_if_said, named
from watchbill.interfaces.api.requests import Body, Request

router = Router()
router.add_router("", integration_requests.router)
PAGERDUTY = "pagerduty"


class IntegrationShape(Schema):
    slug: str
    name: str
    source: str
    service: str | None = Field(description="Slug; null: the routes decide.")
    options: dict[str, Any]
    key_env: str = Field(description="The variable that the configuration file takes the key from; empty: none.")
    created_at: datetime
    archived: bool


class Key(Schema):
    key: str
    address: str = Field(description="Where the sender posts to.")


class IntegrationsAsked(Asked):
    service: str = Field("", description="Slug.")
    source: str = ""
    archived: bool = Field(False, description="`true`: those out of use.")


class IntegrationBody(Body):
    """All of it but the key, as it is to be."""

    source: str
    service: str | None = None
    name: str = ""
    options: dict[str, Any] = Field({}, description="What the source can be told, such as `mapping` of `generic`.")


class NewIntegration(IntegrationBody):
    slug: str
    key: str | None = Field(None, description="32 characters or more; none: one is made.")


@router.get("", response=Portion[IntegrationShape])
def list_integrations(request: Request, asked: Query[IntegrationsAsked]) -> Portion[IntegrationShape]:  # noqa: ARG001
    """Integrations, by slug."""
    found = Integration.objects.filter(archived_at__isnull=not asked.archived).select_related("service")
    if asked.service:
        found = found.filter(service__slug=asked.service)
    if asked.source:
        found = found.filter(source=asked.source)
    return portion(found, asked, _shape, order=BY_SLUG)


@router.post("", response={201: IntegrationShape})
def create_integration(request: Request, body: NewIntegration) -> Status[IntegrationShape]:
    """A new sender. `POST …/reveal-key` says its key and its address."""
    made = integrations.create_integration(slug=body.slug, key=body.key, by=request.auth, **_said(body))
    return Status(201, _shape(made))


@router.get("/{slug:slug}", response=IntegrationShape)
def get_integration(request: Request, slug: str) -> IntegrationShape:  # noqa: ARG001
    """One integration, without its key."""
    return _shape(named(Integration, slug))


@router.put("/{slug:slug}", response=IntegrationShape)
def update_integration(request: Request, slug: str, body: IntegrationBody) -> IntegrationShape:
    """All of it but the key, as it is to be from now on. An archived integration is in use again."""
    row = named(Integration, slug)
    return _shape(integrations.update_integration(integration=row, by=request.auth, **_said(body)))


@router.post("/{slug:slug}/archive", response=IntegrationShape)
def archive_integration(request: Request, slug: str) -> IntegrationShape:
    """Its key opens nothing any more; what it sent stays."""
    return _shape(integrations.archive_integration(integration=named(Integration, slug), by=request.auth))


@router.post("/{slug:slug}/reveal-key", response=Key)
def reveal_key(request: Request, slug: str) -> Key:
    """The key, for whoever sets up the sender. That it was looked at is in the audit log."""
    row = named(Integration, slug)
    return _key(row, integrations.reveal_key(integration=row, by=request.auth))


@router.post("/{slug:slug}/rotate-key", response=Key)
def rotate_key(request: Request, slug: str) -> Key:
    """A new key; the old one opens nothing any more, from this instant on."""
    row = named(Integration, slug)
    return _key(row, integrations.rotate_key(integration=row, by=request.auth))


def _said(body: IntegrationBody) -> dict[str, Any]:
    return {
        "source": body.source,
        "service": meant_if_said(Service, body.service, "service"),
        "name": body.name,
        "options": body.options,
    }


def _key(row: Integration, key: str) -> Key:
    path = "/v2/enqueue" if row.source == PAGERDUTY else f"/in/{row.source}/{key}"
    return Key(key=key, address=f"{settings.BASE_URL}{path}")


def _shape(row: Integration) -> IntegrationShape:
    return IntegrationShape(
        slug=row.slug,
        name=row.name,
        source=row.source,
        service=row.service.slug if row.service else None,
        options=row.options,
        key_env=row.key_env,
        created_at=row.created_at,
        archived=row.archived_at is not None,
    )
