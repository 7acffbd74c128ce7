"""The pages of the documentation, and what can be found in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """Without blocks of code."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def first_cells(name: str) -> list[str]:
    """The first column of every table of a page, without heads."""
    rows = re.findall(r"^\| *(.+?) *\|", text_of(name), re.MULTILINE)
    heads = {rows[number - 1] for number, cell in enumerate(rows) if set(cell) <= {"-", "|"}}
    return [cell for cell in rows if cell not in heads and not set(cell) <= {"-", "|"}]
