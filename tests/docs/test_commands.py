"""What the pages show is what the commands print."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from tests.docs.pages import PAGES, ROOT
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.configuration.integrations import nested
from watchbill.interfaces.cli.main import main

SHOWN = re.compile(r"^```sh\n(watchbill rota [^\n]+)\n```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN = re.compile(r"^(?:[A-Z_]+=\S+ )*watchbill ([^\n#]+)", re.MULTILINE)
BLOCKS = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCKS.findall(page.read_text(encoding="utf-8")) if kind == language]


def shown() -> list[tuple[str, str]]:
    return [(command, output) for page in PAGES for command, output in SHOWN.findall(page.read_text(encoding="utf-8"))]


def written() -> list[str]:
    return sorted(
        {command.strip() for page in PAGES for block in blocks(page, "sh") for command in WRITTEN.findall(block)}
    )


@pytest.mark.parametrize(("command", "output"), shown(), ids=[command for command, _ in shown()])
def test_a_rota_that_is_shown_is_what_the_command_prints(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert (result.exit_code, result.output) == (0, output)


def test_the_rota_page_shows_its_dates() -> None:
    assert len(shown()) >= 8


@pytest.mark.parametrize("typed", written())
def test_a_command_that_is_written_can_be_typed(typed: str) -> None:
    """Its name and its options are those of the command; it is not run."""
    command: click.Command = main
    for word in shlex.split(typed):
        if isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            assert found is not None, f"there is no command {word}"
            command = found
        elif word.startswith("--"):
            assert any(word in (*each.opts, *each.secondary_opts) for each in command.params), f"no option {word}"


def test_the_mappings_that_are_shown_can_be_used() -> None:
    texts = blocks(ROOT / "docs/how-to/connect-anything-with-json.md", "yaml")
    mappings = [each["mapping"] for text in texts for each in yaml.safe_load(text)["integrations"].values()]
    assert len(mappings) == 2
    for mapping in mappings:
        all_sources()["generic"].check_options(nested(mapping))
