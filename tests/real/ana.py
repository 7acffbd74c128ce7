"""Ana, who signs in as people do."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.real.browser import Visitor
from tests.real.mailbox import Mailbox, text_of
from tests.real.served import Served

PASSWORD = "the tide turns at nine"


def choose_password(served: Served, mailbox: Mailbox, browser: Browser) -> None:
    """With the link that she has sent to her."""
    visitor = Visitor(browser)
    page = visitor.page
    page.goto(f"{served.url}/accounts/login/")
    page.get_by_role("link", name="I have no password").click()
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_role("button").click()
    found = re.search(r"https?://\S+/accounts/password/reset/key/\S+", text_of(mailbox.wait("ana", "assword")))
    assert found
    page.goto(found[0])
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", name="Now", exact=True)).to_be_visible()
    visitor.leave()


def sign_in(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/accounts/login/")
    page.locator("input[name=login]").fill("ana")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Now", exact=True)).to_be_visible()
