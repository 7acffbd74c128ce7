"""Routes on pages: the order, the preview on the last week's alerts, and what is wrong with a matcher."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World, alert_of
from watchbill import clock
from watchbill.apps.alerts import route_table
from watchbill.apps.alerts.models import Route
from watchbill.apps.catalog.models import Service
from watchbill.apps.configuration.services import export
from watchbill.apps.people.models import AuditEntry

pytestmark = pytest.mark.django_db
CRITICAL, SOUTH = 'severity="critical"', 'site="south"'


def matchers() -> list[tuple[str, ...]]:
    return [route.match for route in route_table.written()]


def seen() -> str:
    return route_table.seen_as(route_table.written())


@pytest.fixture
def studio(world: World) -> Service:
    return Service.objects.create(slug="studio", name="Studio", team=world.team)


def test_the_routes_stand_in_order_with_what_each_matched_lately(world: World, charlies: Client) -> None:
    page = text_of(charlies, "/routes")
    assert page.index("severity=&quot;critical&quot;") < page.index("site=&quot;south&quot;")
    assert "1 Transmitter, low urgency" in page
    assert "New route" not in page


def test_a_new_route_shows_what_would_change_and_counts_only_when_it_is_saved(
    world: World, studio: Service, alices: Client
) -> None:
    old = alert_of(world.integration, "old", last_event_at=clock.now() - timedelta(days=8))
    said = {"match": 'site="north"', "service": "studio", "urgency": "high", "place": "0", "seen": seen()}
    page = alices.post("/new/route", said).content.decode()
    assert "1 of the 1 alert" in page
    assert f'href="/alerts/{old.pk}"' not in page
    words = " ".join(page.split())
    assert "Transmitter, low urgency" in words
    assert "Studio, high urgency" in words
    assert matchers() == [(CRITICAL,), (SOUTH,)]
    assert alices.post("/new/route", said | {"save": "yes"}).status_code == 303
    assert matchers() == [('site="north"',), (CRITICAL,), (SOUTH,)]
    assert Route.objects.get(position=0).service == studio
    assert AuditEntry.objects.filter(act="update", object_kind="routes").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("severity", "expected one of the operators = != =~ !~"),
        ('site="north"\nhost=~"("', "Line 2, at character 8: in the pattern"),
        ('site="north', "the quote that opens here is never closed"),
    ],
)
def test_what_is_wrong_with_a_matcher_is_said_at_its_field_and_what_was_typed_is_kept(
    typed: str, sentence: str, world: World, alices: Client
) -> None:
    page = alices.post("/new/route", {"match": typed, "urgency": "low", "save": "yes"})
    words = page.content.decode().replace("&quot;", '"')
    assert sentence in words
    assert typed in words
    assert 'id="id_match_error"' in words
    assert len(matchers()) == 2


def test_several_matchers_on_a_line_become_one_each(world: World, alices: Client) -> None:
    alices.post("/new/route", {"match": '{site="north",host=~"a.*"}', "save": "yes"})
    assert matchers()[-1] == ('site="north"', 'host=~"a.*"')


def test_an_edit_keeps_what_the_form_does_not_show(world: World, alices: Client) -> None:
    Route.objects.filter(position=1).update(definition={"match": [SOUTH], "urgency": "low", "group_by": ["site"]})
    alices.post("/routes/2/edit", {"match": SOUTH, "urgency": "high", "goes_on": "on", "save": "yes", "seen": seen()})
    route = route_table.written()[1]
    assert (route.urgency, route.goes_on, route.group_by) == ("high", True, ("site",))


def test_routes_move_up_and_down(world: World, alices: Client) -> None:
    alices.post("/routes/2/move", {"way": "up", "seen": seen()})
    assert matchers() == [(SOUTH,), (CRITICAL,)]
    assert alices.post("/routes/1/move", {"way": "up", "seen": seen()}).status_code == 404


def test_a_route_is_removed_after_its_effect_was_shown(world: World, alices: Client) -> None:
    page = " ".join(alices.get("/routes/1/remove").content.decode().split())
    assert "Transmitter, high urgency" in page
    alices.post("/routes/1/remove", {"seen": seen()})
    assert matchers() == [(SOUTH,)]


def test_a_table_that_somebody_else_has_changed_is_not_overwritten(world: World, alices: Client) -> None:
    before = seen()
    alices.post("/routes/2/move", {"way": "up", "seen": before})
    answer = alices.post("/routes/1/edit", {"match": 'site="east"', "save": "yes", "seen": before})
    assert "Somebody else has changed the routes meanwhile" in answer.content.decode()
    assert alices.post("/routes/1/remove", {"seen": before}).status_code == 409
    assert matchers() == [(SOUTH,), (CRITICAL,)]


def test_routes_of_pages_are_exported_as_the_file_writes_them(world: World, studio: Service, alices: Client) -> None:
    alices.post("/new/route", {"match": 'site="north"', "service": "studio", "goes_on": "on", "save": "yes"})
    made = export().routes[-1]
    assert (made.match, made.service, made.goes_on) == (('site="north"',), "studio", True)
