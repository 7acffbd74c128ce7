"""Changing schedules. The past is fixed; whoever's shift moves is told what moved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Max

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.oncall import boundaries, rotas
from watchbill.apps.oncall.models import Override, Schedule, ScheduleVersion
from watchbill.apps.oncall.moves import Move, moved, tell_moved
from watchbill.apps.people import audit
from watchbill.apps.people.fields import fitting, fitting_key, fitting_zone
from watchbill.apps.people.models import Person, Team
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.rota import values
from watchbill.domain.rota.versions import edit
from watchbill.domain.shape.schedules import Layer
from watchbill.domain.shape.words import read_name
from watchbill.problems import Conflict, NotFound, Wrong

LIVE = "rota"


@transaction.atomic
def create_schedule(
    *, slug: str, team: Team | None, layers: Sequence[Layer], by: Actor, name: str = "", zone: str = ""
) -> Schedule:
    require(by, Act.MANAGE_TEAM, team)
    if Schedule.objects.filter(slug=fitting_key(slug, "schedules")).exists():
        raise Conflict(f"There is a schedule {slug!r} already.", {"slug": "Choose another key."})
    _check(layers)
    name = fitting("name", read_name, name) if name else ""
    schedule = Schedule.objects.create(slug=slug, team=team, name=name, zone=fitting_zone(zone))
    ScheduleVersion.objects.create(
        schedule=schedule,
        number=1,
        since=None,
        layers=msgspec.to_builtins(tuple(layers)),
        made_by=by.person,
        made_at=clock.now(),
    )
    audit.record(by, "create", "schedule", slug, name)
    _changed(schedule)
    return schedule


@transaction.atomic
def edit_schedule(*, schedule: Schedule, layers: Sequence[Layer], by: Actor) -> list[Move]:
    """A new version from now on: whoever serves now keeps the watch to the end of their turn (Rota 8).

    Says whose shifts moved in the next 90 days; each of them is told.
    """
    schedule = _locked(schedule)
    require(by, Act.MANAGE_TEAM, schedule.team)
    _check(layers)
    now = clock.now()
    before = _domain(schedule)
    after = _edited(before, schedule, layers, now)
    _add_version(schedule, layers, after.versions[-1], now, by)
    audit.record(by, "edit", "schedule", schedule.slug, f"layers: {', '.join(layer.name for layer in layers)}")
    return _tell(schedule, before, after, now, by)


def preview_edit(*, schedule: Schedule, layers: Sequence[Layer]) -> list[Move]:
    """Whose shifts an edit would move, without making it."""
    now, before = clock.now(), _domain(schedule)
    return moved(before, _edited(before, schedule, layers, now), now)


@transaction.atomic
def shuffle_by_hand(*, schedule: Schedule, layer: str, slots: Sequence[int], by: Actor) -> None:
    """The order from the next cycle on: `slots` are the places of the present order. This cycle is served as it is."""
    schedule = _locked(schedule)
    now = clock.now()
    written = list(rotas.written_layers(_in_force(schedule, now)))
    index = next((i for i, each in enumerate(written) if each.name == layer), None)
    if index is None:
        raise NotFound(f"{schedule.slug} has no layer {layer!r}.")
    before = _domain(schedule)
    cycle = boundaries.present_cycle(before, layer, now)
    if cycle is None:
        raise Conflict("This layer has no turns to put in another order.")
    if by.person is None or by.person.slug not in cycle.last.people:
        require(by, Act.MANAGE_TEAM, schedule.team)
    present = written[index].slots
    _check_order(slots, len(present), cycle, [present[i].people for i in slots] if _whole(slots, present) else [])
    written[index] = msgspec.structs.replace(written[index], slots=tuple(present[i] for i in slots))
    since = max(now, cycle.last_begins)
    after = _edited(before, schedule, written, since, fresh=(layer,))
    _add_version(schedule, written, after.versions[-1], since, by)
    names = " → ".join(", ".join(slot.people) or "nobody" for slot in written[index].slots)
    audit.record(by, "shuffle", "schedule", schedule.slug, f"{layer}: {names}")


def _whole(slots: Sequence[int], present: Sequence[Any]) -> bool:
    return sorted(slots) == list(range(len(present)))


def _check_order(slots: Sequence[int], size: int, cycle: boundaries.Cycle, people: Sequence[tuple[str, ...]]) -> None:
    if not people:
        raise Wrong(f"The new order names each of the {size} places once.", {"slots": f"Found {list(slots)}."})
    if size >= 3 and set(people[0]) & set(cycle.last.people):
        first = ", ".join(people[0])
        raise Wrong(f"{first} would serve twice in a row: the last of a round is not the first of the next.")


def _edited(
    before: values.Schedule, schedule: Schedule, layers: Sequence[Layer], at: datetime, fresh: Sequence[str] = ()
) -> values.Schedule:
    """What was planned to begin later than this edit gives way to it."""
    begun = tuple(version for version in before.versions if version.since is None or version.since <= at)
    written = rotas.domain_layers(schedule.slug, layers, before.zone)
    return edit(replace(before, versions=begun), written, at, fresh=fresh)


@transaction.atomic
def add_override(
    *,
    schedule: Schedule,
    kind: str,
    start: datetime,
    end: datetime,
    person: Person,
    by: Actor,
    replaced_by: Person | None = None,
) -> Override:
    """Add, remove or replace somebody for a span. Later overrides win."""
    schedule = _locked(schedule)
    _may_override(schedule, by, person, replaced_by)
    _check_override(kind, start, end, replaced_by)
    before = _domain(schedule)
    override = Override.objects.create(
        schedule=schedule,
        kind=kind,
        start_at=start,
        end_at=end,
        person=person,
        by=replaced_by,
        position=_next_position(schedule),
        made_by=by.person,
        made_at=clock.now(),
    )
    what = f"{kind} {person.slug}" + (f" with {replaced_by.slug}" if replaced_by else "")
    audit.record(
        by, "override", "schedule", schedule.slug, f"{what}, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
    )
    _changed(schedule)
    _tell(schedule, before, _domain(schedule), clock.now(), by)
    return override


def preview_override(
    *, schedule: Schedule, kind: str, start: datetime, end: datetime, person: Person, replaced_by: Person | None = None
) -> list[Move]:
    """Whose shifts an override would move, without making it."""
    _check_override(kind, start, end, replaced_by)
    before = _domain(schedule)
    made = values.Override(values.OverrideKind(kind), start, end, person.slug, replaced_by.slug if replaced_by else "")
    return moved(before, replace(before, overrides=(*before.overrides, made)), min(start, clock.now()))


@transaction.atomic
def remove_override(*, override: Override, by: Actor) -> None:
    """Take an override back. What of it is past stays on the record of the audit log."""
    schedule = _locked(override.schedule)
    _may_override(schedule, by, override.person, override.by)
    before = _domain(schedule)
    override.delete()
    audit.record(by, "remove-override", "schedule", schedule.slug, f"{override.kind} {override.person.slug}")
    _changed(schedule)
    _tell(schedule, before, _domain(schedule), clock.now(), by)


def touch(schedule: Schedule) -> None:
    """Something about the schedule's rows has changed by another hand: its rota is computed anew."""
    _changed(schedule)


