"""What is due at the boundaries of a rota: asking the last of a round to put the list in a new order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Delivery, Timer
from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import Person
from watchbill.apps.people.telling import tell_people
from watchbill.domain.rota import values
from watchbill.domain.rota.layer import Turn, current_turn
from watchbill.domain.rota.schedule import layer_shifts

CYCLE_END = "cycle-end"
LONGEST_CYCLE = timedelta(days=800)


@dataclass(frozen=True)
class Cycle:
    """One round of a layer's list: its last turn."""

    last: values.Slot
    last_begins: datetime
    end: datetime


def plan_cycle_ends(schedule: Schedule, rota: values.Schedule) -> None:
    """Whoever begins the last turn of a round is asked to order the next, in each layer that is ordered by hand."""
    now = clock.now()
    for layer in rota.versions[-1].layers:
        if layer.rotation is not None and layer.rotation.order == values.Order.BY_HAND:
            _plan(schedule, rota, layer.name, now)


def _plan(schedule: Schedule, rota: values.Schedule, layer: str, after: datetime) -> None:
    cycle = present_cycle(rota, layer, after)
    if cycle is not None:
        due = max(cycle.last_begins, after)
        agenda.set_timer(CYCLE_END, schedule.pk, due, epoch=schedule.epoch, layer=layer)


def ask_to_shuffle(timers: Sequence[Timer], schedules: Mapping[int, Schedule], now: datetime) -> None:
    """The last of the list has begun to serve: they are asked for the order of the next round."""
    for timer in timers:
        schedule, layer = schedules[timer.subject_id], timer.data["layer"]
        rota = rotas.to_domain(schedule, rotas.zone_of(schedule))
        cycle = present_cycle(rota, layer, now)
        if cycle is None:
            continue
        text = (
            f"You are the last on the list of {schedule} ({layer}). "
            f"Put it in a new order before your turn ends at {cycle.end:%Y-%m-%d %H:%M} UTC; "
            "otherwise the next round is served in the present order."
        )
        people = [person for person in _people(cycle.last) if not _was_asked(person, schedule, text)]
        path = f"/rota/{schedule.slug}/shuffle/{quote(layer, safe='')}"
        tell_people(people, f"Shuffle the list of {schedule}", text, path, now, (CYCLE_END, schedule.pk))
        _plan(schedule, rota, layer, cycle.end)


def _people(slot: values.Slot) -> list[Person]:
    return list(Person.objects.filter(slug__in=slot.people))


def _was_asked(person: Person, schedule: Schedule, text: str) -> bool:
    """Every change of the schedule sets the timer anew; nobody is asked the same twice."""
    told = Delivery.objects.filter(subject_kind=CYCLE_END, subject_id=schedule.pk, person_id=person.pk)
    return told.filter(message__text__startswith=text).exists()


def present_cycle(rota: values.Schedule, layer: str, at: datetime) -> Cycle | None:
    """The round that is being served at an instant, or the next one when nobody serves then."""
    end = at + LONGEST_CYCLE
    while at < end:
        turn = _turn(rota, layer, at)
        if turn is None:
            following = [shift.start for shift in layer_shifts(rota, layer, at, end) if shift.start > at]
            if not following:
                return None
            at = following[0]
        elif turn.is_last_of_cycle:
            return Cycle(turn.slot, turn.start or at, turn.end)
        else:
            at = turn.end
    return None


def _turn(rota: values.Schedule, layer: str, at: datetime) -> Turn | None:
    begun = [version for version in rota.versions if version.since is None or version.since <= at]
    version = (begun or list(rota.versions))[-1]
    found = next((each for each in version.layers if each.name == layer), None)
    return current_turn(found, rota.zone, rota.calendar, at) if found and found.rotation else None
