"""Signing in with an OpenID provider, over real HTTP: the round trip, and every way in which it must not succeed."""

import html
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from tests.openid import CLIENT, SECRET, Lies, OpenId
from tests.ui.test_alerts import text_of
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.people.models import AuditEntry, Person
from watchbill.provider import Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Iterator[OpenId]:
    provider = OpenId()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def openid(running: OpenId, settings: Any, bob: Person) -> OpenId:
    cache.clear()
    fresh = {"sub": "4711", "email": "bob@example.org", "email_verified": True, "name": "Bob"}
    running.who, running.lies = fresh, Lies()
    running.asked.clear()
    settings.OIDC = Provider(running.issuer, CLIENT, SECRET, "Harbour ID")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": settings.OIDC.apps}}
    return running


def way_out(client: Client, **said: str) -> str:
    page = client.post("/accounts/oidc/login/", said).content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def way_back(url: str) -> str:
    """Where the provider sends the browser."""
    at = urlsplit(url)
    connection = HTTPConnection(at.netloc)
    connection.request("GET", f"{at.path}?{at.query}")
    return str(connection.getresponse().getheader("Location"))


def come_back(client: Client, url: str) -> Any:
    at = urlsplit(way_back(url))
    assert at.path == "/accounts/oidc/callback/"
    return client.get(f"{at.path}?{at.query}")


def sign_in(client: Client, **said: str) -> Any:
    return come_back(client, way_out(client, **said))


def is_in(client: Client) -> bool:
    return client.get("/more").status_code == 200


def test_the_button_is_there_only_where_a_provider_is(visitors: Client, openid: OpenId, settings: Any) -> None:
    assert "Sign in with Harbour ID" in visitors.get("/accounts/login/").content.decode()
    settings.OIDC = None
    assert "accounts/oidc" not in visitors.get("/accounts/login/").content.decode()
    assert visitors.post("/accounts/oidc/login/").status_code == 404


def test_whoever_has_the_verified_address_is_signed_in_and_connected(visitors: Client, openid: OpenId) -> None:
    answer = sign_in(visitors, next="/rota")
    assert answer.headers["Location"] == "/rota"
    assert is_in(visitors)
    discovery = "/.well-known/openid-configuration"
    assert openid.asked == [discovery, "/authorize", discovery, "/token", "/userinfo", "/keys"]
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {"iss": openid.issuer, "sub": "4711", "email": "bob@example.org"}
    assert AuditEntry.objects.get(object_kind="sign-in").act == "connect"
    assert "can sign in another way" in Delivery.objects.get().message["subject"]
    assert "Harbour ID Connected" in text_of(visitors, "/signing-in")


