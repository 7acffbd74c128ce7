"""What a text may be before it is a configuration: files of a folder, and files that are no such thing."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.shape.texts import EXAMPLES, HARBOUR, organisation, problem, problems
from watchbill.domain.shape import typed
from watchbill.domain.shape.document import compose
from watchbill.domain.shape.document.compose import LARGEST
from watchbill.domain.shape.kinds import fields_of
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.people import Person
from watchbill.domain.shape.problems import ConfigurationErrors
from watchbill.domain.shape.reading import read
from watchbill.domain.shape.schedules import Layer, Schedule


def test_files_of_a_folder_are_one_configuration() -> None:
    read = organisation(
        "organisation: Radio\npeople: {ana: {}}",
        "people: {ben: {}}\nteams: {t: {members: [ana, ben]}}",
        "# nothing here yet",
    )
    assert (read.name, list(read.people), read.teams["t"].members) == ("Radio", ["ana", "ben"], ("ana", "ben"))


def test_an_object_that_stands_in_two_files_names_both_places() -> None:
    assert str(problem("people:\n  ana: {}", "people:\n  ben: {}\n  ana: {}")) == (
        "2.yaml:3:3: people.ana: the key 'ana' stands twice, first at 1.yaml:2:3; leave one out"
    )


def test_a_setting_that_stands_in_two_files_names_both_places() -> None:
    assert str(problem("zone: UTC", "zone: UTC")) == (
        "2.yaml:1:1: zone: the key 'zone' stands twice, first at 1.yaml:1:1; leave one out"
    )


def test_routes_of_two_files_have_no_order_and_are_refused() -> None:
    assert problem("routes: [{match: []}]", "routes: [{match: []}]").path == "routes"


def test_a_key_that_stands_twice_in_one_file_is_refused_at_every_depth() -> None:
    found = problems("people:\n  ana: {name: A, name: B}\npeople: {ben: {}}")
    assert [str(one).partition(": the key")[0] for one in found] == [
        "1.yaml:2:18: people.ana.name",
        "1.yaml:3:1: people",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1.yaml:1:1: found nothing, expected keys such as people, teams, schedules"),
        ("# only a comment\n", "1.yaml:1:1: found nothing, expected keys"),
        ("---\n", "1.yaml:1:1: found nothing, expected keys"),
        ("- ana\n- ben", "1.yaml:1:1: expected keys such as people, teams, schedules at the top of the file"),
        ("hello", "1.yaml:1:1: expected keys such as people"),
        ("people:\n\tana: {}", "1.yaml:2:1: found a tab where the line is indented; YAML is indented with spaces"),
        ("people: {ana: {}", "1.yaml:2:1: this is not YAML: "),
        ("a: b: c", "1.yaml:1:5: this is not YAML: mapping values are not allowed in this context"),
        ("people: {}\n---\npeople: {}", "1.yaml:2:1: found a second document (---), expected one in a file"),
        ("people: {ana: *who}", "1.yaml:1:15: found *who, but &who does not stand above it"),
        ("people: &all {ana: *all}", "1.yaml:1:20: found *all inside of what it stands for"),
        (
            "people: {ana: !!python/object:os.system {}}",
            "1.yaml:1:15: found the tag 'tag:yaml.org,2002:python/object:os",
        ),
        ("people: {ana: !vault x}", "1.yaml:1:15: found the tag '!vault'; tags are not used here, leave it out"),
        ("people: {[a, b]: {}}", "1.yaml:1:10: found a list or a mapping as a key, expected a word"),
        (
            "teams: {a: &a {}, b: {<<: *a}}",
            "1.yaml:1:23: teams.b: merge keys (<<) are not read; write the keys out, or use an alias for a whole value",
        ),
        ("name: \x07", "1.yaml:1:7: found an unreadable character"),
        (b"name: caf\xe9", "1.yaml:1:1: the file is not UTF-8; save it as UTF-8"),
        ("zone: UTC\n".encode("utf-16"), "1.yaml:1:1: the file is not UTF-8; save it as UTF-8"),
        ("a: \ud800", "1.yaml:1:1: the file is not UTF-8"),
        ("[" * 100 + "]" * 100, "1.yaml:1:34: found a value nested more than 32 deep"),
        ("- " * 3000, "1.yaml:1:67: found a value nested more than 32 deep"),
        ("#" * (LARGEST + 1), "1.yaml:1:1: the file is larger than 4 MB; divide it into a folder of files"),
    ],
)
def test_what_is_no_configuration_is_refused_with_a_sentence(text: str | bytes, expected: str) -> None:
    assert str(problem(text)).startswith(expected)


def test_no_file_at_all_is_a_problem_too() -> None:
    assert str(problem()) == "configuration:1:1: found nothing, expected keys such as people, teams, schedules"


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert organisation("\ufeffzone: UTC").zone == "UTC"


def test_a_file_that_is_no_yaml_does_not_hide_what_is_wrong_with_the_others() -> None:
    assert [one.file for one in problems("a: [", "zone: Nowhere")] == ["1.yaml", "2.yaml"]


def test_what_a_file_that_is_no_yaml_defines_is_not_missed_in_the_others() -> None:
    assert problem("people: {ana: {}", "teams: {t: {members: [ana]}}").file == "1.yaml"


def test_aliases_that_unfold_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "MOST_VALUES", 1000)
    windows = "teams:\n  a: {coverage: &a [" + ", ".join(["{}"] * 30) + "]}\n"
    bomb = windows + "".join(f"  b{number}: {{coverage: *a}}\n" for number in range(40))
    assert "unfold to more than 1,000 values" in problems(bomb)[-1].sentence


def test_a_thousand_problems_are_enough() -> None:
    found = problems("people: {" + ", ".join(f"p{number}: {{nam: x}}" for number in range(1200)) + "}")
    assert len(found) == 1002
    assert any(one.sentence == "there are more than 1,000 problems; the rest is not read" for one in found)


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_same_is_read_where_yaml_has_no_compiled_parser(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = organisation(example.read_text())
    monkeypatch.setattr(compose, "_LOADER", yaml.BaseLoader)
    assert organisation(example.read_text()) == compiled


KEYS = sorted(
    {key for cls in (Organisation, Person, Schedule, Layer) for key in fields_of(cls)} | {"ana", "<<", "mail"}
)
WORDS = st.sampled_from([*KEYS, "1h", "2026-01-05", "nobody!", "~", "", "yes", "-1", "mon-fri", "mail:a@example.org"])
LEAVES = st.one_of(WORDS, st.text(max_size=8))
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.one_of(WORDS, st.text(max_size=4)), inner, max_size=6)
    ),
    max_leaves=25,
)


def flow(tree: object) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(flow, tree)) + "]"
    return str(tree)


def survives(content: str | bytes) -> None:
    try:
        found = read([("file", content)])
    except ConfigurationErrors as errors:
        found = errors.problems
    assert isinstance(found, Organisation) or found
    assert isinstance(found, Organisation) or all(one.line > 0 < one.column and one.sentence for one in found)


@given(TREES)
@settings(max_examples=40, deadline=None)
def test_any_tree_is_an_organisation_or_problems(tree: object) -> None:
    survives(flow(tree))


@given(st.dictionaries(st.sampled_from(sorted(fields_of(Organisation))), TREES, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_values_of_the_sections_are_an_organisation_or_problems(tree: object) -> None:
    survives(flow(tree))


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_is_an_organisation_or_problems(text: str) -> None:
    survives(text)


@given(st.binary(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_an_organisation_or_problems(content: bytes) -> None:
    survives(content)


LINES = HARBOUR.splitlines()


@given(st.integers(0, len(LINES) - 1), st.integers(0, 120), st.text(max_size=3), st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_file_with_one_slip_of_the_pen_is_an_organisation_or_problems(
    line: int, column: int, typed: str, gone: bool
) -> None:
    slipped = list(LINES)
    slipped[line] = slipped[line][:column] + typed + slipped[line][column + gone * 3 :]
    survives("\n".join(slipped))
