"""In a real browser: signing in, who is on call, an alert that arrives by itself, acknowledging it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.harbour import KEY, event
from tests.real.ana import sign_in
from tests.real.browser import PHONE
from tests.real.conftest import PAGER_KEY, Visit
from tests.real.served import Served

pytestmark = pytest.mark.real
ON_PHONE: dict[str, Any] = {"viewport": PHONE, "is_mobile": True, "has_touch": True}


def test_whoever_signs_in_sees_who_is_on_call(served: Served, visit: Visit, password: None) -> None:
    page = visit()
    sign_in(page, served)

    watch = page.locator("#now-watch")
    expect(watch.get_by_role("link", name="Radio duty")).to_be_visible()
    expect(watch).to_contain_text("Ana Ruiz")
    expect(page.locator("#my-state")).to_contain_text("You are on call for Radio duty")

    watch.get_by_role("link", name="Radio duty").click()
    expect(page.get_by_role("heading", name="Radio duty")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ana Ruiz")


@pytest.mark.parametrize("looks", [{}, ON_PHONE], ids=["desk", "phone"])
def test_an_alert_arrives_without_a_reload_and_is_acknowledged(
    served: Served, visit: Visit, signed_in: Any, looks: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    page = visit(storage_state=signed_in, **looks)
    with page.expect_response(lambda response: "/live" in response.url):
        page.goto(served.url)
    page.evaluate("window.sameAsBefore = true")

    summary = f"The microphone hums ({request.node.name})"
    said = event(key=request.node.name, summary=summary).replace(KEY.encode(), PAGER_KEY.encode())
    assert served.post("/v2/enqueue", said)[0] == 202

    alert = page.get_by_role("link", name=summary)
    expect(alert).to_be_visible()
    assert page.evaluate("window.sameAsBefore"), "the page was loaded again"

    alert.click()
    expect(page.get_by_role("heading", name=summary)).to_be_visible()
    expect(page.locator("#why")).to_contain_text("Ana Ruiz")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("#alert-head")).to_contain_text("Acknowledged")
    assert served.alert(summary)["status"] == "acknowledged"
