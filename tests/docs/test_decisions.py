"""What we depend on has its line, and what has a line is depended on."""

import re
import tomllib
from itertools import pairwise

from tests.docs.pages import DOCS, ROOT, first_cells

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> list[str]:
    found = (re.match(r"[\w.-]+", each) for each in requirements)
    return sorted(match[0] for match in found if match)


def test_every_dependency_says_what_it_saves() -> None:
    assert names(PROJECT["project"]["dependencies"]) == sorted(first_cells("decisions/0001-dependencies.md"))


def test_every_development_dependency_says_what_it_is_for() -> None:
    listed = sorted(first_cells("decisions/0002-development-dependencies.md"))
    assert names(PROJECT["dependency-groups"]["dev"]) == listed


def test_decisions_are_numbered_without_a_gap() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(file.name[:4]) for file in files]
    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers))
    for file, number in zip(files, numbers, strict=True):
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. ")
