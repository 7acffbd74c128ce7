"""The table of routes: which alert belongs to which service. It is the organisation's, and changed whole."""

import hashlib
from collections.abc import Sequence

import msgspec
from django.db import transaction

from watchbill.apps.alerts.models import Route
from watchbill.apps.catalog.models import Service
from watchbill.apps.people import audit
from watchbill.apps.people.changes import as_stored
from watchbill.apps.people.fields import fitting
from watchbill.apps.people.organisation import locked_organisation
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.labels import read_matcher
from watchbill.domain.shape.services import Route as Shape
from watchbill.problems import Conflict, NotFound, Wrong


def written() -> tuple[Shape, ...]:
    """The table as the configuration file would say it."""
    return tuple(msgspec.convert(row.definition, Shape) for row in Route.objects.all())


def seen_as(routes: Sequence[Shape]) -> str:
    """A mark of the table as somebody saw it: places mean nothing once another has changed it."""
    return hashlib.sha256(msgspec.json.encode(tuple(routes))).hexdigest()[:16]


@transaction.atomic
def replace_routes(*, routes: Sequence[Shape], by: Actor, seen: str = "") -> None:
    """Exactly these, in this order. Refused when `seen` is given and the table is no longer as it was seen."""
    require(by, Act.ADMINISTER)
    locked_organisation()
    held = written()
    if seen and seen != seen_as(held):
        raise Conflict("Somebody else has changed the routes meanwhile. Look at the table as it is now, and try again.")
    if held == tuple(routes):
        return
    rows = [_row(place, route) for place, route in enumerate(routes)]
    Route.objects.all().delete()
    Route.objects.bulk_create(rows)
    definitions = [row.definition for row in rows]
    audit.record(by, "update", "routes", "", f"{len(held)} -> {len(rows)} routes", routes=definitions)


@transaction.atomic
def append_route(*, route: Shape, by: Actor) -> None:
    """Last: what no other route has taken."""
    locked_organisation()
    replace_routes(routes=(*written(), route), by=by)


@transaction.atomic
def move_route(*, place: int, to: int, by: Actor, seen: str = "") -> None:
    """Places count from 0."""
    locked_organisation()
    routes = list(written())
    route = routes.pop(_place(place, routes))
    routes.insert(_place(to, [*routes, route]), route)
    replace_routes(routes=routes, by=by, seen=seen)


@transaction.atomic
def remove_route(*, place: int, by: Actor, seen: str = "") -> None:
    """Places count from 0."""
    locked_organisation()
    replace_routes(routes=without(written(), place), by=by, seen=seen)


def without(routes: Sequence[Shape], place: int) -> list[Shape]:
    """The table as it would be with one route less."""
    left = list(routes)
    left.pop(_place(place, left))
    return left


def _place(place: int, routes: Sequence[Shape]) -> int:
    if not 0 <= place < len(routes):
        raise NotFound(f"There is no route at place {place}: there are {len(routes)}, counted from 0.")
    return place


def _row(place: int, route: Shape) -> Route:
    for matcher in route.match:
        fitting("match", read_matcher, matcher)
    return Route(
        position=place,
        match=list(route.match),
        service=_service(route.service) if route.service else None,
        urgency=route.urgency or "",
        definition=as_stored(route),
    )


def _service(slug: str) -> Service:
    service = Service.objects.filter(slug=slug, archived_at=None).first()
    if service is None:
        raise Wrong(f"There is no service {slug!r} to route to.", {"service": "Name one that is in use."})
    return service
