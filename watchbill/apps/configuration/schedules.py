"""The section `schedules`. Overrides and temporary shifts that people made on the pages are theirs, and so is the order
of a layer that is shuffled by hand: the file changes neither, unless it says something new about it."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Prefetch, Q

from watchbill.apps.configuration import departures
from watchbill.apps.configuration.references import is_referred_to
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.oncall import services as oncall
from watchbill.apps.oncall.models import Override, ScheduleVersion, Temporary
from watchbill.apps.oncall.models import Schedule as Row
from watchbill.apps.people import audit, changes
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Actor
from watchbill.domain.rota.values import Order
from watchbill.domain.shape import schedules as shape

OWN = (ScheduleVersion, Override, Temporary)
EXTRAS = ("description", "shadows", "reverse_shadows", "handover", "duties")
"""Kept with the schedule as the file says them."""


def stored(also: Collection[str] = ()) -> dict[str, shape.Schedule]:
    rows = Row.objects.filter(Q(archived_at=None) | Q(slug__in=also)).order_by("pk").select_related("team")
    found = rows.prefetch_related(
        "versions", Prefetch("overrides", Override.objects.select_related("person", "by")), "temporaries"
    )
    return {row.slug: _shape(row) for row in found}


def _shape(row: Row) -> shape.Schedule:
    extras = {name: row.extras[name] for name in EXTRAS if name in row.extras}
    return msgspec.structs.replace(
        msgspec.convert(extras, shape.Schedule),
        name=row.name or None,
        team=row.team.slug if row.team else None,
        zone=row.zone or None,
        layers=_layers(row),
        overrides=tuple(departures.override_shape(one) for one in row.overrides.all() if departures.counts(one)),
        temporary=tuple(departures.temporary_shape(one) for one in row.temporaries.all() if departures.counts(one)),
    )


def _layers(row: Row) -> tuple[shape.Layer, ...]:
    """Of the last version, which may be one that has not begun."""
    versions = list(row.versions.all())
    return msgspec.convert(versions[-1].layers, tuple[shape.Layer, ...]) if versions else ()


def settled(said: shape.Schedule, now: shape.Schedule, before: shape.Schedule | None) -> shape.Schedule:
    beside = departures.beside(said, now, before)
    return msgspec.structs.replace(
        now,
        layers=_in_order_of(said, now.layers, said, before),
        overrides=tuple(one for one in now.overrides if one not in beside.overrides),
        temporary=tuple(one for one in now.temporary if one not in beside.temporary),
    )


def with_made(said: shape.Schedule, now: shape.Schedule) -> shape.Schedule:  # noqa: ARG001
    """Rows hold a schedule in the words of the file."""
    return now


def _in_order_of(
    model: shape.Schedule, layers: tuple[shape.Layer, ...], said: shape.Schedule, before: shape.Schedule | None
) -> tuple[shape.Layer, ...]:
    """The layers, those that people shuffle in the order of `model` while the file says nothing new about them."""
    models = {layer.name: layer for layer in model.layers}
    saids = {layer.name: layer for layer in said.layers}
    befores = {layer.name: layer for layer in (before.layers if before else ())}

    def ordered(layer: shape.Layer) -> shape.Layer:
        other, file, earlier = (found.get(layer.name) for found in (models, saids, befores))
        by_people = other is not None and layer.order == other.order == Order.BY_HAND
        unsaid = file is not None and earlier is not None and file.slots == earlier.slots
        if other is not None and by_people and unsaid and _sorted(layer) == _sorted(other):
            return msgspec.structs.replace(layer, slots=other.slots)
        return layer

    return tuple(map(ordered, layers))


def _sorted(layer: shape.Layer) -> list[tuple[tuple[str, ...], bool]]:
    return sorted((slot.people, slot.blocks) for slot in layer.slots)


def put(key: str, said: shape.Schedule, applying: Applying) -> None:
    """All but the layers of a schedule that there is already; those follow with `put_layers`."""
    row = Row.objects.filter(slug=key).select_related("team").first()
    team = Team.objects.get(slug=said.team) if said.team else None
    if row is None:
        made = {"name": said.name or "", "zone": said.zone or ""}
        row = oncall.create_schedule(slug=key, team=team, layers=said.layers, by=applying.by, **made)
        now, row.extras = said, _extras(said)
        row.save(update_fields=["extras"])
        changed = False
    else:
        now = _shape(row)
        changed = changes.restore(row, applying.by, "schedule")
        fields: dict[str, Any] = {
            "name": said.name or "",
            "team": team,
            "zone": said.zone or "",
            "extras": _extras(said),
        }
        changed = changes.update(row, applying.by, "schedule", fields) or changed
    beside = departures.beside(said, now, applying.before.get(("schedules", key)))
    if departures.put(row, departures.together(said, beside)):
        audit.record(applying.by, "departures", "schedule", key, f"{len(said.overrides)} overrides")
        changed = True
    if changed:
        oncall.touch(row)


def _extras(said: shape.Schedule) -> dict[str, Any]:
    plain = changes.as_stored(said)
    return {name: plain[name] for name in EXTRAS if plain[name]}


def put_layers(key: str, said: shape.Schedule, applying: Applying) -> None:
    """A new version, where the layers are others than those that there are."""
    row = Row.objects.select_related("team").get(slug=key)
    now = _shape(row)
    wanted = _in_order_of(now, said.layers, said, applying.before.get(("schedules", key)))
    if wanted != now.layers:
        oncall.edit_schedule(schedule=row, layers=wanted, by=applying.by)


def can_be_deleted(key: str) -> bool:
    return not is_referred_to(Row.objects.get(slug=key), OWN)


def drop(key: str, delete: bool, by: Actor) -> None:
    row = Row.objects.select_related("team").get(slug=key)
    changes.archive(row, by, "schedule")
    departures.put(row, departures.Departures((), ()))
    oncall.touch(row)
    if delete:
        row.delete()


SECTION = Section(
    name="schedules",
    shape=shape.Schedule,
    stored=stored,
    put=put,
    drop=drop,
    can_be_deleted=can_be_deleted,
    settled=settled,
    with_made=with_made,
)
