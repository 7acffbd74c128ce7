"""Lists come in portions, and nothing is shown twice or left out while rows come and go."""

from datetime import timedelta

from tests.api.conftest import Program
from tests.api.world import World, alert, failed
from tests.conftest import person
from watchbill import clock
from watchbill.apps.people.models import Membership


def read_all(program: Program, path: str, limit: int, **query: str) -> list[list[object]]:
    """The portions, by id or slug."""
    portions, cursor = [], ""
    while True:
        said = program.get(path, limit=limit, cursor=cursor, **query)
        portions.append([item.get("id", item.get("slug")) for item in said["items"]])
        if said["next"] is None:
            return portions
        cursor = said["next"]


def test_alerts_in_portions_newest_first_while_new_ones_come(world: World, as_viewer: Program) -> None:
    ids = [world.alert.pk, *(alert(world.integration, f"key-{n}").pk for n in range(4))]
    first = as_viewer.get("/alerts", limit=2)
    alert(world.integration, "later")
    rest = as_viewer.get("/alerts", limit=200, cursor=first["next"])
    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None


def test_portions_by_slug_hold_each_once(world: World, as_viewer: Program) -> None:
    for slug in ("eve", "finn", "gus"):
        person(slug)
    assert read_all(as_viewer, "/people", 2) == [["ana", "bob"], ["charlie", "eve"], ["finn", "gus"]]
    assert read_all(as_viewer, "/people", 6) == [["ana", "bob", "charlie", "eve", "finn", "gus"]]


def test_alerts_are_found_by_what_they_are(world: World, as_viewer: Program) -> None:
    low = alert(world.integration, "low", urgency="low", summary="Disk is 80% full")
    over = alert(world.integration, "over", status="resolved", triggered_at=clock.now() - timedelta(days=1))
    loose = alert(world.integration, "loose", service=None)

    def found(**query: str) -> set[int]:
        return {item["id"] for item in as_viewer.get("/alerts", **query)["items"]}

    assert found() == {world.alert.pk, low.pk, loose.pk}
    assert found(status="all") == {world.alert.pk, low.pk, loose.pk, over.pk}
    assert found(status="resolved") == {over.pk}
    assert found(urgency="low") == {low.pk}
    assert found(service="transmitter") == {world.alert.pk, low.pk}
    assert found(team="radio", text="disk") == {low.pk}
    assert found(text=f"#{low.pk}") == {low.pk}
    assert found(status="all", since="2026-03-02T09:00:00Z") == {world.alert.pk, low.pk, loose.pk}
    assert found(team="none") == set()


def test_people_are_found_by_team_role_and_name(world: World, as_viewer: Program) -> None:
    gone = person("gus", is_active=False)
    Membership.objects.create(team=world.team, person=gone)
    assert read_all(as_viewer, "/people", 50, team="radio") == [["ana", "bob"]]
    assert read_all(as_viewer, "/people", 50, role="viewer") == [["charlie"]]
    assert read_all(as_viewer, "/people", 50, text="an") == [["ana"]]
    assert read_all(as_viewer, "/people", 50, active="false") == [["gus"]]


def test_deliveries_are_found_by_state_channel_and_person(world: World, as_viewer: Program) -> None:
    sent = failed(world.bob, "k2", state="sent", channel="ntfy")
    assert read_all(as_viewer, "/deliveries", 50, state="failed") == [[world.failed.pk]]
    assert read_all(as_viewer, "/deliveries", 50, channel="ntfy") == [[sent.pk]]
    assert read_all(as_viewer, "/deliveries", 1) == [[sent.pk], [world.failed.pk]]
    assert read_all(as_viewer, "/deliveries", 50, person="ana") == [[world.failed.pk]]
