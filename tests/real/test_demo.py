"""The demo organisation, looked around in. WATCHBILL_TEST_PICTURES=1 takes the pictures of docs/images on the way."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.real.browser import DESK, PHONE
from tests.real.conftest import Visit
from tests.real.served import Served

pytestmark = pytest.mark.real
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"
PLACES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": DESK},
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2},
}
TAKEN = {"now": PLACES.keys(), "rota": ["desk"], "alert": ["phone"]}


def picture(page: Page, name: str, place: str, light: str) -> None:
    if os.environ.get("WATCHBILL_TEST_PICTURES") and place in TAKEN[name]:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{place}-{light}.png", animations="disabled")


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_somebody_looks_around(demo: Served, visit: Visit, place: str, light: str) -> None:
    page = visit(color_scheme=light, **PLACES[place])
    page.goto(demo.url)
    expect(page.get_by_role("heading", name="Look around as")).to_be_visible()
    page.get_by_role("button", name="Ruth Adeyemi").click()
    expect(page.get_by_role("status")).to_contain_text("You look around as Ruth Adeyemi.")

    page.goto(demo.url)
    expect(page.locator("#now-watch")).to_contain_text("Platform duty")
    expect(page.locator("#now-alerts").get_by_role("link").first).to_be_visible()
    picture(page, "now", place, light)

    page.goto(f"{demo.url}/rota/platform-duty")
    expect(page.get_by_role("heading", name="Platform duty")).to_be_visible()
    picture(page, "rota", place, light)

    page.goto(f"{demo.url}/alerts?status=all&text=Rotterdam")
    page.get_by_role("link", name="The link Rotterdam to Hull is down").click()
    expect(page.locator("#why")).to_contain_text("Step 2")
    picture(page, "alert", place, light)

    page.goto(f"{demo.url}/rota")
    expect(page.locator("main")).to_contain_text("Terminals duty")
