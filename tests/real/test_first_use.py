"""An empty product leads its first user through the first team, to a page that reaches them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.real.conftest import Visit
from tests.real.served import Served

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    product = Served(tmp_path_factory.mktemp("empty"))
    yield product
    product.stop()


def go_on(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_the_first_user_makes_a_team_and_is_paged_by_its_first_alert(empty: Served, visit: Visit) -> None:
    page = visit()
    page.goto(empty.url)
    expect(page.get_by_role("heading", name="Welcome to Watchbill")).to_be_visible()
    page.get_by_label("Organisation").fill("Harbour Radio")
    page.get_by_label("Time zone").select_option("Europe/Amsterdam")
    page.get_by_label("Your name").fill("Dora Lund")
    page.get_by_label("Your e-mail address").fill("dora@example.org")
    page.get_by_label("A password").fill("the tide turns at nine")
    go_on(page, "The first team")

    page.get_by_role("textbox").first.fill("Radio")
    go_on(page, "Who is in Radio?")
    page.get_by_role("textbox").first.fill("Ben Okafor <ben@example.org>")
    go_on(page, "Who is on call when?")
    page.get_by_label("In this order").fill("Dora Lund\nBen Okafor")
    go_on(page, "What can break")
    page.get_by_label("What can break").fill("Transmitter north")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#the-key").or_(page.get_by_role("button", name="Show the key"))).to_be_visible()

    page.locator("summary", has_text="Send a test").click()
    page.get_by_role("button", name="Send it").click()
    page.goto(empty.url)
    expect(page.locator("#now-watch")).to_contain_text("Dora Lund")
    alert = page.locator("#now-alerts").get_by_role("link").filter(has_text="test").first
    alert.click()
    expect(page.locator("#calls")).to_contain_text("Dora Lund")

    page.goto(f"{empty.url}/outbox")
    expect(page.locator("#deliveries")).to_contain_text("dora@example.org")
