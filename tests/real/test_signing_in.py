"""In a real browser: a first passkey, made and used with a virtual authenticator, and the code of an app."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.openid import CLIENT, SECRET, OpenId
from tests.real.browser import Visitor
from tests.real.conftest import HARBOUR, Visit
from tests.real.mailbox import Mailbox, text_of
from tests.real.served import Served
from tests.totp import code_of

pytestmark = pytest.mark.real
PASSWORD = "the tide turns at nine"


@pytest.fixture(scope="module")
def openid() -> Iterator[OpenId]:
    provider = OpenId()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def letters() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def harbour(letters: Mailbox, openid: OpenId, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """At http://localhost: passkeys are bound to a name, which an address of numbers is not."""
    product = Served(
        tmp_path_factory.mktemp("signing-in"),
        "--config",
        str(HARBOUR),
        WATCHBILL_EMAIL_URL=letters.url,
        WATCHBILL_OIDC_ISSUER=openid.issuer,
        WATCHBILL_OIDC_CLIENT_ID=CLIENT,
        WATCHBILL_OIDC_CLIENT_SECRET=SECRET,
        WATCHBILL_OIDC_NAME="Harbour ID",
    )
    product.url = product.url.replace("127.0.0.1", "localhost")
    yield product
    product.stop()


@pytest.fixture(scope="module")
def passwords(harbour: Served, letters: Mailbox, browser: Browser) -> dict[str, str]:
    """Ana's and Ben's, which they set by the links that they have sent to them."""
    for name in ("ana", "ben"):
        visitor = Visitor(browser)
        page = visitor.page
        page.goto(f"{harbour.url}/accounts/password/reset/")
        page.get_by_label("E-mail").fill(f"{name}@example.org")
        page.get_by_role("button").click()
        page.wait_for_url("**/password/reset/done/")
        found = re.search(rf"{harbour.url}/accounts/password/reset/key/\S+", text_of(letters.wait(name, "password")))
        assert found
        page.goto(found[0])
        for field in page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        page.get_by_role("button").click()
        inside(page)
        visitor.leave()
    return {"ana": PASSWORD, "ben": PASSWORD}


def authenticator(page: Page) -> CDPSession:
    """A phone that keeps passkeys and knows its owner's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    abilities = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": abilities})
    return devtools


def inside(page: Page) -> None:
    expect(page.get_by_role("heading", name="Now", exact=True)).to_be_visible()


def sign_in(page: Page, harbour: Served, name: str) -> None:
    page.goto(f"{harbour.url}/accounts/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, harbour: Served) -> None:
    page.goto(f"{harbour.url}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()


def open_signing_in(page: Page, harbour: Served) -> None:
    page.goto(f"{harbour.url}/me")
    page.get_by_role("link", name="Passkeys, password and codes").click()
    expect(page.get_by_role("heading", name="Signing in")).to_be_visible()


def be_sure(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_made_and_signs_in_by_itself(harbour: Served, visit: Visit, passwords: dict[str, str]) -> None:
    page = visit()
    authenticator(page)
    sign_in(page, harbour, "ana")
    open_signing_in(page, harbour)
    page.get_by_role("link", name="Add a passkey").click()
    be_sure(page)
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("They are shown this once.")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("#passkeys")).to_contain_text("My phone")

    sign_out(page, harbour)
    page.goto(f"{harbour.url}/accounts/login/?next=/rota")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Rota")).to_be_visible()

    sign_out(page, harbour)
    sign_in(page, harbour, "ana")  # and after the password it is the second step
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    inside(page)

    open_signing_in(page, harbour)
    page.get_by_role("link", name="Remove My phone").click()
    be_sure(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#passkeys")).to_contain_text("None.")


def test_a_passkey_that_is_not_known_is_told_so(harbour: Served, visit: Visit) -> None:
    page = visit()
    authenticator(page)
    page.goto(f"{harbour.url}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-says]")).to_contain_text("The passkey was not used")


def test_the_code_of_an_app_is_asked_for_after_the_password(
    harbour: Served, visit: Visit, passwords: dict[str, str]
) -> None:
    page = visit()
    sign_in(page, harbour, "ben")
    open_signing_in(page, harbour)
    page.get_by_role("link", name="Add an app").click()
    be_sure(page)
    picture = page.locator("img.qr")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), "the QR code was not drawn"
    page.get_by_text("Type the key instead").click()
    secret = page.locator("#totp-key").inner_text()
    page.get_by_label("The code that the app shows now").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_text("They are shown this once.")).to_be_visible()
    codes = page.locator("#recovery-codes").inner_text().split()

    sign_out(page, harbour)
    sign_in(page, harbour, "ben")
    code = page.get_by_label("The code of the app, or a recovery code")
    code.fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This is not the code of now.")).to_be_visible()
    code.fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    inside(page)

    sign_out(page, harbour)
    sign_in(page, harbour, "ben")
    code.fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    inside(page)
    open_signing_in(page, harbour)
    expect(page.locator("#recovery")).to_contain_text("9 left.")


def test_the_provider_signs_in_and_the_session_can_be_ended(harbour: Served, visit: Visit, openid: OpenId) -> None:
    openid.who = {"sub": "dora", "email": "dora@example.org", "email_verified": True}
    pages = [visit(), visit()]
    for page in pages:
        page.goto(f"{harbour.url}/accounts/login/")
        page.get_by_role("button", name="Sign in with Harbour ID").click()
        inside(page)
    here, there = pages
    here.goto(f"{harbour.url}/sessions")
    expect(here.locator("table")).to_contain_text("Chrome on Linux")
    here.get_by_role("button", name="End Chrome on Linux").click()
    expect(here.get_by_text("Chrome on Linux is signed out.")).to_be_visible()
    there.goto(f"{harbour.url}/rota")
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
