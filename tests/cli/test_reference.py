from pathlib import Path

from watchbill.interfaces.cli import reference
from watchbill.interfaces.cli.main import COMMANDS

PUBLISHED = Path(__file__).parents[2] / "docs/reference/cli.md"


def test_the_reference_of_the_commands_is_current() -> None:
    """`make docs` makes it so."""
    assert PUBLISHED.read_text(encoding="utf-8") == reference.page()


def test_it_names_every_command() -> None:
    page = reference.page()
    assert all(f"## watchbill {name}" in page for name in COMMANDS)
