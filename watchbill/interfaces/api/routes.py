"""Routes: which alert belongs to which service. One table, in the words of the configuration file."""

from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from watchbill.apps.alerts import route_table
from watchbill.interfaces.api.requests import Body, Request
from watchbill.interfaces.api.written import read_routes, write

router = Router()
RouteShape = dict[str, Any]


class Routes(Schema):
    items: list[RouteShape] = Field(
        description="In order; the first that matches wins, unless it says `continue`.",
        examples=[[{"match": ['severity="page"'], "service": "transmitter", "urgency": "high"}]],
    )


class RoutesBody(Body):
    items: list[RouteShape] = Field(description="As in the configuration file.")


class RouteBody(Body):
    route: RouteShape = Field(description="As in the configuration file.")


class Place(Body):
    to: int = Field(ge=0, description="Counted from 0.")


@router.get("", response=Routes)
def list_routes(request: Request) -> Routes:  # noqa: ARG001
    """The table."""
    return _table()


@router.put("", response=Routes)
def replace_routes(request: Request, body: RoutesBody) -> Routes:
    """Exactly these, in this order."""
    route_table.replace_routes(routes=read_routes(body.items), by=request.auth)
    return _table()


@router.post("", response={201: Routes})
def append_route(request: Request, body: RouteBody) -> Status[Routes]:
    """One more, at the end."""
    (route,) = read_routes([body.route])
    route_table.append_route(route=route, by=request.auth)
    return Status(201, _table())


@router.post("/{place}/move", response=Routes)
def move_route(request: Request, place: int, body: Place) -> Routes:
    """To another place. Places count from 0."""
    route_table.move_route(place=place, to=body.to, by=request.auth)
    return _table()


@router.delete("/{place}", response=Routes)
def remove_route(request: Request, place: int) -> Routes:
    """Places count from 0."""
    route_table.remove_route(place=place, by=request.auth)
    return _table()


def _table() -> Routes:
    return Routes(items=[write(route) for route in route_table.written()])
