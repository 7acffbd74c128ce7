"""The order of each rotation, visible: whose turn it is, who follows, and what comes when the list is through."""

from dataclasses import dataclass
from datetime import datetime

from watchbill.domain.rota.layer import current_turn
from watchbill.domain.rota.order import cycle_order
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.rota.values import Layer, Order, Slot, Version


@dataclass(frozen=True)
class Place:
    people: tuple[str, ...]
    is_now: bool


@dataclass(frozen=True)
class Turns:
    """The list of one layer as it is being served."""

    layer: Layer
    order: Order
    places: list[Place]
    following: list[Place]  # the next round, where it is another order
    until: datetime | None

    @property
    def says(self) -> str:
        if self.layer.rotation is None:
            return "always on"
        rotation = self.layer.rotation
        unit = rotation.unit.value.replace("-", " ")
        every = f"every {unit}" if rotation.length == 1 else f"every {rotation.length} {unit}s"
        return f"{every}, {self.order.value.replace('-', ' ')} order"


def in_force(rota: Loaded, at: datetime) -> Version:
    versions = rota.schedule.versions
    begun = [version for version in versions if version.since is None or version.since <= at]
    return (begun or list(versions))[-1]


def turns(rota: Loaded, at: datetime) -> list[Turns]:
    """Of every layer, from the uppermost down."""
    layers = sorted(in_force(rota, at).layers, key=lambda layer: -layer.priority)
    return [_turns(rota, layer, at) for layer in layers]


def _turns(rota: Loaded, layer: Layer, at: datetime) -> Turns:
    if layer.rotation is None:
        return Turns(layer, Order.LISTED, [Place(slot.people, True) for slot in layer.slots], [], None)
    order = layer.rotation.order
    turn = current_turn(layer, rota.schedule.zone, rota.schedule.calendar, at)
    cycle = turn.cycle if turn else 0
    slots = cycle_order(layer.slots, order, layer.seed, cycle)
    position = turn.position if turn else -1
    places = [Place(slot.people, place == position) for place, slot in enumerate(slots)]
    return Turns(layer, order, places, _next_round(layer, order, cycle), turn.end if turn else None)


def _next_round(layer: Layer, order: Order, cycle: int) -> list[Place]:
    if order is not Order.SHUFFLED:
        return []
    slots: tuple[Slot, ...] = cycle_order(layer.slots, order, layer.seed, cycle + 1)
    return [Place(slot.people, False) for slot in slots]
