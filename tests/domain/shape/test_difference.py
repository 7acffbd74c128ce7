from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.shape.organisations import an_organisation
from tests.domain.shape.texts import HARBOUR, organisation
from watchbill.domain.shape.difference import MovedShift, difference, render
from watchbill.domain.shape.organisation import Organisation


def changed(before: str, after: str) -> list[str]:
    """The lines that a change of the example's text gives."""
    assert before in HARBOUR
    return render(difference(organisation(HARBOUR), organisation(HARBOUR.replace(before, after)))).splitlines()


def test_two_readings_of_one_file_are_no_difference() -> None:
    found = difference(organisation(HARBOUR), organisation(HARBOUR))
    assert not found
    assert render(found) == ""


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("length: 1\n", "length: 2\n", "~ schedule radio-duty: layer weekdays: length 1 -> 2"),
        ("name: Ana Ruiz", "name: Ana R.", "~ person ana: name Ana Ruiz -> Ana R."),
        ("    zone: Europe/Madrid\n", "", "~ person ana: zone removed Europe/Madrid"),
        ("members: [ana, ben, chi]", "members: [chi, ana]", "~ team radio: members [ana, ben, chi] -> [chi, ana]"),
        ("zone: Europe/Amsterdam", "zone: Europe/Oslo", "~ organisation: zone Europe/Amsterdam -> Europe/Oslo"),
        (
            'phone: "sms:+34600000001"',
            'phone: "sms:+34600000002"',
            "~ person ana: contact phone sms:+34600000001 -> sms:+34600000002",
        ),
        ("add: chi}", "add: ben}", "~ schedule radio-duty: override 2: add chi -> ben"),
        (
            "until: 2027-01-04T09:00",
            "until: 2027-01-05",
            "~ schedule radio-duty: layer weekdays: until 2027-01-04T09:00 -> 2027-01-05",
        ),
        ("wait: 5m}", "wait: 6m}", "~ policy radio-default: step 1: wait 5m -> 6m"),
        ("group_wait: 30s", "group_wait: 1m", "~ organisation: route 1: group wait 30s -> 1m"),
        (
            "at_end: demand-decision",
            "at_end: incident",
            "~ process harbour: triage: timebox: at end demand-decision -> incident",
        ),
        ("title: Planner", "title: Plans", "~ process harbour: role planner: title Planner -> Plans"),
        ("fallback: [{managers: own}]", "fallback: wait", "~ policy radio-default: fallback [{managers: own}] -> wait"),
        (
            "holidays: NL ",
            "holidays: {calendar: NL, add: [2026-05-04]} ",
            "~ team radio: holidays NL -> {calendar: NL, add: [2026-05-04]}",
        ),
    ],
)
def test_a_changed_field_is_one_line(before: str, after: str, line: str) -> None:
    assert changed(before, after) == [line]


def test_an_object_is_added_and_removed_whole() -> None:
    renamed = HARBOUR.replace("  commanders: {", "  command: {").replace("schedule: commanders", "schedule: command")
    lines = render(difference(organisation(HARBOUR), organisation(renamed))).splitlines()
    assert lines[:2] == ["+ schedule command", "- schedule commanders"]


def test_an_override_that_is_gone_is_said_as_such() -> None:
    line = "      - {from: 2026-03-03T09:00, to: 2026-03-03T17:00, add: chi}\n"
    assert changed(line, "") == [
        "~ schedule radio-duty: override removed {from: 2026-03-03T09:00, to: 2026-03-03T17:00, add: chi}"
    ]


def test_layers_in_another_order_are_a_change() -> None:
    people = "people: {ana: {}}\n"
    one, other = "{name: a, slots: [ana]}", "{name: b, slots: [ana]}"
    texts = [
        f"{people}schedules: {{s: {{layers: [{first}, {second}]}}}}" for first, second in ((one, other), (other, one))
    ]
    assert render(difference(organisation(texts[0]), organisation(texts[1]))) == (
        "~ schedule s: order of layers a, b -> b, a\n"
    )


def test_the_order_of_objects_in_a_section_is_no_difference() -> None:
    assert not difference(organisation("people: {ana: {}, ben: {}}"), organisation("people: {ben: {}, ana: {}}"))


def test_a_secret_that_changes_is_told_and_not_shown() -> None:
    keys = ["0" * 32, "1" * 32]
    texts = [f"integrations: {{a: {{source: generic, key: {key}}}}}" for key in keys]
    line = render(difference(organisation(texts[0]), organisation(texts[1])))
    assert line.startswith("~ integration a: key a key that stands in the file (")
    assert not any(key in line for key in keys)


def test_shifts_that_move_stand_below_what_moved_them() -> None:
    start, end = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 17, tzinfo=UTC)
    found = difference(
        organisation("people: {ana: {}, ben: {}}"),
        organisation("people: {ana: {name: Ana}, ben: {}}"),
        (MovedShift("watch", start, end, ("ana",), ("ben",)), MovedShift("watch", end, end, (), ("ana",))),
    )
    assert render(found).splitlines() == [
        "~ person ana: name added Ana",
        "> schedule watch: mon 2026-03-02 09:00 to 2026-03-02 17:00 UTC ana -> ben",
        "> schedule watch: mon 2026-03-02 17:00 to 2026-03-02 17:00 UTC nobody -> ana",
    ]


@given(st.integers(0, 2**32), st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_any_two_organisations_differ_in_readable_lines(one: int, other: int) -> None:
    old, new = an_organisation(one), an_organisation(other)
    found = difference(old, new)
    assert bool(found) is (old != new)
    assert all(line[:2] in ("+ ", "- ", "~ ") for line in render(found).splitlines())
    assert not difference(new, new)


def test_from_nothing_everything_is_added() -> None:
    lines = render(difference(Organisation(), organisation(HARBOUR))).splitlines()
    assert "+ schedule radio-duty" in lines
    assert lines[0] == "~ organisation: organisation added Harbour Radio"
