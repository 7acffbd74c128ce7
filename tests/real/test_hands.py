"""What hands do on the pages: drag a span of the rota, choose rows, take an act back, and everything by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.real.conftest import Visit
from tests.real.served import Served

pytestmark = pytest.mark.real
RUTH = "Ruth Adeyemi"


@pytest.fixture
def ruth(demo: Served, visit: Visit) -> Page:
    page = visit()
    page.goto(f"{demo.url}/look-around")
    page.get_by_role("button", name=RUTH).click()
    page.wait_for_url(f"{demo.url}/")
    return page


def test_a_span_that_is_dragged_becomes_an_override_whose_effect_is_shown_first(demo: Served, ruth: Page) -> None:
    ruth.goto(f"{demo.url}/rota/platform-duty")
    result = ruth.locator("svg[data-override] g.result svg.turn").last
    result.hover()  # which scrolls it into sight
    box = result.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    ruth.mouse.move(box["x"] + box["width"] * 0.3, middle)
    ruth.mouse.down()
    ruth.mouse.move(box["x"] + box["width"] * 0.7, middle, steps=5)
    expect(ruth.locator("svg .dragged-says")).to_contain_text(" to ")
    ruth.mouse.up()
    ruth.wait_for_url("**/rota/platform-duty/override?**")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", ruth.get_by_label("From", exact=True).input_value())
    serving = ruth.get_by_label("Who", exact=True).input_value()
    assert serving
    other = ruth.get_by_label("Who takes over").locator(f"option:not([value='']):not([value='{serving}'])").first
    ruth.get_by_label("Who takes over").select_option(other.get_attribute("value"))
    ruth.get_by_role("button", name="Show the effect").click()
    expect(ruth.get_by_role("heading", name="The effect")).to_be_visible()
    ruth.get_by_role("button", name="Make this override").click()
    expect(ruth.get_by_role("status").first).to_contain_text("The override is made.")
    expect(ruth.locator("#overrides")).to_contain_text(f"by {RUTH}")


def test_several_alerts_are_resolved_at_once_and_the_act_is_taken_back(demo: Served, ruth: Page) -> None:
    ruth.goto(f"{demo.url}/alerts?status=acknowledged")
    rows = ruth.locator("tbody tr")
    before = rows.count()
    assert before >= 2
    for place in range(2):
        rows.nth(place).get_by_role("checkbox").check()
    expect(ruth.locator("#chosen-count")).to_have_text("2 chosen")
    ruth.locator("#bulk").get_by_role("button", name="Resolve").click()
    expect(ruth.get_by_text("Resolved: 2 alerts.")).to_be_visible()
    expect(rows).to_have_count(before - 2)
    ruth.get_by_role("button", name="Undo").click()
    expect(ruth.get_by_text("Taken back: open again")).to_be_visible()
    expect(rows).to_have_count(before)


def test_everything_is_found_and_done_by_keyboard_alone(demo: Served, ruth: Page) -> None:
    keys = ruth.keyboard
    keys.press("Control+k")
    expect(ruth.get_by_role("searchbox", name="Search, or ask who is on call")).to_be_focused()
    keys.type("who is on call for platform")
    expect(ruth.locator("#palette-found a.hit").first).to_contain_text("Platform duty")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(ruth.get_by_role("heading", name="Platform duty")).to_be_visible()
    keys.press("/")
    expect(ruth.locator("#palette")).to_be_visible()
    keys.press("Escape")
    expect(ruth.locator("#palette")).to_be_hidden()
    keys.press("g")
    keys.press("a")
    ruth.wait_for_url(f"{demo.url}/alerts")
    keys.press("j")
    keys.press("x")
    expect(ruth.locator("#chosen-count")).to_have_text("1 chosen")
    keys.press("Enter")
    ruth.wait_for_url(re.compile(r"/alerts/\d+$"))
    keys.press("?")
    expect(ruth.locator("#keys")).to_be_visible()
    keys.press("Escape")
    expect(ruth.locator("#keys")).to_be_hidden()


def test_an_alert_that_is_acknowledged_in_one_browser_is_seen_in_the_other(
    demo: Served, ruth: Page, visit: Visit
) -> None:
    ruth.goto(f"{demo.url}/alerts?status=triggered")
    link = ruth.locator("tbody a.main").first
    path = link.get_attribute("href")
    other = visit()
    other.goto(f"{demo.url}/look-around")
    other.get_by_role("button", name="Kwame Mensah-Boateng").click()
    other.goto(f"{demo.url}{path}")
    ruth.goto(f"{demo.url}{path}")
    ruth.get_by_role("button", name="Acknowledge").click()
    expect(other.locator("main")).to_contain_text(f"{RUTH} acknowledged", timeout=5000)
