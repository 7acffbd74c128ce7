"""A real Chromium, and what it says is wrong with a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.real.outside import program

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    executable = program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        yield browser
        browser.close()


class Visitor:
    """Somebody's browser: its pages, and every error that they wrote to the console, the policy's among them."""

    def __init__(self, browser: Browser, **looks: Any) -> None:
        self.context: BrowserContext = browser.new_context(**{"viewport": DESK, "locale": "en-GB", **looks})
        self.context.set_default_timeout(20_000)
        self.wrong: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.wrong.append(f"{self.page.url}: {said.text}")

    def leave(self) -> None:
        self.context.close()
        assert not self.wrong, "\n".join(self.wrong)
