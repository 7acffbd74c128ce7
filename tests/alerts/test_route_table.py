"""The table of routes."""

import pytest

from watchbill.apps.alerts.models import Route as Row
from watchbill.apps.alerts.route_table import append_route, move_route, remove_route, replace_routes, written
from watchbill.apps.catalog.services import create_service
from watchbill.apps.people.models import AuditEntry, Person, Team
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.domain.alerting.urgency import Urgency
from watchbill.domain.shape.services import Route
from watchbill.problems import NotAllowed, NotFound, Wrong

pytestmark = pytest.mark.django_db

PAGE = Route(match=('severity="page"',), urgency=Urgency.HIGH)
TICKET = Route(match=('severity="ticket"',), urgency=Urgency.LOW, goes_on=True)
REST = Route(urgency=Urgency.LOW)


def test_routes_are_appended_moved_and_removed(as_alice: Actor) -> None:
    for route in (PAGE, TICKET, REST):
        append_route(route=route, by=as_alice)
    move_route(place=1, to=0, by=as_alice)
    assert written() == (TICKET, PAGE, REST)
    move_route(place=0, to=2, by=as_alice)
    assert written() == (PAGE, REST, TICKET)
    remove_route(place=1, by=as_alice)
    assert written() == (PAGE, TICKET)
    assert [row.position for row in Row.objects.all()] == [0, 1]
    assert Row.objects.get(position=1).definition["continue"] is True


def test_the_same_table_again_changes_and_audits_nothing(as_alice: Actor) -> None:
    replace_routes(routes=[PAGE, REST], by=as_alice)
    before = AuditEntry.objects.count()
    replace_routes(routes=[PAGE, REST], by=as_alice)
    assert AuditEntry.objects.count() == before


def test_a_route_leads_to_a_service_that_there_is(as_alice: Actor, team: Team) -> None:
    route = Route(service="transmitter")
    with pytest.raises(Wrong, match="no service 'transmitter'"):
        append_route(route=route, by=as_alice)
    service = create_service(slug="transmitter", team=team, by=as_alice)
    append_route(route=route, by=as_alice)
    assert Row.objects.get().service == service


def test_a_matcher_that_cannot_be_read_is_refused(as_alice: Actor) -> None:
    with pytest.raises(Wrong) as wrong:
        append_route(route=Route(match=("severity",)), by=as_alice)
    assert "match" in wrong.value.fields


def test_a_place_that_is_not_there_is_said(as_alice: Actor) -> None:
    replace_routes(routes=[PAGE, REST], by=as_alice)
    for act in (lambda: remove_route(place=2, by=as_alice), lambda: move_route(place=0, to=2, by=as_alice)):
        with pytest.raises(NotFound, match="there are 2"):
            act()


def test_the_table_is_for_administrators(bob: Person) -> None:
    with pytest.raises(NotAllowed):
        append_route(route=REST, by=somebody(bob, "web"))
