"""People, teams and tokens over the API: what is whose, and what nobody else sees."""

from tests.api.conftest import Program, token_of
from tests.api.world import World
from watchbill.apps.agenda.models import Delivery


def test_places_are_shown_to_their_owner_and_to_administrators(
    world: World, as_viewer: Program, as_administrator: Program
) -> None:
    anas = Program(token_of(world.ana))
    for program, address in (
        (as_viewer, None),
        (anas, "mail:ana@example.org"),
        (as_administrator, "mail:ana@example.org"),
    ):
        said = program.get("/people/ana")
        assert [method["address"] for method in said["contact_methods"]] == [address]
        assert said["email"] == (address and "ana@example.org")
        (item,) = program.get("/deliveries", person="ana")["items"]
        assert item["place"] == (address and "ana@example.org")
    assert as_viewer.get(f"/deliveries/{world.failed.pk}")["message"] is None
    assert as_administrator.get(f"/deliveries/{world.failed.pk}")["message"]["subject"] == "Silence"


def test_people_change_what_is_theirs(world: World) -> None:
    anas = Program(token_of(world.ana))
    status, said = anas.call("PATCH", "/people/ana", {"name": "Ana Ruiz", "zone": "Europe/Madrid"})
    assert (status, said["name"], said["zone"]) == (200, "Ana Ruiz", "Europe/Madrid")
    assert anas.call("PATCH", "/people/ana", {"role": "administrator"})[0] == 403
    assert anas.call("PATCH", "/people/ana", {"zone": "Mars/Base"})[1]["error"]["fields"].keys() == {"zone"}


def test_a_contact_method_is_added_verified_ruled_and_removed(world: World) -> None:
    anas = Program(token_of(world.ana))
    anas.post("/people/ana/contact-methods", {"name": "second", "address": "mail:ana2@example.org"})
    assert anas.call("POST", "/people/ana/contact-methods/second/send-code") == (202, None)
    text = Delivery.objects.order_by("-pk")[0].message["subject"]
    said = anas.post("/people/ana/contact-methods/second/verify", {"code": text.rsplit(" ", 1)[1]})
    assert all(method["verified_at"] for method in said["contact_methods"])
    rules = {"high": [{"contact": "second", "after": "0m"}, {"contact": "mail", "after": "5m"}], "low": []}
    assert anas.call("PUT", "/people/ana/rules", rules)[1]["rules"] == rules
    late = {"high": [{"contact": "mail", "after": "later"}]}
    assert anas.call("PUT", "/people/ana/rules", late)[1]["error"]["fields"].keys() == {"after"}
    status, said = anas.call("DELETE", "/people/ana/contact-methods/second")
    assert (status, [method["name"] for method in said["contact_methods"]]) == (200, ["mail"])


def test_somebody_new_leaves_and_comes_back(as_administrator: Program) -> None:
    made = as_administrator.post("/people", {"slug": "eve", "name": "Eve", "email": "eve@example.org"})
    assert (made["active"], made["reachable"]) == (True, False)
    assert as_administrator.post("/people/eve/left")["active"] is False
    assert as_administrator.post("/people/eve/back")["active"] is True
    assert as_administrator.call("POST", "/people", {"slug": "No Good", "name": "X"})[0] == 400


def test_a_team_has_hours_as_the_file_says_them(world: World, as_administrator: Program) -> None:
    hours = {
        "working_days": "mon-thu",
        "holidays": {"calendar": "NL", "add": ["2026-05-04"]},
        "coverage": [{"days": "mon-fri", "from": "08:00", "to": "18:00"}],
    }
    made = as_administrator.post("/teams", {"slug": "studio", "name": "Studio", **hours})
    assert {key: made[key] for key in hours} == hours
    status, said = as_administrator.call("PATCH", "/teams/studio", {"coverage": [{"days": "noday"}]})
    assert (status, list(said["error"]["fields"])) == (400, ["coverage[0].days"])


def test_members_are_exactly_those_that_are_said(world: World, as_manager: Program) -> None:
    status, said = as_manager.call("PUT", "/teams/radio/members", {"members": ["bob", "ana"], "managers": ["bob"]})
    assert (status, said["members"], said["managers"]) == (200, ["bob", "ana"], ["bob"])
    status, said = as_manager.call("PUT", "/teams/radio/members", {"members": ["none"]})
    assert (status, said["error"]["fields"]) == (400, {"members": "There is no person 'none'."})


def test_the_secret_of_a_token_is_in_the_answer_that_makes_it_and_never_again(world: World) -> None:
    anas = Program(token_of(world.ana, "read", "respond"))
    made = anas.post("/tokens", {"name": "phone", "scopes": ["read"], "expires_at": "2026-03-03T09:00:00Z"})
    assert Program(made["secret"]).get("/me")["scopes"] == ["read"]
    listed = anas.get("/tokens")["items"]
    assert made["id"] in [each["id"] for each in listed]
    assert all("secret" not in each for each in listed)
    status, said = anas.call("DELETE", f"/tokens/{made['id']}")
    assert (status, said["revoked_at"]) == (200, "2026-03-02T09:00:00Z")
    assert Program(made["secret"]).call("GET", "/me")[0] == 401
    assert anas.call("POST", "/tokens", {"name": "more", "scopes": ["administer"]})[0] == 403


def test_services_policies_routes_and_integrations_are_made(world: World, as_administrator: Program) -> None:
    definition = {"team": "radio", "repeat": 2, "steps": [{"page": [{"schedule": "radio-duty"}], "wait": "5m"}]}
    made = as_administrator.post("/policies", {"slug": "second", "definition": definition})
    assert (made["definition"], made["version"]) == (definition, 1)
    service = {"team": "radio", "policy": "second", "runbooks": [{"title": "Restart", "url": "https://example.org/r"}]}
    made = as_administrator.post("/services", {"slug": "studio", **service})
    assert {key: made[key] for key in service} == service
    as_administrator.post("/integrations", {"slug": "pager", "source": "pagerduty", "service": "studio"})
    key = as_administrator.post("/integrations/pager/reveal-key")
    assert key["address"].endswith("/v2/enqueue")
    assert as_administrator.post("/integrations/pager/rotate-key")["key"] != key["key"]
    routes = [{"match": ['severity="page"'], "service": "studio", "urgency": "high"}, {"urgency": "low"}]
    assert as_administrator.call("PUT", "/routes", {"items": routes}) == (200, {"items": routes})
    assert as_administrator.post("/routes/1/move", {"to": 0})["items"] == routes[::-1]
    assert as_administrator.call("DELETE", "/routes/7")[0] == 404


def test_the_audit_log_says_what_was_done_through_the_api(world: World, as_administrator: Program) -> None:
    as_administrator.call("PATCH", "/people/ana", {"name": "Ana Ruiz"})
    (entry,) = as_administrator.get("/audit", object_kind="person", object_id="ana")["items"]
    assert (entry["person"], entry["via"], entry["act"]) == ("alice", "api", "update")
    assert as_administrator.get("/audit", person="bob")["items"] == []
