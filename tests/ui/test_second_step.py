"""The second step of signing in: an app's code, recovery codes, and passkeys as far as they need no device."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from tests.totp import STEP, code_of
from tests.ui.test_alerts import text_of
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
APP = "/accounts/app/add/"


@pytest.fixture(autouse=True)
def _no_tries_yet(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def eli(bob: Person) -> Person:
    bob.set_password(PASSWORD)
    bob.save()
    return bob


@pytest.fixture
def elis(eli: Person) -> Client:
    return signed_in()


def signed_in() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})
    return client


def sure(client: Client) -> Client:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def app_of(client: Client) -> tuple[str, list[str]]:
    """Adds an app; its key, and the recovery codes that come with it. The code of the step before is used up."""
    page = sure(client).get(APP).content.decode()
    found = re.search(r'id="totp-key"[^>]*>([A-Z2-7]{32})<', page)
    assert found, page
    answer = client.post(APP, {"code": code_of(found[1])}, follow=True)
    shown = re.search(r'id="recovery-codes"[^>]*>([\d\s]+)<', answer.content.decode())
    assert shown, answer.content.decode()
    return found[1], shown[1].split()


def second_step(client: Client, code: str) -> str:
    return client.post("/accounts/login/code/", {"code": code}, follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get("/more").status_code == 200


def test_before_anything_changes_one_is_asked_who_one_is(elis: Client) -> None:
    for path in (APP, "/accounts/passkeys/add/"):
        assert elis.get(path).headers["Location"].startswith("/accounts/reauthenticate/?next=")
    wrong = elis.post("/accounts/reauthenticate/", {"password": "wrong"}).content.decode()
    assert "This is not your password." in wrong
    assert sure(elis).get(APP).status_code == 200


def test_the_picture_for_the_app_is_part_of_the_page(elis: Client) -> None:
    assert 'src="data:image/svg+xml;base64,' in sure(elis).get(APP).content.decode()


def test_with_an_app_a_password_alone_does_not_sign_in(elis: Client) -> None:
    secret, _ = app_of(elis)
    again = signed_in()
    assert not is_in(again)
    assert "One more step" in again.get("/accounts/login/code/").content.decode()
    second_step(again, code_of(secret))
    assert is_in(again)


def test_a_code_of_the_app_opens_once(elis: Client) -> None:
    secret, _ = app_of(elis)
    code = code_of(secret)
    second_step(signed_in(), code)
    later = signed_in()
    assert "has been used" in second_step(later, code) or "not the code of now" in second_step(later, code)
    assert not is_in(later)


def test_a_clock_that_is_half_a_minute_off_is_borne_and_no_more(elis: Client) -> None:
    secret, _ = app_of(elis)
    before = signed_in()
    second_step(before, code_of(secret, time.time() - STEP))
    assert is_in(before)
    long_before = signed_in()
    assert "not the code of now" in second_step(long_before, code_of(secret, time.time() - 4 * STEP))


def test_codes_cannot_be_guessed_for_long(elis: Client) -> None:
    secret, _ = app_of(elis)
    guessing = signed_in()
    for guess in range(5):
        second_step(guessing, f"{guess:06}")
    assert "Too many tries" in second_step(guessing, code_of(secret))
    assert not is_in(guessing)


def test_a_recovery_code_stands_in_once(elis: Client) -> None:
    _, codes = app_of(elis)
    assert len(codes) == 10
    first = signed_in()
    second_step(first, codes[0])
    assert is_in(first)
    second = signed_in()
    second_step(second, codes[0])
    assert not is_in(second)
    assert "9 left" in text_of(first, "/signing-in")


def test_recovery_codes_are_shown_once(elis: Client) -> None:
    _, codes = app_of(elis)
    page = elis.get("/accounts/recovery-codes/").content.decode()
    assert "10 of 10 are left" in page
    assert not [code for code in codes if code in page]


def test_new_recovery_codes_end_the_old_ones(elis: Client) -> None:
    _, codes = app_of(elis)
    fresh = elis.post("/accounts/recovery-codes/new/", follow=True).content.decode()
    assert "shown this once" in fresh
    assert codes[0] not in fresh
    later = signed_in()
    second_step(later, codes[0])
    assert not is_in(later)


def test_secrets_are_kept_sealed(elis: Client) -> None:
    secret, _ = app_of(elis)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert "gAAAA" in kept


def test_a_secret_key_that_is_gone_is_said_and_breaks_no_page(elis: Client, settings: Any) -> None:
    secret, _ = app_of(elis)
    waiting = signed_in()
    settings.SECRET_KEYS = ["another key that is long enough to be one"]
    assert "0 left" in text_of(elis, "/signing-in")
    assert "secret key of this installation was changed" in second_step(waiting, code_of(secret))


def test_a_new_secret_key_takes_over_at_the_next_use(elis: Client, settings: Any) -> None:
    secret, _ = app_of(elis)
    old = settings.SECRET_KEYS
    settings.SECRET_KEYS = ["another key that is long enough to be one", *old]
    second_step(signed_in(), code_of(secret))
    settings.SECRET_KEYS = settings.SECRET_KEYS[:1]
    cache.clear()
    later = signed_in()
    second_step(later, code_of(secret))
    assert is_in(later)


def test_an_app_that_is_removed_is_not_asked_for(elis: Client) -> None:
    app_of(elis)
    assert "The app is removed." in elis.post("/accounts/app/remove/", follow=True).content.decode()
    assert is_in(signed_in())


@pytest.mark.django_db(transaction=True)
def test_changes_are_in_the_audit_log_and_in_the_mail(elis: Client, eli: Person) -> None:
    _, codes = app_of(elis)
    second_step(signed_in(), codes[0])
    elis.post("/accounts/app/remove/")
    said = list(AuditEntry.objects.filter(object_kind="sign-in").order_by("id").values_list("act", "summary"))
    assert said == [
        ("add", "authenticator app"),
        ("add", "recovery codes"),
        ("use up", "a recovery code"),
        ("remove", "authenticator app"),
        ("remove", "recovery codes"),
    ]
    assert {entry.person for entry in AuditEntry.objects.filter(object_kind="sign-in")} == {eli}
    mails = [mail.message["subject"] for mail in Delivery.objects.filter(person_id=eli.pk).order_by("id")]
    assert mails == ["Watchbill: an authenticator app was added", "Watchbill: the authenticator app was removed"]
    assert "UTC, from 127.0.0.1" in Delivery.objects.first().message["text"]  # type: ignore[union-attr]


def test_an_administrator_takes_the_second_step_off_whoever_lost_it(
    elis: Client, eli: Person, alices: Client, charlies: Client
) -> None:
    app_of(elis)
    assert charlies.post("/people/bob/take-off-second-step").status_code == 403
    assert "Take it off" in alices.get("/people/bob").content.decode()
    assert alices.post("/people/bob/take-off-second-step").status_code == 303
    assert not is_in(elis)
    assert is_in(signed_in())
    assert AuditEntry.objects.filter(act="take off", object_id="bob", by="Alice").exists()
    assert "Alice took the second step off" in Delivery.objects.latest("id").message["text"]


def test_a_passkey_is_asked_without_saying_for_whom(visitors: Client) -> None:
    asked = visitors.get("/accounts/login/passkey/", headers={"Accept": "application/json"}).json()
    asked = asked["request_options"]["publicKey"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


@pytest.mark.parametrize("said", ["", "{}", "[]", "nothing", '{"id": "AAAA", "rawId": "AAAA", "response": {}}'])
def test_an_odd_answer_of_a_passkey_is_refused_with_a_sentence(said: str, eli: Person, visitors: Client) -> None:
    visitors.get("/accounts/login/passkey/", headers={"Accept": "application/json"})
    answer = visitors.post("/accounts/login/passkey/", {"credential": said}, follow=True)
    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated
    assert "toast error" in answer.content.decode()


def test_questions_to_passkeys_are_limited(visitors: Client) -> None:
    answers = [visitors.get("/accounts/login/passkey/").status_code for _ in range(61)]
    assert answers[-2:] == [302, 429]
    assert "Too many tries" in visitors.get("/accounts/login/passkey/").content.decode()


def test_a_passkey_of_others_cannot_be_removed(elis: Client, alice: Person) -> None:
    theirs = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "phone"})
    assert sure(elis).post(f"/accounts/passkeys/{theirs.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_a_form_of_these_without_its_token_is_refused(eli: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    for path in ("/accounts/login/passkey/", "/accounts/oidc/login/"):
        assert browser.post(path, {"credential": "{}"}).status_code == 403
