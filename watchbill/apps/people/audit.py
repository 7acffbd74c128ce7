"""The audit log: every change by anybody."""

from typing import Any

from watchbill import clock
from watchbill.apps.people.models import AuditEntry
from watchbill.apps.people.permissions import Actor


def record(by: Actor, act: str, kind: str, ident: object, summary: str = "", **data: Any) -> None:
    """Write who did what, in the transaction that does it."""
    AuditEntry.objects.create(
        at=clock.now(),
        person=by.person,
        by=by.name,
        via=by.via,
        act=act,
        object_kind=kind,
        object_id=str(ident),
        summary=summary,
        data=data,
    )
