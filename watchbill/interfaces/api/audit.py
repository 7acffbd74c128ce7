"""The audit log: who changed what, when, by which door."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from watchbill.apps.people.models import AuditEntry
from watchbill.apps.people.permissions import Act, require
from watchbill.interfaces.api.instants import Instant
from watchbill.interfaces.api.listing import Asked, Portion, portion
from watchbill.interfaces.api.requests import Request

router = Router()


class Entry(Schema):
    id: int
    at: datetime
    by: str
    person: str | None = Field(description="Slug.")
    via: str = Field(description="`web`, `api`, `link`, `file`, `command` or `engine`.")
    act: str
    object_kind: str
    object_id: str
    summary: str
    data: Any


class AuditAsked(Asked):
    person: str = Field("", description="Slug of whoever did it.")
    act: str = ""
    object_kind: str = Field("", description="Such as `schedule`.")
    object_id: str = Field("", max_length=64, description="Such as `radio-duty`.")
    since: Instant | None = None


@router.get("", response=Portion[Entry])
def list_audit(request: Request, asked: Query[AuditAsked]) -> Portion[Entry]:
    """For administrators; the newest first."""
    require(request.auth, Act.ADMINISTER)
    said = {name: value for name in ("act", "object_kind", "object_id") if (value := getattr(asked, name))}
    found = AuditEntry.objects.filter(**said).select_related("person")
    if asked.person:
        found = found.filter(person__slug=asked.person)
    if asked.since is not None:
        found = found.filter(at__gte=asked.since)
    return portion(found, asked, _shape)


def _shape(entry: AuditEntry) -> Entry:
    as_they_are = "id at by via act object_kind object_id summary data"
    said = {name: getattr(entry, name) for name in as_they_are.split()}
    return Entry(**said, person=entry.person.slug if entry.person else None)
