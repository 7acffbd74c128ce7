"""What only the whole organisation can show. Each fault is the path of a value and a sentence."""

from collections.abc import Iterator
from datetime import datetime

from watchbill.domain.shape.instants import write_instant
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.problems import Path
from watchbill.domain.shape.process_checks import process_faults
from watchbill.domain.shape.zones import person_zone, schedule_zone, to_utc

Faults = Iterator[tuple[Path, str]]

RESERVED = {
    "people": ("nobody",),
    "teams": ("own", "each-team-involved"),
    "communities": ("affected",),
}


def whole_faults(organisation: Organisation) -> Faults:
    yield from _reserved(organisation)
    yield from _mixed_spans(organisation)
    yield from _shared_keys(organisation)
    yield from process_faults(organisation)


def _reserved(organisation: Organisation) -> Faults:
    for section, words in RESERVED.items():
        for word in words:
            if word in getattr(organisation, section):
                yield (section, word), f"{word!r} has a meaning of its own here, expected another key"


def _mixed_spans(organisation: Organisation) -> Faults:
    """A wall clock and an instant can be compared once the zone is known."""
    for path, zone, start, end in _spans(organisation):
        mixed = end is not None and (start.tzinfo is None) != (end.tzinfo is None)
        if end is not None and mixed and to_utc(end, zone) <= to_utc(start, zone):
            sentence = f"the end, {write_instant(end)}, is not after the start, {write_instant(start)}, in {zone}"
            yield path, sentence


def _spans(organisation: Organisation) -> Iterator[tuple[Path, str, datetime, datetime | None]]:
    for key, person in organisation.people.items():
        for i, away in enumerate(person.away):
            yield ("people", key, "away", i), person_zone(organisation, key), away.start, away.end
    for key, schedule in organisation.schedules.items():
        zone = schedule_zone(organisation, key)
        for i, layer in enumerate(schedule.layers):
            if layer.starts:
                yield ("schedules", key, "layers", i), zone, layer.starts, layer.until
        for field in ("overrides", "temporary", "shadows", "reverse_shadows"):
            for i, span in enumerate(getattr(schedule, field)):
                yield ("schedules", key, field, i), zone, span.start, span.end
        for i, temporary in enumerate(schedule.temporary):
            for j, shift in enumerate(temporary.shifts):
                yield ("schedules", key, "temporary", i, "shifts", j), zone, shift.start, shift.end


def _shared_keys(organisation: Organisation) -> Faults:
    """An event must say by its key which integration it is for."""
    owners: dict[object, str] = {}
    for name, integration in organisation.integrations.items():
        if integration.key is None:
            continue
        owner = owners.setdefault((integration.key.env, integration.key.value), name)
        if owner != name:
            yield ("integrations", name, "key"), f"the integration {owner!r} has the same key, expected one of its own"
