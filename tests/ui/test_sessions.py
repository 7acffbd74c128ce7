"""Where somebody is signed in: seen, ended, and ended for all who leave."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.ui.test_alerts import text_of
from watchbill.apps.people import services
from watchbill.apps.people.models import AuditEntry, Person
from watchbill.apps.people.permissions import Actor
from watchbill.interfaces.ui.signing_in.browsers import spoken

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML) Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/131.0 Safari/537.36 Edg/131.0"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML) Chrome/131.0 Mobile Safari/537.36"


def browser(person: Person, agent: str, address: str = "192.0.2.7") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.force_login(person, backend=BACKEND)
    client.get("/more")
    return client


def is_in(client: Client) -> bool:
    return client.get("/more").status_code == 200


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        (CHROME, "Chrome on Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "A browser that does not say its name"),
    ],
)
def test_a_browser_is_called_by_its_name(agent: str, said: str) -> None:
    assert spoken(agent) == said


def test_one_sees_where_one_is_signed_in(bob: Person) -> None:
    here = browser(bob, FIREFOX)
    browser(bob, PHONE, "192.0.2.8")
    page = text_of(here, "/sessions")
    assert "Firefox on Linux this one" in page
    assert "Safari on iPhone" in page
    assert "192.0.2.8" in page


def test_one_session_is_ended_and_the_others_go_on(bob: Person) -> None:
    here, phone, third = browser(bob, FIREFOX), browser(bob, PHONE), browser(bob, EDGE)
    ended = UserSession.objects.get(user_agent=PHONE)
    assert here.post(f"/sessions/{ended.pk}/end").status_code == 303
    assert [is_in(each) for each in (here, phone, third)] == [True, False, True]
    assert AuditEntry.objects.get(object_kind="session").summary == "Safari on iPhone, 192.0.2.7"


def test_all_others_are_ended_at_once(bob: Person) -> None:
    here, phone, third = browser(bob, FIREFOX), browser(bob, PHONE), browser(bob, EDGE)
    here.post("/sessions/end-others")
    assert [is_in(each) for each in (here, phone, third)] == [True, False, False]


def test_nobody_ends_a_session_of_others(bob: Person, alices: Client) -> None:
    bobs = browser(bob, FIREFOX)
    theirs = UserSession.objects.get(user=bob)
    assert alices.post(f"/sessions/{theirs.pk}/end").status_code == 404
    assert is_in(bobs)
    assert "192.0.2.7" not in text_of(alices, "/sessions")


def test_whoever_leaves_is_signed_out_everywhere_and_stays_so(bob: Person, as_alice: Actor) -> None:
    browsers = [browser(bob, FIREFOX), browser(bob, PHONE)]
    services.person_left(person=bob, by=as_alice)
    assert [is_in(each) for each in browsers] == [False, False]
    assert not UserSession.objects.filter(user=bob).exists()
    assert Session.objects.count() == 0
    services.person_back(person=bob, by=as_alice)
    assert [is_in(each) for each in browsers] == [False, False]


def test_last_seen_is_written_seldom(bob: Person) -> None:
    here = browser(bob, FIREFOX)
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)
    here.get("/more")
    assert UserSession.objects.get().last_seen_at == long_ago
    cache.clear()  # five minutes later
    here.get("/more")
    assert UserSession.objects.get().last_seen_at > long_ago


def test_behind_a_proxy_the_address_is_the_one_it_says(bob: Person, settings: object) -> None:
    forwarded = {"User-Agent": FIREFOX, "X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    plain = Client(headers=forwarded, REMOTE_ADDR="192.0.2.1")
    plain.force_login(bob, backend=BACKEND)
    assert "192.0.2.1" in text_of(plain, "/sessions")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    behind = Client(headers=forwarded, REMOTE_ADDR="192.0.2.1")
    behind.force_login(bob, backend=BACKEND)
    page = text_of(behind, "/sessions")
    assert "203.0.113.9" in page
    assert "198.51.100.1" not in page
