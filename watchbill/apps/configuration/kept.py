"""The sections that are checked, kept and exported, and that nothing acts on yet."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Max

from watchbill.apps.configuration.models import Kept
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.people import audit, changes
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.organisation import SECTIONS
from watchbill.domain.shape.processes import Process
from watchbill.domain.shape.services import Community, StatusPage


def section(name: str, shape: type[Shape]) -> Section:
    noun = SECTIONS[name]

    def stored(also: Collection[str] = ()) -> dict[str, Any]:  # noqa: ARG001 - nothing is archived here
        return {row.slug: msgspec.convert(row.definition, shape) for row in Kept.objects.filter(kind=name)}

    def put(key: str, said: Shape, applying: Applying) -> None:
        definition = changes.as_stored(said)
        row = Kept.objects.filter(kind=name, slug=key).first()
        if row is not None:
            changes.update(row, applying.by, noun, {"definition": definition})
            return
        last = Kept.objects.filter(kind=name).aggregate(last=Max("position"))["last"]
        Kept.objects.create(kind=name, slug=key, definition=definition, position=0 if last is None else last + 1)
        audit.record(applying.by, "create", noun, key)

    def drop(key: str, delete: bool, by: Actor) -> None:  # noqa: ARG001 - what only stands here has no other record
        Kept.objects.filter(kind=name, slug=key).delete()
        audit.record(by, "delete", noun, key)

    return Section(name=name, shape=shape, stored=stored, put=put, drop=drop, can_be_deleted=lambda _: True)


COMMUNITIES = section("communities", Community)
STATUS_PAGES = section("status_pages", StatusPage)
PROCESSES = section("processes", Process)
