"""Routes: which alert goes to which service. What a change would do is shown before it is made."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from watchbill import clock
from watchbill.apps.alerts import route_table
from watchbill.apps.alerts.route_trial import try_routes
from watchbill.apps.catalog.models import Service
from watchbill.apps.configuration.ownership import file_names_routes
from watchbill.apps.people.permissions import Act, may, require
from watchbill.domain.shape.services import Route
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.routes.forms import RouteForm, initial
from watchbill.problems import NotFound

SHOWN = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@page
@require_safe
def route_list(request: PageRequest) -> HttpResponse:
    routes = route_table.written()
    trial = try_routes(routes, clock.now())
    known = {
        "rows": list(zip(routes, trial.matched, strict=True)),
        "trial": trial,
        "services": _services(),
        "seen": route_table.seen_as(routes),
        "administers": may(actor(request), Act.ADMINISTER),
        "from_file": file_names_routes(),
    }
    return render(request, "routes/list.html", known)


@page
@get_or_post
def new_route(request: PageRequest) -> HttpResponse:
    require(actor(request), Act.ADMINISTER)
    routes = list(route_table.written())
    form = RouteForm(request.POST or None, places=len(routes))
    if request.method == "POST" and form.is_valid():
        place = form.place(len(routes))
        return _tried(request, form, [*routes[:place], form.route(), *routes[place:]], None)
    return _form(request, form, None)


@page
@get_or_post
def edit_route(request: PageRequest, number: int) -> HttpResponse:
    require(actor(request), Act.ADMINISTER)
    routes = list(route_table.written())
    before = _numbered(number, routes)
    form = RouteForm(request.POST or None, initial=initial(before))
    if request.method == "POST" and form.is_valid():
        return _tried(request, form, [*routes[: number - 1], form.route(before), *routes[number:]], number)
    return _form(request, form, number)


def _numbered(number: int, routes: Sequence[Route]) -> Route:
    if not 1 <= number <= len(routes):
        raise NotFound(f"There is no route {number}: there are {len(routes)}.")
    return routes[number - 1]


def _tried(request: PageRequest, form: RouteForm, wanted: Sequence[Route], number: int | None) -> HttpResponse:
    """Show what it would do; or do it, when that was asked for."""
    seen = request.POST.get("seen", "")
    if "save" in request.POST and form.carry_out(
        lambda _: route_table.replace_routes(routes=wanted, by=actor(request), seen=seen)
    ):
        return done(request, "Saved. It counts for alerts that come in from now on.", "/routes")
    return _form(request, form, number, trial=try_routes(wanted, clock.now()))


def _form(request: PageRequest, form: RouteForm, number: int | None, **more: Any) -> HttpResponse:
    seen = request.POST.get("seen") or route_table.seen_as(route_table.written())
    known = {"form": form, "number": number, "seen": seen, "services": _services(), "shown": SHOWN}
    return render(request, "routes/form.html", known | more)


@page
@get_or_post
def remove_route(request: PageRequest, number: int) -> HttpResponse:
    by = actor(request)
    require(by, Act.ADMINISTER)
    routes = route_table.written()
    route = _numbered(number, routes)
    if request.method == "POST":
        route_table.remove_route(place=number - 1, by=by, seen=request.POST.get("seen", ""))
        return done(request, f"Route {number} is gone.", "/routes")
    known = {
        "route": route,
        "number": number,
        "seen": route_table.seen_as(routes),
        "trial": try_routes(route_table.without(routes, number - 1), clock.now()),
        "services": _services(),
        "shown": SHOWN,
    }
    return render(request, "routes/remove.html", known)


@page
@require_POST
def move_route(request: PageRequest, number: int) -> HttpResponse:
    to = number + (-1 if request.POST.get("way") == "up" else 1)
    seen = request.POST.get("seen", "")
    route_table.move_route(place=number - 1, to=to - 1, by=actor(request), seen=seen)
    return done(request, f"Route {number} is now route {to}.", "/routes")


def _services() -> dict[str, Service]:
    return {service.slug: service for service in Service.objects.all()}
