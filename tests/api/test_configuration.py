"""The configuration file over the API: planned, applied once, and given back."""

from tests.api.conftest import Program
from watchbill.apps.people.models import Person

FILE = {"name": "harbour.yaml", "text": "organisation: Harbour\npeople: {eve: {name: Eve}}\n"}


def test_a_plan_changes_nothing_and_applying_twice_no_more_than_once(as_administrator: Program) -> None:
    body = {"files": [FILE]}
    planned = as_administrator.post("/configuration/plan", body)
    assert planned["changed"] is True
    assert "+ person eve" in planned["text"]
    assert not Person.objects.filter(slug="eve").exists()
    assert as_administrator.post("/configuration/apply", body)["text"] == planned["text"]
    assert Person.objects.get(slug="eve").name == "Eve"
    assert as_administrator.post("/configuration/apply", body)["changed"] is False
    assert "eve" in as_administrator.get("/configuration/export")["text"]


def test_several_files_are_one(as_administrator: Program) -> None:
    second = {"name": "b.yaml", "text": "teams: {studio: {members: [eve]}}"}
    planned = as_administrator.post("/configuration/plan", {"files": [FILE, second]})
    assert "+ team studio" in planned["text"]


def test_no_file_is_no_configuration(as_administrator: Program) -> None:
    for body in ({}, {"files": []}, {"files": [{"name": "a"}]}, {"files": [FILE], "prun": True}):
        assert as_administrator.call("POST", "/configuration/plan", body)[0] == 400
