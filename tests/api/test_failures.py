"""Whatever goes wrong is said in one shape, with a code that stays and a sentence that a person can act on."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.api.conftest import Program
from tests.api.world import World
from watchbill.interfaces.api.failures import CODES


def failure(answer: tuple[int, Any]) -> tuple[int, str]:
    """The status and the code; the shape is checked on the way."""
    status, said = answer
    assert set(said) == {"error"}
    assert set(said["error"]) == {"code", "message", "fields"}
    assert said["error"]["code"] in CODES
    assert said["error"]["message"].endswith(".")
    assert all(isinstance(text, str) for text in said["error"]["fields"].values())
    return status, said["error"]["code"]


@pytest.mark.parametrize("path", ["/nowhere", "/alerts/", "/alerts/x", "/", "/alerts/1/acknowledge/", "/people/a%00b"])
def test_an_address_that_is_not_there(path: str, as_administrator: Program) -> None:
    said = as_administrator.call("GET", path)
    assert failure(said) in {(404, "not-found"), (400, "wrong")}


def test_an_object_that_is_not_there(world: World, as_administrator: Program) -> None:
    for path in ("/alerts/999", "/schedules/none", "/people/none", "/teams/none", "/deliveries/999"):
        status, said = as_administrator.call("GET", path)
        assert failure((status, said)) == (404, "not-found")
        assert path.rsplit("/", 1)[1] in said["error"]["message"]


def test_a_method_that_the_address_does_not_take(as_administrator: Program) -> None:
    answer = as_administrator.send("DELETE", "/alerts")
    assert failure((answer.status_code, answer.json())) == (405, "wrong-method")
    assert answer.headers["Allow"] == "GET"


def test_no_token_and_an_unknown_one(as_nobody: Program, db: None) -> None:
    for program in (as_nobody, Program("wb_unknown"), Program("")):
        answer = program.send("GET", "/alerts")
        assert failure((answer.status_code, answer.json())) == (401, "no-token")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    said = Client().get("/api/v1/alerts", headers={"Authorization": "Basic dXNlcjpwYXNz"})
    assert failure((said.status_code, said.json())) == (401, "no-token")


def test_every_part_that_does_not_fit_is_named(world: World, as_manager: Program) -> None:
    status, said = as_manager.call(
        "POST",
        "/schedules/radio-duty/overrides",
        {"kind": "add", "start": "2026-03-04", "end": "soon", "whom": "ana"},
    )
    assert failure((status, said)) == (400, "wrong")
    fields = said["error"]["fields"]
    assert fields["person"] == "This is required."
    assert fields["whom"] == "There is no such field."
    assert "2026-01-05T08:00:00Z" in fields["start"]
    assert "2026-01-05T08:00:00Z" in fields["end"]


def test_what_a_service_refuses_names_the_field(world: World, as_manager: Program) -> None:
    status, said = as_manager.call("POST", f"/alerts/{world.alert.pk}/snooze", {"until": "2020-01-01T00:00:00Z"})
    assert failure((status, said)) == (400, "wrong")
    assert said["error"]["fields"] == {"until": "This time has passed."}


def test_a_reference_to_what_is_not_there_is_wrong_and_not_missing(world: World, as_manager: Program) -> None:
    status, said = as_manager.call("POST", "/services", {"slug": "x", "team": "radio", "policy": "none"})
    assert failure((status, said)) == (400, "wrong")
    assert said["error"]["fields"] == {"policy": "There is no policy 'none'."}


def test_what_is_so_already_is_a_conflict(world: World, as_administrator: Program) -> None:
    as_administrator.post(f"/alerts/{world.alert.pk}/resolve")
    answer = as_administrator.call("POST", f"/alerts/{world.alert.pk}/acknowledge")
    assert failure(answer) == (409, "conflict")
    assert failure(as_administrator.call("POST", "/teams", {"slug": "radio", "name": "Radio"})) == (409, "conflict")


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[1]", b'"text"', b"\xff", b'{"text": "\\u0000"}', b'{"text": "\\ud800"}', b'{"text": NaN}']
)
def test_a_body_that_cannot_be_read(body: bytes, world: World, as_manager: Program) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST",
        f"/api/v1/alerts/{world.alert.pk}/notes",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {as_manager.secret}"},
    )
    assert failure((answer.status_code, answer.json())) == (400, "wrong")


def test_a_body_that_is_too_large(world: World, as_manager: Program) -> None:
    answer = as_manager.call("POST", f"/alerts/{world.alert.pk}/notes", {"text": "x" * 3_000_000})
    assert failure(answer) == (413, "too-large")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"cursor": "!"},
        {"cursor": "AAAA"},
        {"status": "broken"},
        {"urgency": "huge"},
        {"statsu": "open"},
        {"since": "yesterday"},
        {"service": "a\x00b"},
    ],
)
def test_a_question_that_does_not_fit_names_its_parameter(
    query: dict[str, str], world: World, as_viewer: Program
) -> None:
    status, said = as_viewer.call("GET", "/alerts", **query)
    assert failure((status, said)) == (400, "wrong")
    assert set(said["error"]["fields"]) == set(query)


def test_numbers_beyond_the_database_find_nothing(world: World, as_administrator: Program) -> None:
    for path in (f"/alerts/{10**30}", f"/deliveries/{2**63}", "/alerts/0", "/alerts/-1"):
        assert failure(as_administrator.call("GET", path)) == (400, "wrong")


def test_a_defect_of_ours_tells_nothing_but_that_it_is_ours(
    world: World, as_viewer: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("watchbill.apps.alerts.listing.listed", broken)
    answer = as_viewer.send("GET", "/alerts")
    assert failure((answer.status_code, answer.json())) == (500, "internal")
    assert b"secret" not in answer.content


def test_a_database_that_does_not_answer_is_asked_again_later(
    world: World, as_viewer: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused at 10.0.0.1")

    monkeypatch.setattr("watchbill.apps.alerts.listing.listed", away)
    answer = as_viewer.send("GET", "/alerts")
    assert failure((answer.status_code, answer.json())) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert b"10.0.0.1" not in answer.content


def test_too_many_parameters_are_refused_in_the_same_shape(as_viewer: Program) -> None:
    answer = Client(raise_request_exception=False).get(
        "/api/v1/oncall/now?" + "&".join(["schedule=a"] * 2500),
        headers={"Authorization": f"Bearer {as_viewer.secret}"},
    )
    assert failure((answer.status_code, answer.json())) == (413, "too-large")


def test_what_fails_before_the_api_is_reached_has_the_same_shape(
    as_viewer: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    elsewhere = client.get("/api/v1/me", headers={"Host": "elsewhere.example"})
    assert failure((elsewhere.status_code, elsewhere.json())) == (400, "wrong")

    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", broken)
    answer = client.get("/api/v1/me")
    assert failure((answer.status_code, answer.json())) == (500, "internal")
    assert client.get("/").headers["Content-Type"].startswith("text/html")


def test_faults_of_a_configuration_are_named_by_their_places(as_administrator: Program) -> None:
    file = {"name": "rota.yaml", "text": "people:\n  ana: {name: Ana, rol: viewer}\nteams: {radio: {members: [bo]}}\n"}
    status, said = as_administrator.call("POST", "/configuration/plan", {"files": [file]})
    assert failure((status, said)) == (400, "wrong")
    assert said["error"]["message"] == "The configuration has 2 faults."
    assert [place.split(":")[:2] for place in said["error"]["fields"]] == [["rota.yaml", "2"], ["rota.yaml", "3"]]


def test_faults_in_the_words_of_the_file_are_named_by_their_places(world: World, as_manager: Program) -> None:
    layer = {"name": "weekly", "slots": ["ana", []], "unit": "weak", "starts": "2026-01-05T09:00"}
    status, said = as_manager.call("PUT", "/schedules/radio-duty/layers", {"layers": [layer]})
    assert failure((status, said)) == (400, "wrong")
    assert set(said["error"]["fields"]) == {"layers[0].slots[1]", "layers[0].unit"}
