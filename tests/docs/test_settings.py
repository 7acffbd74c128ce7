"""docs/reference/settings.md has every variable that the code reads, and no other."""

import re

from tests.docs.pages import ROOT, first_cells, text_of
from watchbill.adapters.channels.registry import all_channels
from watchbill.adapters.channels.settings import Setting, settings_of

NAMED = re.compile(r"""["'](WATCHBILL_[A-Z_]+[A-Z])["']""")


def read_by_the_code() -> set[str]:
    files = (ROOT / "watchbill").rglob("*.py")
    found = {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}
    return {name.removesuffix("_FILE") for name in found}


def of_channels() -> dict[str, Setting]:
    return {each.variable: each for channel in all_channels().values() for each in settings_of(channel.config).values()}


def documented() -> list[str]:
    return re.findall(r"^`(WATCHBILL_\w+)`", "\n".join(first_cells("reference/settings.md")), re.MULTILINE)


def test_every_variable_that_the_code_reads_has_its_line() -> None:
    assert read_by_the_code() | of_channels().keys() == set(documented())


def test_each_has_one_line() -> None:
    assert len(documented()) == len(set(documented()))


def test_the_defaults_of_channels_are_those_of_the_code() -> None:
    for variable, setting in of_channels().items():
        row = next(line for line in text_of("reference/settings.md").splitlines() if line.startswith(f"| `{variable}`"))
        assert f"| `{setting.default}` |" in row or not setting.default


def test_variables_that_the_page_marks_are_those_that_cannot_be_files() -> None:
    marked = {name for name in documented() if f"`{name}` ¹" in text_of("reference/settings.md")}
    files = [file.read_text(encoding="utf-8") for file in (ROOT / "watchbill").rglob("*.py")]
    plain = {name for text in files for name in re.findall(r'os\.environ\.get\("(WATCHBILL_\w+)"', text)}
    assert marked == plain
