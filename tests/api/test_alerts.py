"""An alert over the API: what is known of it, and what people do about it."""

from typing import Any

from tests.api.conftest import Program, token_of
from tests.api.world import World
from tests.hand import receive, turn
from tests.harbour import event
from watchbill.apps.alerts.models import Alert
from watchbill.apps.people.models import AuditEntry, Person


def paged(world: World) -> Alert:
    """Ana has been paged for it."""
    (alert,) = receive(world.integration, event(key="new", summary="Antenna down"))
    turn()
    return alert


def test_the_detail_says_who_was_paged_how_and_why(world: World, as_viewer: Program, as_administrator: Program) -> None:
    number = paged(world).pk
    said = as_viewer.get(f"/alerts/{number}")
    (page,) = said["pages"]
    assert (page["person"], page["status"], page["on_duty"]) == ("ana", "open", True)
    assert page["why"] == "you are on call for radio-duty"
    (delivery,) = page["deliveries"]
    assert (delivery["channel"], delivery["state"], delivery["place"]) == ("mail", "sent", None)
    assert [attempt["result"] for attempt in delivery["attempts"]] == ["sent"]
    assert said["run"]["policy"] == "radio-default"
    assert {entry["of"] for entry in said["log"]} == {"alert", "run"}
    (seen,) = as_administrator.get(f"/alerts/{number}")["pages"]
    assert seen["deliveries"][0]["place"] == "ana@example.org"


def test_what_the_source_sent_is_there_as_it_came(world: World, as_viewer: Program) -> None:
    (item,) = as_viewer.get(f"/alerts/{paged(world).pk}/events")["items"]
    assert (item["action"], item["dedup_key"]) == ("trigger", "new")
    assert '"Antenna down"' in item["body"]


def test_acknowledging_stops_paging_and_says_who(world: World, as_manager: Program) -> None:
    number = paged(world).pk
    said = as_manager.post(f"/alerts/{number}/acknowledge")
    assert (said["status"], said["acknowledged_by"]) == ("acknowledged", "bob")
    assert as_manager.post(f"/alerts/{number}/acknowledge") == said
    detail = as_manager.get(f"/alerts/{number}")
    assert (detail["run"]["status"], detail["pages"][0]["status"]) == ("acknowledged", "superseded")
    assert AuditEntry.objects.filter(act="acknowledge", via="api", person=world.bob).count() == 1


def test_snoozing_reassigning_escalating_and_noting(world: World, as_manager: Program) -> None:
    path = f"/alerts/{paged(world).pk}"
    assert as_manager.post(f"{path}/snooze", {"until": "2026-03-02T10:00:00+00:00"})["snoozed_until"] == (
        "2026-03-02T10:00:00Z"
    )
    said = as_manager.post(f"{path}/reassign", {"person": "bob"})
    assert (said["status"], said["snoozed_until"]) == ("triggered", None)
    turn()
    assert [page["person"] for page in as_manager.get(path)["pages"]] == ["ana", "bob"]
    as_manager.post(f"{path}/escalate")
    as_manager.post(f"{path}/notes", {"text": "On the way."})
    kinds = [entry["kind"] for entry in as_manager.get(path)["log"]]
    assert {"snoozed", "reassigned", "escalated", "note"} <= set(kinds)


def test_a_reassignment_names_one_target_that_exists(world: World, as_manager: Program) -> None:
    path = f"/alerts/{world.alert.pk}/reassign"
    bodies: list[dict[str, Any]] = [{}, {"person": "ana", "team": "radio"}, {"person": "none"}, {"room": "x"}]
    for body in bodies:
        assert as_manager.call("POST", path, body)[0] == 400


def test_mine_is_what_paged_me(world: World) -> None:
    number = paged(world).pk
    anas, bobs = Program(token_of(world.ana)), Program(token_of(world.bob))
    assert [each["id"] for each in anas.get("/alerts", mine="true")["items"]] == [number]
    assert bobs.get("/alerts", mine="true")["items"] == []
    bobs.post(f"/alerts/{number}/acknowledge")
    assert [each["id"] for each in bobs.get("/alerts", mine="true")["items"]] == [number]


def test_who_left_gets_in_no_more(world: World, as_administrator: Program, bob: Person) -> None:
    bobs = Program(token_of(bob))
    bobs.get("/me")
    as_administrator.post("/people/bob/left")
    assert bobs.call("GET", "/me")[0] == 401
