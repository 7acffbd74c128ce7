"""What a sender sent, by the API: listed, refused, and taken in again; and a table of routes that is tried."""

from tests.api.conftest import Program
from tests.api.world import World, alert
from tests.harbour import KEY
from watchbill.apps.alerts.models import Alert
from watchbill.apps.catalog.models import Service

HOME = "/integrations/prometheus"


def test_a_kept_request_is_taken_in_again_and_becomes_part_of_the_open_alert(world: World, as_manager: Program) -> None:
    said = as_manager.post(f"{HOME}/requests/{world.received.pk}/replay")
    assert said == {"alerts": [world.alert.pk]}
    world.alert.refresh_from_db()
    assert (world.alert.event_count, world.alert.summary) == (2, "Silence")
    newest, oldest = as_manager.get(f"{HOME}/requests")["items"]
    assert (newest["alerts"], oldest["alerts"]) == ([world.alert.pk], [])
    assert '"event_action":"trigger"' in newest["body"]
    assert KEY not in newest["body"]


def test_what_was_refused_says_why(world: World, as_viewer: Program) -> None:
    [refused] = as_viewer.get(f"{HOME}/refused")["items"]
    assert (refused["message"], refused["faults"]) == ("The event was cut off.", [])


def test_a_test_raises_an_alert(world: World, as_manager: Program) -> None:
    [made] = as_manager.post(f"{HOME}/test")["alerts"]
    assert Alert.objects.get(pk=made).labels == {"test": "yes"}


def test_a_table_of_routes_is_tried_on_what_came_in_lately(world: World, as_viewer: Program) -> None:
    Service.objects.create(slug="studio", name="Studio", team=world.team)
    other = alert(world.integration, "other", labels={"site": "north"})
    said = as_viewer.post("/routes/preview", {"items": [{"match": ['site="north"'], "service": "studio"}]})
    assert said["looked_at"] == 2
    [moved] = said["moved"]
    assert (moved["alert"], moved["before"]["service"], moved["after"]["service"]) == (
        other.pk,
        "transmitter",
        "studio",
    )


def test_a_schedule_out_of_use_says_so(world: World, as_manager: Program) -> None:
    assert as_manager.post("/schedules/radio-duty/archive")["archived"] is True
