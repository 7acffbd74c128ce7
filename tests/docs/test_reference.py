"""The pages of the reference have what the code has."""

import re

import msgspec
import pytest

from docs.generate import PAGES as GENERATED
from tests.docs.pages import DOCS, first_cells, text_of
from watchbill.adapters.channels.registry import all_channels
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.people.models import Role
from watchbill.apps.people.permissions import MANAGER_MAY, ROLE_MAY, SCOPE_FOR, Act
from watchbill.domain.shape import organisation, people, policies, schedules, services, teams
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.processes import Process
from watchbill.interfaces.cli.main import COMMANDS

DOCUMENTED_WHOLE = (organisation, people, teams, schedules, policies, services)
SHORT_FORMS = {"Contact", "NotificationRule", "Slot"}
"""Objects that a file writes in a shorter way."""


def shapes() -> list[type[Shape]]:
    found = [
        each
        for module in DOCUMENTED_WHOLE
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Shape) and each.__module__ == module.__name__
    ]
    return [each for each in found if each.__name__ not in SHORT_FORMS] + [Process]


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_every_key_of_the_configuration_file_is_said(shape: type[Shape]) -> None:
    said = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", text_of("reference/configuration.md")))))
    assert {field.encode_name for field in msgspec.structs.fields(shape)} - said == set()


def test_every_section_has_its_heading() -> None:
    headings = re.findall(r"^## (\w+)", text_of("reference/configuration.md"), re.MULTILINE)
    assert {*organisation.SECTIONS, "routes"} <= set(headings)


def test_every_command_is_named() -> None:
    assert [name for name in COMMANDS if f"## watchbill {name}" not in text_of("reference/cli.md")] == []


def test_every_source_and_channel_is_named() -> None:
    assert [kind for kind in all_sources() if f"`{kind}`" not in first_cells("reference/sources.md")] == []
    assert [kind for kind in all_channels() if f"`{kind}:…`" not in first_cells("reference/channels.md")] == []


def rights(row: str) -> set[Act]:
    line = next(line for line in text_of("reference/roles.md").splitlines() if line.startswith(f"| {row} |"))
    answers = [cell.strip() for cell in line.strip("|").split("|")[1:]]
    return {act for act, answer in zip(Act, answers, strict=True) if answer == "yes"}


def test_the_table_of_roles_is_what_the_code_allows() -> None:
    assert f"| role | {' | '.join(Act)} |" in text_of("reference/roles.md")
    assert {role: rights(f"`{role.value}`") for role in Role} == {role: set(ROLE_MAY[role]) for role in Role}
    assert rights("manager of the team") == MANAGER_MAY


@pytest.mark.parametrize("act", Act)
def test_every_right_has_its_scope(act: Act) -> None:
    assert re.search(rf"^\| `{SCOPE_FOR[act]}` \| `{act}`", text_of("reference/roles.md"), re.MULTILINE)


def test_the_glossary_is_in_order() -> None:
    words = first_cells("reference/glossary.md")
    assert words == sorted(words)


def test_every_generated_page_is_there() -> None:
    assert [name for name in GENERATED if not (DOCS / "reference" / name).is_file()] == []
