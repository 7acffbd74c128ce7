"""Routes: which alert belongs to which service. One table, in the words of the configuration file."""

from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from watchbill import clock
from watchbill.apps.alerts import route_table
from watchbill.apps.alerts.route_trial import Moved, Where, try_routes
from watchbill.domain.alerting.matcher_syntax import MatcherError
from watchbill.interfaces.api.requests import Body, Request
from watchbill.interfaces.api.written import read_routes, write
from watchbill.problems import Wrong

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


class WhereShape(Schema):
    service: str | None = Field(description="Slug; null: no service.")
    urgency: str


class GoesShape(WhereShape):
    alerts: int


class MovedShape(Schema):
    alert: int
    summary: str
    before: WhereShape
    after: WhereShape


class TrialShape(Schema):
    """What a table would do to the newest alerts of the last seven days."""

    looked_at: int
    goes: list[GoesShape] = Field(description="How many would go where, most first.")
    moved: list[MovedShape] = Field(description="Those that the present table sends elsewhere, the newest first.")


@router.get("", response=Routes)
def list_routes(request: Request) -> Routes:  # noqa: ARG001
    """The table."""
    return _table()


@router.put("", response=Routes)
def replace_routes(request: Request, body: RoutesBody) -> Routes:
    """Exactly these, in this order."""
    route_table.replace_routes(routes=read_routes(body.items), by=request.auth)
    return _table()


@router.post("/preview", response=TrialShape)
def preview_routes(request: Request, body: RoutesBody) -> TrialShape:  # noqa: ARG001
    """What this table would do, tried on the newest 1,000 alerts of the last seven days. Nothing is changed."""
    try:
        trial = try_routes(read_routes(body.items), clock.now())
    except MatcherError as problem:
        raise Wrong("A matcher cannot be read.", {"match": f"{problem}."}) from problem
    goes = [GoesShape(alerts=count, **_where(where)) for where, count in trial.goes]
    return TrialShape(looked_at=trial.looked_at, goes=goes, moved=[_moved(each) for each in trial.moved])


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


def _where(where: Where) -> dict[str, Any]:
    return {"service": where.service or None, "urgency": where.urgency}


def _moved(each: Moved) -> MovedShape:
    before, after = WhereShape(**_where(each.before)), WhereShape(**_where(each.after))
    return MovedShape(alert=each.alert.pk, summary=each.alert.summary, before=before, after=after)
