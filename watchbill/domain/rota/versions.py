"""Editing a schedule without changing its past: domain.md, Rota 8."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from watchbill.domain.rota.layer import CompiledLayer, Standing
from watchbill.domain.rota.order import SlotOrder
from watchbill.domain.rota.values import Carry, Layer, Order, Schedule, Slot, Version
from watchbill.domain.rota.walltime import Zone, instant, tick, zone
from watchbill.domain.rota.workdays import WorkDays

_Key = tuple[frozenset[str], bool]
_CYCLES_TRIED = 1000


def edit(schedule: Schedule, layers: Sequence[Layer], at: datetime, *, fresh: Collection[str] = ()) -> Schedule:
    """The schedule whose layers are `layers` from `at` on; before `at` nothing changes.

    Layers are matched by name, and any `carry` in `layers` is made anew. In a layer named in `fresh` whoever serves
    keeps the watch to the end of the turn, and then the new order begins with its first, as after a shuffle by hand.
    Raises ValueError when a version begins after `at`: what was published for later must be edited later.
    """
    latest = schedule.versions[-1] if schedule.versions else Version(())
    if latest.since is not None and latest.since > at:
        raise ValueError(
            f"schedule {schedule.name} already has an edit from {latest.since:%Y-%m-%d %H:%M:%S%z} on; "
            f"expected an edit at that instant or later, not at {at:%Y-%m-%d %H:%M:%S%z}"
        )
    rotas = _Continuation(zone(schedule.zone), WorkDays(schedule.calendar), at)
    old = {layer.name: layer for layer in latest.layers}
    version = Version(
        tuple(rotas.carried(old.get(layer.name), layer, fresh=layer.name in fresh) for layer in layers),
        at.astimezone(UTC),
    )
    kept = schedule.versions[:-1] if latest.since == at else schedule.versions
    return replace(schedule, versions=(*kept, version))


class _Continuation:
    """How the layers of a new version go on from those of the old one."""

    def __init__(self, zone: Zone, days: WorkDays, at: datetime) -> None:
        self._zone, self._days, self._at = zone, days, at

    def carried(self, old: Layer | None, new: Layer, *, fresh: bool) -> Layer:
        new = replace(new, carry=None)
        if old is None or (old.rotation is None and new.rotation is None and old.carry is None):
            return new
        if not fresh and _same_turns(old, new):
            return replace(new, carry=old.carry)
        compiled = CompiledLayer(old, self._zone, self._days)
        standing = compiled.standing(tick(self._at))
        if standing is None:
            return new
        following = _following(compiled, new, new.rotation.order, standing, fresh=fresh) if new.rotation else 0
        return replace(new, carry=Carry(standing.slot, instant(standing.until), following))


def _same_turns(old: Layer, new: Layer) -> bool:
    return (old.slots, old.rotation, old.hours, old.seed) == (new.slots, new.rotation, new.hours, new.seed)


def _following(compiled: CompiledLayer, new: Layer, order: Order, standing: Standing, *, fresh: bool) -> int:
    """The number of the turn after the one that is kept."""
    old = compiled.layer
    same = old.rotation and old.rotation.order is order and _keys(old.slots) == _keys(new.slots)
    if same and not fresh and (order is not Order.SHUFFLED or old.seed == new.seed):
        return standing.following
    cycle = max(standing.following - 1, 0) // max(len(old.slots), 1)
    if order is Order.SHUFFLED:
        return _new_cycle(new, cycle + 1, standing.slot) * _size(new)
    if fresh:
        return (cycle + 1) * _size(new)
    return cycle * _size(new) + _listed_after(compiled, _keys(new.slots), standing)


def _new_cycle(new: Layer, first: int, serving: Slot) -> int:
    """The first cycle that does not begin with somebody who serves now, if there is one."""
    order = SlotOrder(new.slots, Order.SHUFFLED, new.seed)
    for cycle in range(first, first + _CYCLES_TRIED if new.slots else first):
        if set(serving.people).isdisjoint(new.slots[order.index(cycle * order.size)].people):
            return cycle
    return first


def _listed_after(compiled: CompiledLayer, slots: list[_Key], standing: Standing) -> int:
    """The place after that of the serving slot; without one, that of the first in the old order that there still is."""
    upcoming = [_key(slot) for slot in compiled.upcoming(standing.following)]
    place = _place(slots, _key(standing.slot), upcoming[:1], len(compiled.layer.slots), standing.following - 1)
    if place is not None:
        return place + 1
    return next((slots.index(key) for key in upcoming if key in slots), 0)


def _place(slots: list[_Key], serving: _Key, upcoming: list[_Key], size: int, turn: int) -> int | None:
    """Where the serving slot stands. Of several places, the one that the same slot follows, or the same one."""
    places = [place for place, key in enumerate(slots) if key == serving]
    followed = [place for place in places if [slots[(place + 1) % len(slots)]] == upcoming]
    same = [place for place in places if size and place == turn % size]
    return next(iter([*followed, *same, *places]), None)


def _size(layer: Layer) -> int:
    return max(len(layer.slots), 1)


def _keys(slots: Sequence[Slot]) -> list[_Key]:
    return [_key(slot) for slot in slots]


def _key(slot: Slot) -> _Key:
    """What makes two slots the same watch."""
    return frozenset(slot.people), slot.blocks
