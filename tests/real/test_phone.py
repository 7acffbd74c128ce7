"""The service worker in a real browser: a push rings, its buttons act, and without a connection nothing is lost."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.harbour import KEY, event
from tests.real.browser import PHONE, Visitor
from tests.real.conftest import PAGER_KEY
from tests.real.mailbox import Mailbox, text_of
from tests.real.outside import eventually
from tests.real.served import Served

pytestmark = pytest.mark.real
ON_PHONE: dict[str, Any] = {
    "viewport": PHONE,
    "is_mobile": True,
    "has_touch": True,
    "permissions": ["notifications"],
}
NOTIFICATIONS = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
    (one) => ({title: one.title, body: one.body, tag: one.tag, stays: one.requireInteraction,
               buttons: one.actions.map((each) => each.action)}))"""


class Phone:
    """Ana's: signed in, with the worker at work. `ring` is what the push service would do."""

    def __init__(self, visitor: Visitor, served: Served) -> None:
        self.visitor, self.page, self.served = visitor, visitor.page, served
        self.cdp: CDPSession = visitor.context.new_cdp_session(self.page)
        self.registrations: list[str] = []
        self.cdp.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self.cdp.send("ServiceWorker.enable")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.reload()
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def _registered(self, said: dict[str, Any]) -> None:
        self.registrations += [each["registrationId"] for each in said["registrations"] if not each["isDeleted"]]

    def ring(self, **said: str) -> None:
        while not self.registrations:
            self.page.wait_for_timeout(50)
        known = {"origin": self.served.url, "registrationId": self.registrations[-1], "data": json.dumps(said)}
        self.cdp.send("ServiceWorker.deliverPushMessage", known)

    def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(NOTIFICATIONS)
        return found

    def says(self, beginning: str) -> bool:
        return any(one["body"].startswith(beginning) for one in self.shown())

    def press(self, action: str) -> None:
        """A finger on a button of the first notification, which no page can be: the worker is told as it would be."""
        [worker] = self.visitor.context.service_workers
        worker.evaluate(
            """async (action) => {
                const [notification] = await self.registration.getNotifications();
                self.dispatchEvent(new NotificationEvent("notificationclick", {notification, action}));
            }""",
            action,
        )


@pytest.fixture
def phone(served: Served, browser: Browser, signed_in: Any) -> Iterator[Phone]:
    visitor = Visitor(browser, storage_state=signed_in, **ON_PHONE)
    visitor.page.goto(served.url)
    yield Phone(visitor, served)
    visitor.context.close()


def paged(served: Served, mailbox: Mailbox, words: str) -> tuple[dict[str, Any], str]:
    """An alert that has paged Ana: what the API says of it, and the signed link that she was sent."""
    status, _ = served.post("/v2/enqueue", event(key=words, summary=words).replace(KEY.encode(), PAGER_KEY.encode()))
    assert status == 202
    found = re.search(r"https?://\S+/a/\S+", text_of(mailbox.wait("ana", words)))
    assert found
    return served.alert(words), found[0]


def rung(phone: Phone, alert: dict[str, Any], link: str) -> None:
    phone.ring(
        title="[HIGH] it broke",
        text="Since 09:48.",
        urgency="high",
        tag="k1",
        url=f"{phone.served.url}/alerts/{alert['id']}",
        act=link,
    )
    eventually(lambda: len(phone.shown()) == 1, "one notification", within=10)


def test_a_push_rings_with_buttons_and_a_repeat_does_not_ring_twice(
    phone: Phone, served: Served, mailbox: Mailbox
) -> None:
    alert, link = paged(served, mailbox, "The mixer is silent")
    rung(phone, alert, link)
    rung(phone, alert, link)
    assert phone.shown() == [
        {
            "title": "[HIGH] it broke",
            "body": "Since 09:48.",
            "tag": "k1",
            "stays": True,
            "buttons": ["acknowledge", "escalate"],
        }
    ]


def test_the_button_acknowledges_and_the_notification_says_what_the_server_said(
    phone: Phone, served: Served, mailbox: Mailbox
) -> None:
    alert, link = paged(served, mailbox, "The mixer hums")
    rung(phone, alert, link)
    phone.press("acknowledge")
    eventually(lambda: phone.says("Ana Ruiz acknowledged"), "the notification replaced", within=10)
    [said] = phone.shown()
    assert said["body"] == "Ana Ruiz acknowledged it. Nobody else is being paged."
    assert said["buttons"] == []
    assert served.alert("The mixer hums")["status"] == "acknowledged"


