"""What the API takes and gives in the words of the configuration file: layers, policies, routes, hours.

Read and written by the grammar of the file itself, so that both always mean the same.
"""

from collections.abc import Mapping as Values
from typing import Any

import msgspec

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.document.compose import compose
from watchbill.domain.shape.document.tree import Mapping
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.plain import Bare, Plain, plain_of
from watchbill.domain.shape.policies import Policy
from watchbill.domain.shape.problems import ConfigurationErrors, Problem
from watchbill.domain.shape.schedules import Layer
from watchbill.domain.shape.services import Route, Runbook
from watchbill.domain.shape.teams import Team
from watchbill.domain.shape.typed import TypedReading
from watchbill.problems import Wrong

KEY = "it"
MOST_FIELDS = 50


def read_layers(said: list[dict[str, Any]]) -> tuple[Layer, ...]:
    return _read("schedules", {"layers": said}).schedules[KEY].layers


def read_policy(said: dict[str, Any]) -> Policy:
    return _read("policies", said).policies[KEY]


def read_hours(said: dict[str, Any]) -> Team:
    """`working_days`, `holidays` and `coverage` of a team."""
    return _read("teams", said).teams[KEY]


def read_runbooks(said: list[dict[str, Any]]) -> tuple[Runbook, ...]:
    return _read("services", {"team": KEY, "runbooks": said}).services[KEY].runbooks


def read_routes(said: list[dict[str, Any]]) -> tuple[Route, ...]:
    return _organisation({"routes": said}, ("routes",)).routes


def write(thing: Shape) -> Any:
    """As the file would say it, with numbers and truth values as JSON has them."""
    return _json(plain_of(thing))


def _read(section: str, said: Values[str, Any]) -> Organisation:
    return _organisation({section: {KEY: said}}, (section, KEY))


def _organisation(document: dict[str, Any], above: tuple[str, ...]) -> Organisation:
    problems: list[Problem] = []
    try:
        root = compose("", msgspec.json.encode(document))
        assert isinstance(root, Mapping)
        found = TypedReading(problems).root(root)
    except ConfigurationErrors as errors:
        problems += errors.problems
    if problems:
        prefix = f"{'.'.join(above)}."
        fields = {each.path.removeprefix(prefix): f"{each.sentence}." for each in problems[:MOST_FIELDS]}
        raise Wrong("Part of the request does not fit.", fields)
    return found


def _json(plain: Plain) -> Any:
    if isinstance(plain, dict):
        return {key: _json(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_json(item) for item in plain]
    if isinstance(plain, Bare):
        return (
            {"yes": True, "no": False}.get(plain)
            if plain in ("yes", "no")
            else int(plain)
            if plain.isdigit()
            else str(plain)
        )
    return str(plain)
