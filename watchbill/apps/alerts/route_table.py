"""The table of routes: which alert belongs to which service. It is the organisation's, and changed whole."""

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
from watchbill.problems import NotFound, Wrong


def written() -> tuple[Shape, ...]:
    """The table as the configuration file would say it."""
    return tuple(msgspec.convert(row.definition, Shape) for row in Route.objects.all())


@transaction.atomic
def replace_routes(*, routes: Sequence[Shape], by: Actor) -> None:
    """Exactly these, in this order."""
    require(by, Act.ADMINISTER)
    locked_organisation()
    held = written()
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
def move_route(*, place: int, to: int, by: Actor) -> None:
    """Places count from 0."""
    locked_organisation()
    routes = list(written())
    route = routes.pop(_place(place, routes))
    routes.insert(_place(to, [*routes, route]), route)
    replace_routes(routes=routes, by=by)


@transaction.atomic
def remove_route(*, place: int, by: Actor) -> None:
    """Places count from 0."""
    locked_organisation()
    routes = list(written())
    routes.pop(_place(place, routes))
    replace_routes(routes=routes, by=by)


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
