"""The section `services`."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Q

from watchbill.apps.catalog.models import Service as Row
from watchbill.apps.catalog.services import archive_service, create_service, edit_service
from watchbill.apps.configuration.references import is_referred_to
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.services import Runbook, Service


def stored(also: Collection[str] = ()) -> dict[str, Service]:
    rows = Row.objects.filter(Q(archived_at=None) | Q(slug__in=also)).order_by("pk").select_related("team", "policy")
    return {row.slug: _shape(row) for row in rows}


def _shape(row: Row) -> Service:
    return Service(
        team=row.team.slug,
        name=row.name or None,
        description=row.description or None,
        policy=row.policy.slug if row.policy else None,
        critical=row.critical,
        communities=tuple(row.communities),
        runbooks=msgspec.convert(row.runbooks, tuple[Runbook, ...]),
    )


def put(key: str, said: Service, applying: Applying) -> None:
    row = Row.objects.filter(slug=key).first()
    fields: dict[str, Any] = {
        "team": Team.objects.get(slug=said.team),
        "name": said.name or "",
        "description": said.description or "",
        "policy": Policy.objects.get(slug=said.policy) if said.policy else None,
        "critical": said.critical,
        "communities": said.communities,
        "runbooks": said.runbooks,
    }
    if row is None:
        create_service(slug=key, by=applying.by, **fields)
    else:
        edit_service(service=row, by=applying.by, **fields)


def can_be_deleted(key: str) -> bool:
    return not is_referred_to(Row.objects.get(slug=key), ())


def drop(key: str, delete: bool, by: Actor) -> None:
    row = archive_service(service=Row.objects.get(slug=key), by=by)
    if delete:
        row.delete()


SECTION = Section(name="services", shape=Service, stored=stored, put=put, drop=drop, can_be_deleted=can_be_deleted)
