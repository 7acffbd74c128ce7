"""Schedules over the API: written in the words of the configuration file, read as shifts."""

from tests.api.conftest import Program, token_of
from tests.api.world import World

LAYERS = [
    {"name": "nights", "slots": ["bob"], "hours": [{"days": "mon-fri", "from": "22:00", "to": "06:00"}]},
    {
        "name": "days",
        "slots": ["ana", ["ana", "bob"], "nobody"],
        "unit": "day",
        "length": 2,
        "starts": "2026-03-02T09:00",
        "order": "shuffled",
        "priority": 3,
    },
]


def test_layers_come_back_as_they_were_written(world: World, as_manager: Program) -> None:
    said = as_manager.post("/schedules", {"slug": "second", "team": "radio", "layers": LAYERS})
    assert said["layers"] == LAYERS
    assert (said["zone"], said["team"], said["version"]) == ("Europe/Amsterdam", "radio", 1)
    assert as_manager.get("/schedules/second") == said


def test_the_rota_of_a_span_layer_by_layer_with_its_gaps(world: World, as_manager: Program) -> None:
    layer = {"name": "office", "slots": ["ana"], "hours": [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]}
    as_manager.post("/schedules", {"slug": "office", "zone": "UTC", "team": "radio", "layers": [layer]})
    said = as_manager.get("/schedules/office/rota", start="2026-03-02T00:00:00Z", end="2026-03-03T00:00:00Z")
    shift = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T17:00:00Z", "people": ["ana"]}
    assert said["final"] == [shift]
    assert said["layers"] == [{"name": "office", "shifts": [shift]}]
    assert said["gaps"] == [
        {"start": "2026-03-02T00:00:00Z", "end": "2026-03-02T09:00:00Z"},
        {"start": "2026-03-02T17:00:00Z", "end": "2026-03-03T00:00:00Z"},
    ]


def test_a_span_is_bounded_and_ends_after_it_begins(world: World, as_viewer: Program) -> None:
    for start, end in (
        ("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
    ):
        status, said = as_viewer.call("GET", "/schedules/radio-duty/rota", start=start, end=end)
        assert (status, list(said["error"]["fields"])) == (400, ["end"])


def test_an_edit_is_shown_before_it_is_made(world: World, as_manager: Program) -> None:
    layers = {"layers": [{"name": "weekly", "slots": ["bob"], "unit": "week", "starts": "2026-02-16T09:00"}]}
    foreseen = as_manager.post("/schedules/radio-duty/layers/preview", layers)
    assert as_manager.get("/schedules/radio-duty")["version"] == 1
    status, made = as_manager.call("PUT", "/schedules/radio-duty/layers", layers)
    assert (status, made) == (200, foreseen)
    assert {move["person"] for move in made["moves"]} == {"ana", "bob"}
    assert as_manager.get("/schedules/radio-duty")["version"] == 2


def test_overrides_are_foreseen_made_listed_and_taken_back(world: World, as_manager: Program) -> None:
    path = "/schedules/radio-duty/overrides"
    body = {
        "kind": "replace",
        "person": "ana",
        "replaced_by": "bob",
        "start": "2026-03-02T12:00:00Z",
        "end": "2026-03-02T13:00:00Z",
    }
    assert {move["person"] for move in as_manager.post(f"{path}/preview", body)["moves"]} == {"ana", "bob"}
    made = as_manager.post(path, body)
    assert made == body | {"id": made["id"]}
    assert [each["id"] for each in as_manager.get(path)["items"]] == [made["id"], world.override.pk]
    at_noon = as_manager.get("/oncall/now", schedule="radio-duty", at="2026-03-02T12:30:00Z")
    assert [each["slug"] for each in at_noon["schedules"]["radio-duty"]["people"]] == ["bob"]
    assert as_manager.call("DELETE", f"{path}/{made['id']}") == (204, None)
    assert as_manager.call("DELETE", f"{path}/{made['id']}")[0] == 404


def test_people_may_give_their_own_shifts_away(world: World) -> None:
    anas = Program(token_of(world.ana))
    body = {
        "kind": "replace",
        "person": "ana",
        "replaced_by": "bob",
        "start": "2026-03-02T12:00:00Z",
        "end": "2026-03-02T13:00:00Z",
    }
    anas.post("/schedules/radio-duty/overrides", body)
    other = body | {"person": "bob", "replaced_by": None, "kind": "remove"}
    assert anas.call("POST", "/schedules/radio-duty/overrides", other)[0] == 403


def test_the_shifts_of_one_person(world: World, as_viewer: Program) -> None:
    said = as_viewer.get("/oncall/shifts", person="ana", start="2026-03-02T09:00:00Z", end="2026-03-31T09:00:00Z")
    assert (said["items"][0]["schedule"], said["items"][0]["start"]) == ("radio-duty", "2026-03-02T09:00:00Z")
    assert all("ana" in each["people"] for each in said["items"])


def test_a_schedule_has_a_key_a_name_and_a_zone_that_fit(world: World, as_manager: Program) -> None:
    fitting = {"slug": "second", "team": "radio", "layers": LAYERS}
    for field, odd in (("slug", "No Good!"), ("slug", "x" * 65), ("zone", "Mars/Base"), ("name", "x" * 500)):
        status, said = as_manager.call("POST", "/schedules", fitting | {field: odd})
        assert (status, list(said["error"]["fields"])) == (400, [field])
    assert as_manager.call("POST", "/schedules", fitting | {"slug": "radio-duty"})[0] == 409