def test_the_way_out_asks_as_the_documents_want_it(visitors: Client, openid: OpenId) -> None:
    asked = parse_qs(urlsplit(way_out(visitors)).query)
    assert asked["client_id"] == [CLIENT]
    assert asked["response_type"] == ["code"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16


def test_later_the_subject_is_what_counts(visitors: Client, openid: OpenId, bob: Person) -> None:
    sign_in(visitors)
    openid.who |= {"email": "robert@example.net", "email_verified": False}
    again = Client()
    sign_in(again)
    assert again.get("/me").headers["Location"] == "/people/bob"
    assert SocialAccount.objects.count() == 1


def test_the_password_stays(visitors: Client, openid: OpenId, bob: Person) -> None:
    bob.set_password("correct horse battery")
    bob.save()
    sign_in(visitors)
    bob.refresh_from_db()
    assert bob.check_password("correct horse battery")


def test_a_second_step_is_asked_for_here_too(visitors: Client, openid: OpenId, bob: Person) -> None:
    Authenticator.objects.create(user=bob, type="totp", data={"secret": "sealed"})
    assert sign_in(visitors).headers["Location"].startswith("/accounts/login/code/")
    assert not is_in(visitors)


def refused(client: Client, sentence: str) -> None:
    answer = sign_in(client)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 403
    assert "You are not signed in" in page
    assert sentence in page
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_nobody_signs_up_by_it(visitors: Client, openid: OpenId) -> None:
    before = Person.objects.count()
    openid.who["email"] = "eve@example.org"
    refused(visitors, "Nobody here has the address eve@example.org.")
    assert Person.objects.count() == before


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_address_that_is_not_verified_counts_for_nothing(visitors: Client, openid: OpenId, verified: Any) -> None:
    openid.who["email_verified"] = verified
    refused(visitors, "Harbour ID does not vouch for bob@example.org")


def test_without_an_address_nobody_is_found(visitors: Client, openid: OpenId) -> None:
    del openid.who["email"]
    refused(visitors, "Harbour ID did not say your e-mail address.")


def test_an_address_that_two_have_is_nobodys(visitors: Client, openid: OpenId, alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(email="Bob@example.org")
    refused(visitors, "More than one person here has the address bob@example.org.")


def test_somebody_who_left_is_not_let_in(visitors: Client, openid: OpenId, bob: Person) -> None:
    sign_in(Client())
    Person.objects.filter(pk=bob.pk).update(is_active=False)
    assert sign_in(visitors).headers["Location"] == "/accounts/inactive/"
    assert not is_in(visitors)


@pytest.mark.parametrize(
    "lies",
    [
        Lies(signed_by_another=True),
        Lies(id_token={"aud": "another client"}),
        Lies(id_token={"iss": "https://id.example.net"}),
        Lies(id_token={"exp": int(time.time()) - 3600}),
        Lies(userinfo={"sub": "somebody else"}),
    ],
    ids=["signed by another", "for another client", "by another issuer", "too old", "about somebody else"],
)
def test_a_lie_opens_nothing(visitors: Client, openid: OpenId, lies: Lies) -> None:
    openid.lies = lies
    answer = sign_in(visitors)
    assert answer.status_code == 401
    assert "did not come to terms" in answer.content.decode()
    assert not is_in(visitors)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("lie", [{"issuer": "https://id.example.net"}, {"token_endpoint": ""}])
def test_a_provider_that_is_another_than_configured_is_not_asked(
    visitors: Client, openid: OpenId, lie: dict[str, str]
) -> None:
    openid.lies = Lies(discovery=lie)
    assert visitors.post("/accounts/oidc/login/").status_code == 401


def test_a_provider_that_does_not_answer_is_said(visitors: Client, openid: OpenId, settings: Any) -> None:
    settings.OIDC = Provider("http://127.0.0.1:9", CLIENT, SECRET, "Harbour ID")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC.apps}}
    answer = visitors.post("/accounts/oidc/login/")
    assert answer.status_code == 401
    assert "did not come to terms" in answer.content.decode()


def test_an_answer_that_was_not_asked_for_is_refused(visitors: Client, openid: OpenId) -> None:
    at = urlsplit(way_back(way_out(visitors)))
    assert Client().get(f"{at.path}?{at.query}").status_code == 401
    assert visitors.get("/accounts/oidc/callback/?code=guessed&state=guessed").status_code == 401
    assert visitors.get("/accounts/oidc/callback/?error=access_denied").status_code == 401


def test_a_code_is_good_once(visitors: Client, openid: OpenId) -> None:
    at = urlsplit(way_back(way_out(visitors)))
    first = visitors.get(f"{at.path}?{at.query}")
    assert first.status_code == 302
    visitors.post("/accounts/logout/")
    assert visitors.get(f"{at.path}?{at.query}").status_code == 401


def test_somebody_who_changes_their_mind_there_is_led_back(visitors: Client, openid: OpenId) -> None:
    state = parse_qs(urlsplit(way_out(visitors)).query)["state"][0]
    answer = visitors.get(f"/accounts/oidc/callback/?error=access_denied&state={state}", follow=True)
    assert "You did not sign in with Harbour ID." in answer.content.decode()


@pytest.mark.parametrize("said", [{"process": "connect"}, {"next": "https://evil.example.net/"}])
def test_what_a_link_adds_to_the_way_out_counts_for_nothing(
    visitors: Client, openid: OpenId, said: dict[str, str]
) -> None:
    assert sign_in(visitors, **said).headers["Location"] == "/"


def test_disconnected_one_is_known_by_the_address_again(visitors: Client, openid: OpenId) -> None:
    sign_in(visitors)
    visitors.post("/signing-in/disconnect")
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(act="disconnect").exists()
    assert is_in(visitors)


def test_an_administrator_without_a_password_closes_the_first_use(
    openid: OpenId, bob: Person, visitors: Client
) -> None:
    Person.objects.filter(pk=bob.pk).update(role="administrator")
    assert visitors.get("/welcome").status_code == 200
    sign_in(Client())
    assert visitors.get("/welcome").status_code == 302
