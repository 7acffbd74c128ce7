"""Escalation policies, in the words of the configuration file."""

from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.paging import policies
from watchbill.apps.paging.models import Policy
from watchbill.interfaces.api.listing import BY_SLUG, Asked, Portion, portion
from watchbill.interfaces.api.lookup import named
from watchbill.interfaces.api.requests import Body, Request
from watchbill.interfaces.api.written import read_policy, write

router = Router()


class PolicyShape(Schema):
    slug: str
    name: str
    version: int = Field(description="Raised by every change; a run keeps the one that it was started with.")
    archived: bool
    definition: dict[str, Any] = Field(description="As in the configuration file: `steps`, `repeat`, `fallback` …")


class PoliciesAsked(Asked):
    archived: bool = Field(False, description="`true`: those out of use.")


class PolicyBody(Body):
    definition: dict[str, Any] = Field(
        description="As in the configuration file.",
        examples=[{"repeat": 2, "steps": [{"page": [{"schedule": "radio-duty"}], "wait": "5m"}]}],
    )


class NewPolicy(PolicyBody):
    slug: str


@router.get("", response=Portion[PolicyShape])
def list_policies(request: Request, asked: Query[PoliciesAsked]) -> Portion[PolicyShape]:  # noqa: ARG001
    """Policies, by slug."""
    found = Policy.objects.filter(archived_at__isnull=not asked.archived)
    return portion(found, asked, _shape, order=BY_SLUG)


@router.post("", response={201: PolicyShape})
def create_policy(request: Request, body: NewPolicy) -> Status[PolicyShape]:
    """A new policy."""
    made = policies.create_policy(slug=body.slug, definition=read_policy(body.definition), by=request.auth)
    return Status(201, _shape(made))


@router.get("/{slug:slug}", response=PolicyShape)
def get_policy(request: Request, slug: str) -> PolicyShape:  # noqa: ARG001
    """One policy."""
    return _shape(named(Policy, slug))


@router.put("/{slug:slug}", response=PolicyShape)
def update_policy(request: Request, slug: str, body: PolicyBody) -> PolicyShape:
    """All of it, as it is to be from now on. Runs that have begun keep theirs."""
    policy = named(Policy, slug)
    return _shape(policies.update_policy(policy=policy, definition=read_policy(body.definition), by=request.auth))


@router.post("/{slug:slug}/archive", response=PolicyShape)
def archive_policy(request: Request, slug: str) -> PolicyShape:
    """Out of use, and kept for the runs that walked it."""
    return _shape(policies.archive_policy(policy=named(Policy, slug), by=request.auth))


def _shape(policy: Policy) -> PolicyShape:
    return PolicyShape(
        slug=policy.slug,
        name=policy.name,
        version=policy.version,
        archived=policy.archived_at is not None,
        definition=write(policies.written(policy)),
    )
