"""Objects by their slugs: what an address names, and what a body refers to."""

from typing import TypeVar

from django.db.models import Model

from watchbill.apps.alerts.models import Integration
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Person, Team
from watchbill.problems import NotFound, Wrong

M = TypeVar("M", bound=Model)
NOUNS: dict[type[Model], str] = {
    Person: "person",
    Team: "team",
    Service: "service",
    Policy: "policy",
    Schedule: "schedule",
    Integration: "integration",
}
JOINED: dict[type[Model], tuple[str, ...]] = {
    Schedule: ("team",),
    Service: ("team", "policy"),
    Integration: ("service__team",),
}


def named(model: type[M], slug: str) -> M:
    """What the address names. Raises NotFound."""
    found = _find(model, slug)
    if found is None:
        raise NotFound(f"There is no {NOUNS[model]} {slug!r}.")
    return found


def meant(model: type[M], slug: str, field: str) -> M:
    """What a field of the body refers to. Raises Wrong with that field."""
    found = _find(model, slug)
    if found is None:
        said = f"There is no {NOUNS[model]} {slug!r}."
        raise Wrong(said, {field: said})
    return found


def meant_if_said(model: type[M], slug: str | None, field: str) -> M | None:
    return meant(model, slug, field) if slug else None


def _find(model: type[M], slug: str) -> M | None:
    return model._default_manager.select_related(*JOINED.get(model, ())).filter(slug=slug).first()
