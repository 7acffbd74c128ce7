"""Every link leads somewhere, and every page can be found."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, prose

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TAKEN_BY_THE_BROWSER = {ROOT / "docs/images/now-desk-light.png"}
"""Pictures that the tests in the browser take."""

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def links(page: Path) -> Iterator[tuple[Path, str]]:
    for target in LINK.findall(prose(page)):
        if not target.startswith(("http://", "https://")):
            name, _, anchor = target.partition("#")
            yield ((page.parent / name).resolve() if name else page), anchor


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@each_page
def test_links_lead_to_files_and_headings_that_there_are(page: Path) -> None:
    for target, anchor in links(page):
        assert target.exists() or target in TAKEN_BY_THE_BROWSER, f"{page} links to {target}"
        assert not anchor or anchor in anchors(target), f"{page} links to #{anchor} of {target}"


def test_the_index_leads_to_every_page() -> None:
    found = {target for target, _ in links(DOCS / "index.md")}
    figures = DOCS / "reference" / "figures.md"
    assert {page for page in PAGES if page.is_relative_to(DOCS)} - {DOCS / "index.md", figures} <= found


@each_page
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(home|root|work|Users|tmp)/", text)
