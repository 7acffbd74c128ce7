"""When a person is away. It moves no shift; it is known when shifts are planned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from watchbill.apps.people import audit
from watchbill.apps.people.models import Absence, Person
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Actor
from watchbill.problems import Wrong


@dataclass(frozen=True)
class Span:
    """Half-open, UTC. `written` is the span as the configuration file has it, when it comes from there."""

    start: datetime
    end: datetime
    written: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC"


@transaction.atomic
def add_absence(*, person: Person, start: datetime, end: datetime, by: Actor) -> Absence:
    require_own(by, person)
    if end <= start:
        raise Wrong("An absence ends after it begins.", {"end": "This is not after the start."})
    absence = person.absences.create(start_at=start, end_at=end)
    audit.record(by, "absent", "person", person.slug, str(Span(start, end)))
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, by: Actor) -> None:
    require_own(by, absence.person)
    audit.record(by, "not-absent", "person", absence.person.slug, str(Span(absence.start_at, absence.end_at)))
    absence.delete()


@transaction.atomic
def put_absences(*, person: Person, spans: Sequence[Span], by: Actor) -> None:
    """Exactly these, in this order."""
    require_own(by, person)
    held = [Span(row.start_at, row.end_at, row.written) for row in person.absences.order_by("pk")]
    if held == list(spans):
        return
    person.absences.all().delete()
    for span in spans:
        person.absences.create(start_at=span.start, end_at=span.end, written=span.written)
    audit.record(by, "absences", "person", person.slug, "; ".join(map(str, spans)) or "none")