def _may_override(schedule: Schedule, by: Actor, person: Person, replaced_by: Person | None) -> None:
    """People may give their own shifts away and take others' on; a manager may do it for anybody."""
    own = by.person is not None and by.person in (person, replaced_by)
    require(by, Act.RESPOND if own else Act.MANAGE_TEAM, schedule.team)


def _check_override(kind: str, start: datetime, end: datetime, replaced_by: Person | None) -> None:
    if kind not in list(values.OverrideKind):
        raise Wrong("An override adds, removes or replaces somebody.", {"kind": f"Found {kind!r}."})
    if start >= end:
        raise Wrong("An override ends after it begins.", {"end": "This is not after the start."})
    if (kind == values.OverrideKind.REPLACE) != (replaced_by is not None):
        raise Wrong("To replace somebody, say who comes instead; otherwise nobody does.", {"replaced_by": "See above."})


def _check(layers: Sequence[Layer]) -> None:
    if not layers:
        raise Wrong("A schedule has at least one layer.")
    for layer in layers:
        for fault in layer.faults():
            raise Wrong(f"Layer {layer.name}: {fault.sentence}.", {fault.key: fault.sentence})
    known = set(Person.objects.values_list("slug", flat=True))
    named = {person for layer in layers for slot in layer.slots for person in slot.people}
    if unknown := sorted(named - known):
        raise Wrong(f"There is nobody called {', '.join(unknown)}.", {"slots": "Use the names of people."})


def _locked(schedule: Schedule) -> Schedule:
    return Schedule.objects.select_for_update(of=("self",)).get(pk=schedule.pk)


def _domain(schedule: Schedule) -> values.Schedule:
    return rotas.to_domain(schedule, rotas.zone_of(schedule))


def _in_force(schedule: Schedule, now: datetime) -> ScheduleVersion:
    versions = list(schedule.versions.all())
    begun = [version for version in versions if version.since is None or version.since <= now]
    return (begun or versions)[-1]


def _add_version(
    schedule: Schedule, layers: Sequence[Layer], version: values.Version, since: datetime, by: Actor
) -> None:
    """An edit takes the place of versions that have not begun by its own beginning."""
    schedule.versions.filter(since__gte=since).delete()
    number = schedule.versions.aggregate(last=Max("number"))["last"] or 0
    ScheduleVersion.objects.create(
        schedule=schedule,
        number=number + 1,
        since=since,
        layers=msgspec.to_builtins(tuple(layers)),
        carry={layer.name: msgspec.to_builtins(layer.carry) for layer in version.layers if layer.carry},
        made_by=by.person,
        made_at=clock.now(),
    )
    _changed(schedule)


def _changed(schedule: Schedule) -> None:
    schedule.epoch += 1
    schedule.save(update_fields=["epoch"])
    boundaries.plan_cycle_ends(schedule, _domain(schedule))
    wake.changed(LIVE, f"{LIVE}-{schedule.slug}")


def _tell(schedule: Schedule, before: values.Schedule, after: values.Schedule, now: datetime, by: Actor) -> list[Move]:
    moves = moved(before, after, now)
    tell_moved(schedule, moves, by, now)
    return moves


def _next_position(schedule: Schedule) -> int:
    return (schedule.overrides.aggregate(last=Max("position"))["last"] or 0) + 1
