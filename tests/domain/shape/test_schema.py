import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.domain.shape.organisations import an_organisation
from tests.domain.shape.texts import EXAMPLES
from watchbill.domain.shape.schema import json_schema
from watchbill.domain.shape.writing import write

PUBLISHED = Path(__file__).parents[3] / "docs/reference/configuration.schema.json"


class CoreLoader(yaml.SafeLoader):
    """Types plain scalars as editors do that validate YAML 1.2: whole numbers, true, false; all else is text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


CoreLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[0-9]+$"), list("0123456789"))

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def messages(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, CoreLoader))]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_published_schema_is_the_one_that_the_code_makes() -> None:
    """`watchbill schema > docs/reference/configuration.schema.json` makes it so."""
    assert json.loads(PUBLISHED.read_text()) == json_schema()


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_fits_the_schema(example: Path) -> None:
    assert messages(example.read_text()) == []


@pytest.mark.parametrize("seed", range(8))
def test_what_is_written_fits_the_schema(seed: int) -> None:
    assert messages(write(an_organisation(seed))) == []


@pytest.mark.parametrize(
    "text",
    [
        "peple: {}",
        "people: []",
        "people: {ana: {nam: Ana}}",
        "people: {ana: {role: admin}}",
        "people: {a b: {}}",
        "policies: {p: {repeat: -1}}",
        "policies: {p: {steps: [{page: [], volunteers: []}]}}",
        "policies: {p: {steps: [{page: [{person: ana, team: t}]}]}}",
        "policies: {p: {fallback: never}}",
        "settings: {keep_received: 30}",
        "services: {s: {}}",
        "services: {s: {team: t, critical: maybe}}",
        "teams: {t: {working_days: mon-fry}}",
        'teams: {t: {coverage: [{from: "25:00"}]}}',
        "schedules: {s: {layers: [{name: a}]}}",
        "schedules: {s: {layers: [{name: a, slots: [[]]}]}}",
        "integrations: {i: {source: generic, key: tooshort}}",
    ],
)
def test_what_reading_refuses_for_its_shape_the_schema_refuses_too(text: str) -> None:
    assert messages(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "people: {ana: {email: ana@example.org, contacts: {}, rules: {high: [{app: 0m}]}}}",
        'people: {ana: {contacts: {a: "ntfy:a", b: {address: "ntfy:b", verified: no}}}}',
        "teams: {t: {holidays: NO, working_days: [mon, wed]}}",
        "teams: {t: {holidays: {add: [2026-05-04]}, working_days: fri-mon}}",
        "schedules: {s: {layers: [{name: a, slots: [ana, [ben, chi], nobody, nobody!]}]}}",
        "services: {s: {team: t, critical: yes}}",
        "processes: {p: {review: {invited: [assigned, {communities: affected}, {person: ana}]}}}",
        f"integrations: {{i: {{source: generic, key: {'a' * 32}}}, j: {{source: generic, key: {{env: KEY}}}}}}",
    ],
)
def test_the_short_forms_fit_the_schema(text: str) -> None:
    assert messages(text) == []