def test_the_other_button_escalates(phone: Phone, served: Served, mailbox: Mailbox) -> None:
    alert, link = paged(served, mailbox, "The mixer crackles")
    rung(phone, alert, link)
    phone.press("escalate")
    eventually(lambda: phone.says("Ana Ruiz escalated it"), "escalated", within=10)


def test_a_button_whose_link_has_gone_says_that_it_did_nothing(phone: Phone, served: Served, mailbox: Mailbox) -> None:
    alert, link = paged(served, mailbox, "The mixer smokes")
    rung(phone, alert, f"{link}x")
    phone.press("acknowledge")
    eventually(lambda: phone.says("Not done:"), "what went wrong", within=10)
    assert served.alert("The mixer smokes")["status"] == "triggered"


def test_without_a_connection_now_is_shown_with_its_age_and_acts_wait(
    phone: Phone, served: Served, mailbox: Mailbox
) -> None:
    alert, _ = paged(served, mailbox, "The mixer sleeps")
    page = phone.page
    page.goto(f"{served.url}/")
    page.wait_for_function("caches.open('private').then((cache) => cache.match('/')).then(Boolean)")
    form = page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value")
    phone.visitor.context.set_offline(True)
    page.goto(f"{served.url}/")
    expect(page.locator("#offline")).to_contain_text("No connection. This is as of")
    expect(page.get_by_role("link", name="The mixer sleeps")).to_be_visible()

    post = """async ([url, token]) => (await fetch(url, {
        method: "POST", body: new URLSearchParams({csrfmiddlewaretoken: token})})).text()"""
    answer = page.evaluate(post, [f"/alerts/{alert['id']}/acknowledge", form])
    assert "Not done yet" in answer
    page.goto(f"{served.url}/")
    expect(page.locator("#waiting")).to_contain_text(f"acknowledge alert #{alert['id']}")
    assert served.alert("The mixer sleeps")["status"] == "triggered"

    phone.visitor.context.set_offline(False)
    page.goto(f"{served.url}/")
    eventually(lambda: served.alert("The mixer sleeps")["status"] == "acknowledged", "the act sent", within=15)


SUBSCRIBE = """
const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
};
const plain = (text) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
const bytes = (text) => Uint8Array.from(plain(text), (one) => one.charCodeAt(0));
const made = {
    endpoint: "https://push.example.org/send/ana-1",
    options: {applicationServerKey: null},
    getKey: (name) => bytes(keys[name]).buffer,
};
PushManager.prototype.subscribe = async (options) => {
    if (options.applicationServerKey.length !== 65) throw new Error("no key of the server");
    return made;
};
"""
"""The browser's own push service is far away: this one gives what it would give."""


def test_a_device_is_rung_from_ones_own_page_and_tested_over_the_outbox(phone: Phone, served: Served) -> None:
    page = phone.page
    page.add_init_script(SUBSCRIBE)
    page.goto(f"{served.url}/me")
    page.get_by_role("button", name="Ring this device").click()
    expect(page.get_by_text("rings for you from now on")).to_be_visible()
    device = page.locator("#devices li").first
    expect(device).to_contain_text("chrome-on-linux")
    device.get_by_role("button", name="Test it").click()
    expect(page.get_by_text("A test page is on its way.")).to_be_visible()
    expect(device).to_contain_text("Last told")
    device.locator("summary").click()
    device.get_by_role("button", name="Remove it").click()
    expect(page.locator("#devices")).to_contain_text("None rings yet")


def test_the_page_can_be_installed(phone: Phone) -> None:
    wrong = phone.cdp.send("Page.getInstallabilityErrors")["installabilityErrors"]
    known = phone.cdp.send("Page.getAppManifest")
    assert not known["errors"]
    assert [each["errorId"] for each in wrong if each["errorId"] != "in-incognito"] == []


def test_signing_out_leaves_nothing_of_anybodys(phone: Phone, served: Served) -> None:
    """The last one: it ends the session that all of them share."""
    page = phone.page
    page.wait_for_function("caches.open('private').then((cache) => cache.match('/')).then(Boolean)")
    page.goto(f"{served.url}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate("caches.has('private')") is False
