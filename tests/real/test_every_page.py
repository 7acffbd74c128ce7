"""Every page that a link leads to: axe finds nothing, in both themes, and nothing is wider than a small phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.real.browser import Visitor
from tests.real.served import Served

pytestmark = pytest.mark.real
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ADMINISTRATOR = "Ruth Adeyemi"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = {"width": 320, "height": 640}
NOT_PAGES = ("/api/", "/accounts/logout", "/static/")


def look_around(page: Page, demo: Served) -> None:
    page.goto(f"{demo.url}/look-around")
    page.get_by_role("button", name=ADMINISTRATOR).click()
    page.wait_for_url(f"{demo.url}/")


def pattern_of(path: str) -> str | None:
    """The address as the product names it, whatever the thing is called that it shows."""
    try:
        return resolve(path).route
    except Resolver404:
        return None


@pytest.fixture(scope="module")
def pages(demo: Served, browser: Browser) -> Iterator[dict[str, str]]:
    """One path of each address that links lead to, found by following them."""
    visitor = Visitor(browser)
    look_around(visitor.page, demo)
    found, waiting = {"": "/"}, ["/"]
    while waiting:
        visitor.page.goto(demo.url + waiting.pop())
        for path in links_of(visitor.page, demo):
            pattern = pattern_of(path)
            if pattern is not None and pattern not in found and not path.startswith(NOT_PAGES):
                found[pattern] = path
                waiting.append(path)
    yield found
    visitor.leave()


def links_of(page: Page, demo: Served) -> list[str]:
    whole = "links => links.map(link => new URL(link.getAttribute('href'), location.href).href)"
    links: list[str] = page.eval_on_selector_all("a[href]", whole)
    return [urlsplit(link).path for link in links if link.startswith(demo.url)]


def test_links_lead_to_the_pages(pages: dict[str, str]) -> None:
    assert {"alerts", "rota/<str:slug>", "policies/<str:slug>/edit", "integrations/<str:slug>", "search"} <= set(pages)


@pytest.mark.parametrize("light", ["light", "dark"])
def test_axe_finds_nothing(demo: Served, browser: Browser, pages: dict[str, str], light: str) -> None:
    visitor = Visitor(browser, color_scheme=light)
    look_around(visitor.page, demo)
    wrong = [line for path in pages.values() for line in violations(visitor.page, demo.url + path)]
    visitor.leave()
    assert not wrong, "\n".join(wrong)


def violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    said: dict[str, Any] = page.evaluate("tags => axe.run({ runOnly: { type: 'tag', values: tags } })", RULES)
    return [
        f"{urlsplit(address).path} {found['id']}: {found['help']}: {found['nodes'][0]['html'][:160]}"
        for found in said["violations"]
    ]


def test_nothing_is_wider_than_a_small_phone(demo: Served, browser: Browser, pages: dict[str, str]) -> None:
    visitor = Visitor(browser, viewport=SMALL, is_mobile=True, has_touch=True)
    look_around(visitor.page, demo)
    wide = {}
    for path in pages.values():
        visitor.page.goto(demo.url + path)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > SMALL["width"]:
            wide[path] = width
    visitor.leave()
    assert not wide
