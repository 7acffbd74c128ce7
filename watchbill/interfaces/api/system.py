"""Whoever asks, the organisation, and how this installation stands."""

from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from ninja import Router, Schema
from pydantic import Field

from watchbill import clock
from watchbill.apps.agenda.models import Beat
from watchbill.apps.people import organisation
from watchbill.apps.people.models import Organisation
from watchbill.apps.people.permissions import Act, Scope, may
from watchbill.interfaces.api.requests import Body, Request

router = Router()


class Me(Schema):
    name: str
    person: str | None = Field(description="Slug; null for the command line of the server's own machine.")
    role: str | None
    scopes: list[str] = Field(description="What the token may do, as far as its person may.")
    administers: bool


class OrganisationShape(Schema):
    name: str
    zone: str


class OrganisationChange(Body):
    """What is left out stays as it is."""

    name: str | None = None
    zone: str | None = None


class EngineShape(Schema):
    engine: str = Field(description="Host and process.")
    at: datetime = Field(description="Its last sign of life.")
    started_at: datetime


class System(Schema):
    version: str | None
    database: str = Field(description="`embedded` or `postgresql`.")
    base_url: str
    now: datetime
    engines: list[EngineShape]


@router.get("/me", response=Me)
def get_me(request: Request) -> Me:
    """Whom this token speaks for, and what it may do."""
    by = request.auth
    return Me(
        name=by.name,
        person=by.person.slug if by.person else None,
        role=by.person.role if by.person else None,
        scopes=sorted(by.scopes) if by.scopes is not None else [scope.value for scope in Scope],
        administers=may(by, Act.ADMINISTER),
    )


@router.get("/organisation", response=OrganisationShape)
def get_organisation(request: Request) -> OrganisationShape:  # noqa: ARG001
    """Whose watch this is."""
    return _organisation(organisation.organisation())


@router.patch("/organisation", response=OrganisationShape)
def update_organisation(request: Request, body: OrganisationChange) -> OrganisationShape:
    """Its name, and the zone that counts where none is said."""
    return _organisation(organisation.update_organisation(by=request.auth, name=body.name, zone=body.zone))


@router.get("/system", response=System)
def get_system(request: Request) -> System:  # noqa: ARG001
    """Which version, which database, which engines."""
    return System(
        version=installed_version(),
        database="embedded" if settings.EMBEDDED else "postgresql",
        base_url=settings.BASE_URL,
        now=clock.now(),
        engines=[
            EngineShape(engine=beat.engine, at=beat.at, started_at=beat.started_at)
            for beat in Beat.objects.order_by("engine")
        ],
    )


def installed_version() -> str | None:
    try:
        return version("watchbill")
    except PackageNotFoundError:
        return None


def _organisation(row: Organisation) -> OrganisationShape:
    return OrganisationShape(name=row.name, zone=row.zone)
