"""Changing a schedule: its layers, what departs from them for a while, the order by hand. Effects are shown first."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from watchbill import clock
from watchbill.apps.oncall import boundaries, rotas, selectors, services
from watchbill.apps.oncall.models import Override, Schedule
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, require
from watchbill.domain.rota.values import Slot
from watchbill.domain.shape.schedules import Layer
from watchbill.interfaces.ui.forms import how_many
from watchbill.interfaces.ui.oncall import order
from watchbill.interfaces.ui.oncall.forms import LayerForm, OverrideForm, ScheduleForm, ShuffleForm, layer_initial
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.people.names import people_by_name
from watchbill.interfaces.ui.teams import manageable
from watchbill.problems import NotFound, Problem

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@page
@get_or_post
def new_schedule(request: PageRequest) -> HttpResponse:
    form = ScheduleForm(request.POST or None, teams=manageable(request), initial={"team": request.GET.get("team")})
    layers = _layer_forms(request, [], _members(request.GET.get("team")))
    if _asks_to_save(request) and form.is_valid() and all(layer.is_valid() for layer in layers):
        said = form.cleaned_data
        try:
            services.create_schedule(layers=_written(layers), by=actor(request), **said)
        except Problem as problem:
            form.take(problem)
        else:
            return done(request, f"{said['name']} is there.", f"/rota/{said['slug']}")
    return render(request, "oncall/new.html", {"form": form, "layers": layers})


@page
@get_or_post
def edit_schedule(request: PageRequest, slug: str) -> HttpResponse:
    schedule = selectors.schedule(slug)
    require(actor(request), Act.MANAGE_TEAM, schedule.team)
    layers = _layer_forms(request, _present(schedule), "")
    moves: Sequence[Any] | None = None
    problem: Problem | None = None
    if request.method == "POST" and "more" not in request.POST and all(layer.is_valid() for layer in layers):
        try:
            if "save" in request.POST:
                services.edit_schedule(schedule=schedule, layers=_written(layers), by=actor(request))
                return done(request, "Saved. Everybody whose shift moved is told.", f"/rota/{slug}")
            moves = services.preview_edit(schedule=schedule, layers=_written(layers))
        except Problem as caught:
            problem = caught
    known = {"schedule": schedule, "layers": layers, "moves": moves, "problem": problem, "people": _people_of(moves)}
    return render(request, "oncall/edit.html", known | {"zone": rotas.zone_of(schedule)})


def _asks_to_save(request: PageRequest) -> bool:
    return request.method == "POST" and "more" not in request.POST


def _layer_forms(request: PageRequest, present: Sequence[Layer], slots: str) -> list[LayerForm]:
    """As posted, one more when asked for; else the present layers, or one to begin with."""
    people, names = people_by_name()
    common: dict[str, Any] = {"people": people, "known": {layer.name: layer for layer in present}}
    if request.method == "POST":
        count = how_many(request, 20)
        posted = [LayerForm(request.POST, prefix=f"layer-{place}", **common) for place in range(count)]
        more = [LayerForm(prefix=f"layer-{count}", **common)] if "more" in request.POST else []
        return posted + more
    initial = [layer_initial(layer, names) for layer in present] or [{"slots": slots, "starts": _next_monday()}]
    return [LayerForm(prefix=f"layer-{place}", initial=each, **common) for place, each in enumerate(initial)]


def _next_monday() -> str:
    today = clock.now()
    return f"{today.date().fromordinal(today.date().toordinal() - today.weekday())}T09:00"


def _members(team: str | None) -> str:
    people = Person.objects.filter(memberships__team__slug=team or "", memberships__member=True, is_active=True)
    return "\n".join(people.order_by("memberships__position").values_list("name", flat=True))


def _written(forms: Sequence[LayerForm]) -> list[Layer]:
    return [form.layer() for form in forms if not form.cleaned_data["remove"]]


def _present(schedule: Schedule) -> Sequence[Layer]:
    versions = list(schedule.versions.all())
    begun = [version for version in versions if version.since is None or version.since <= clock.now()]
    return rotas.written_layers((begun or versions)[-1]) if versions else ()


def _people_of(moves: Sequence[Any] | None) -> dict[str, Person]:
    return {person.slug: person for person in Person.objects.filter(slug__in={move.person for move in moves or ()})}


@page
@get_or_post
def override(request: PageRequest, slug: str) -> HttpResponse:
    """Asked twice: the first answer shows the effect, the second makes it."""
    schedule = selectors.schedule(slug)
    require(actor(request), Act.RESPOND, schedule.team)
    form = OverrideForm(request.POST or None, initial=_override_initial(request))
    moves: Sequence[Any] | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if "confirm" in request.POST:
                services.add_override(schedule=schedule, by=actor(request), **said)
                return done(
                    request,
                    "The override is made. Whoever it concerns is told.",
                    f"/rota/{slug}?from={_day(said['start'])}",
                )
            moves = services.preview_override(schedule=schedule, **said)
        except Problem as problem:
            form.take(problem)
    zone = rotas.zone_of(schedule)
    known = {"schedule": schedule, "form": form, "moves": moves, "people": _people_of(moves), "viewer_zone": _zone()}
    return render(request, "oncall/override.html", known | {"other_zone": zone if zone != _zone() else ""})


def _override_initial(request: PageRequest) -> dict[str, Any]:
    said = {name: request.GET.get(name, "") for name in ("person", "start", "end")}
    return {name: _instant(value) or value for name, value in said.items() if value}


def _instant(value: str) -> datetime | None:
    """What a script says ends in Z; on the wall clock of the viewer it is put by the form."""
    try:
        return datetime.fromisoformat(value) if value.endswith("Z") else None
    except ValueError:
        return None


def _zone() -> str:
    return timezone.get_current_timezone_name()


def _day(at: Any) -> str:
    return str(at.date().isoformat())


@page
@require_POST
def remove_override(request: PageRequest, slug: str, override_id: int) -> HttpResponse:
    found = (
        Override.objects.select_related("schedule__team", "person", "by")
        .filter(pk=override_id, schedule__slug=slug)
        .first()
    )
    if found is None:
        raise NotFound("This override is no longer there.")
    services.remove_override(override=found, by=actor(request))
    return done(request, "The override is taken back. Whoever it concerns is told.", f"/rota/{slug}")


@page
@get_or_post
def shuffle(request: PageRequest, slug: str, layer: str) -> HttpResponse:
    """The list of a layer, in a new order from the next round on."""
    schedule = selectors.schedule(slug)
    present, last = _round(schedule, layer)
    form = ShuffleForm(request.POST or None, size=len(present), proposed=_proposed(present, last))
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.shuffle_by_hand(schedule=schedule, layer=layer, slots=form.slots(), by=actor(request))
            return done(request, "The next round is served in this order.", f"/rota/{slug}")
        except Problem as problem:
            wrong = problem.sentence
    people = {
        person.slug: person
        for person in Person.objects.filter(slug__in={key for slot in present for key in slot.people})
    }
    rows = [(place + 1, slot.people, form[f"place-{place}"]) for place, slot in enumerate(present)]
    known = {
        "schedule": schedule,
        "layer": layer,
        "form": form,
        "rows": rows,
        "people": people,
        "last": last,
        "wrong": wrong,
    }
    return render(request, "oncall/shuffle.html", known)


def _round(schedule: Schedule, layer: str) -> tuple[tuple[Slot, ...], Slot]:
    """The list as it is, and who serves last in this round."""
    loaded = selectors.load(schedule)
    found = next((each for each in order.in_force(loaded, clock.now()).layers if each.name == layer), None)
    if found is None:
        raise NotFound(f"{schedule} has no layer {layer!r}.")
    cycle = boundaries.present_cycle(loaded.schedule, layer, clock.now())
    return found.slots, cycle.last if cycle else Slot()


def _proposed(present: Sequence[Slot], last: Slot) -> list[int]:
    """A random order in which the last of this round is not the first of the next, where that can be."""
    places = list(range(len(present)))
    for _ in range(50):
        random.shuffle(places)
        if len(present) < 3 or set(present[places[0]].people).isdisjoint(last.people):
            break
    return places
