"""Signing in and out, passwords, tokens, and what a person keeps about themselves."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.people.models import ApiToken, ContactMethod, Person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_tries_yet(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def eli(bob: Person) -> Person:
    bob.set_password(PASSWORD)
    bob.save()
    return bob


@pytest.mark.parametrize("login", ["bob", "bob@example.org", "BOB@example.org"])
def test_one_signs_in_by_name_or_address(login: str, eli: Person, visitors: Client) -> None:
    answer = visitors.post("/accounts/login/?next=/rota", {"login": login, "password": PASSWORD})
    assert answer.headers["Location"] == "/rota"
    assert visitors.get("/rota").status_code == 200


def test_a_wrong_password_says_no_more_than_that(eli: Person, visitors: Client) -> None:
    page = visitors.post("/accounts/login/", {"login": "bob", "password": "wrong"}).content.decode()
    assert "do not belong together" in page
    assert 'value="bob"' in page
    assert "wrong" not in re.findall(r'value="([^"]*)"', page)


def test_many_wrong_passwords_are_stopped(eli: Person, visitors: Client) -> None:
    for _ in range(5):
        visitors.post("/accounts/login/", {"login": "bob", "password": "wrong"})
    page = visitors.post("/accounts/login/", {"login": "bob", "password": PASSWORD}).content.decode()
    assert "Too many tries" in page


def test_somebody_who_left_cannot_sign_in(eli: Person, visitors: Client) -> None:
    Person.objects.filter(pk=eli.pk).update(is_active=False)
    answer = visitors.post("/accounts/login/", {"login": "bob", "password": PASSWORD}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated


def test_nobody_signs_up_by_themselves(alice: Person, visitors: Client) -> None:
    assert "Accounts are made for you" in text_of(visitors, "/accounts/signup/")
    visitors.post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD})
    assert not Person.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/login/code/confirm/"])
def test_what_would_go_around_the_services_has_no_address(path: str, bobs: Client) -> None:
    assert bobs.get(path).status_code == 404


def test_signing_out_asks_by_a_form_and_ends_the_session(bobs: Client) -> None:
    assert bobs.get("/accounts/logout/").status_code == 200
    assert bobs.get("/more").status_code == 200
    bobs.post("/accounts/logout/")
    assert bobs.get("/more").status_code == 302


def test_a_link_to_choose_a_password_is_a_delivery_and_works_once(eli: Person, visitors: Client) -> None:
    visitors.post("/accounts/password/reset/", {"email": "bob@example.org"})
    mail = Delivery.objects.get(message__subject="Watchbill: choose a password")
    assert (mail.channel, mail.place, mail.lane, mail.person_id) == ("mail", "bob@example.org", "notice", eli.pk)
    link = re.search(r"http://\S+?(/accounts/password/reset/key/\S+)", mail.message["text"])
    assert link is not None
    form = visitors.get(link[1], follow=True)
    new = {"password1": "another long one of mine", "password2": "another long one of mine"}
    assert visitors.post(form.redirect_chain[-1][0], new).status_code == 302
    eli.refresh_from_db()
    assert eli.check_password("another long one of mine")
    assert "has been used" in Client().get(link[1], follow=True).content.decode()


def test_an_address_that_somebody_gave_up_opens_nothing(eli: Person, visitors: Client) -> None:
    EmailAddress.objects.create(user=eli, email="bob@old.example.org", verified=True, primary=True)
    visitors.post("/accounts/password/reset/", {"email": "bob@old.example.org"})
    assert "password/reset/key" not in Delivery.objects.get(place="bob@old.example.org").message["text"]
    visitors.post("/accounts/password/reset/", {"email": "bob@example.org"})
    assert "password/reset/key" in Delivery.objects.get(place="bob@example.org").message["text"]


def test_whether_an_address_is_known_is_not_told(eli: Person, visitors: Client) -> None:
    known = visitors.post("/accounts/password/reset/", {"email": "bob@example.org"}, follow=True).content
    unknown = visitors.post("/accounts/password/reset/", {"email": "eve@example.org"}, follow=True).content
    assert known == unknown


def test_the_password_is_changed_by_whoever_knows_it(eli: Person, bobs: Client) -> None:
    new = {"password1": "another long one of mine", "password2": "another long one of mine"}
    assert (
        "not your present password"
        in bobs.post("/accounts/password/change/", {"oldpassword": "x", **new}).content.decode()
    )
    assert bobs.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert bobs.get("/more").status_code == 200


def test_the_secret_of_a_token_is_shown_once(bobs: Client) -> None:
    page = bobs.post("/tokens", {"name": "deploy script", "scopes": ["read", "respond"]}).content.decode()
    secret = re.search(r"wb_[\w-]{40,}", page)
    assert secret is not None
    token = ApiToken.objects.get()
    assert (token.name, token.scopes, token.hint) == ("deploy script", ["read", "respond"], secret[0][:9])
    assert secret[0] not in bobs.get("/tokens").content.decode()


def test_a_token_needs_a_scope_and_its_form_keeps_the_name(bobs: Client) -> None:
    page = bobs.post("/tokens", {"name": "deploy script"}).content.decode()
    assert 'value="deploy script"' in page
    assert not ApiToken.objects.exists()


def test_a_revoked_token_says_so(bobs: Client) -> None:
    bobs.post("/tokens", {"name": "deploy script", "scopes": ["read"]})
    bobs.post(f"/tokens/{ApiToken.objects.get().pk}/revoke")
    assert ApiToken.objects.get().revoked_at is not None
    assert "revoked" in text_of(bobs, "/tokens")


def test_a_new_way_to_be_reached_counts_after_its_code_came_back(bobs: Client, bob: Person) -> None:
    said = {"name": "work", "channel": "mail", "place": "bob@work.example.org"}
    assert bobs.post("/people/bob/contacts", said).status_code == 303
    method = ContactMethod.objects.get(name="work")
    assert method.verified_at is None
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", Delivery.objects.get(place="bob@work.example.org").message["text"])
    assert code is not None
    wrong = bobs.post(f"/people/bob/contacts/{method.pk}/verify", {"code": "AAAA-AAAA"})
    assert "This is not the code that was sent" in wrong.content.decode()
    assert bobs.post(f"/people/bob/contacts/{method.pk}/verify", {"code": code[0].lower()}).status_code == 303
    method.refresh_from_db()
    assert method.verified_at is not None


def test_an_address_that_is_none_is_said_at_its_field(bobs: Client) -> None:
    page = bobs.post("/people/bob/contacts", {"name": "work", "channel": "mail", "place": "nowhere"}).content.decode()
    assert "expected an e-mail address such as" in page or "is not a mail address" in page
    assert 'value="nowhere"' in page


def test_rules_are_typed_one_way_a_line(bobs: Client, bob: Person) -> None:
    assert bobs.post("/people/bob/rules", {"high": "mail 0m\nmail 5m", "low": ""}).status_code == 303
    assert [rule.delay.total_seconds() for rule in bob.notification_rules.all()] == [0, 300]
    page = bobs.post("/people/bob/rules", {"high": "pager soon"}).content.decode()
    assert "Line 1: found" in page
    assert "pager soon</textarea>" in page
    assert "There is no contact method" in bobs.post("/people/bob/rules", {"high": "pager 0m"}).content.decode()


def test_whoever_cannot_be_paged_is_said_in_amber(world: World, alices: Client) -> None:
    ContactMethod.objects.filter(person=world.ana).update(verified_at=None)
    assert "Nobody can page Ana." in text_of(alices, "/people/ana")
    assert "no verified way" in text_of(alices, "/people")


@pytest.mark.req("OF-16", part=True)
def test_members_who_are_on_no_list_are_shown_with_their_team(world: World, alices: Client) -> None:
    alices.post("/teams/radio/edit", {"name": "Radio", "members": "Ana\nBob\nAlice", "managers": "Bob"})
    assert "On none of the lists: AL Alice" in text_of(alices, "/teams/radio")


def test_the_chosen_theme_comes_with_the_next_page(bobs: Client) -> None:
    assert "data-theme" not in bobs.get("/more").content.decode()
    bobs.post("/theme", {"theme": "dark", "next": "/more"})
    assert '<html lang="en" data-theme="dark">' in bobs.get("/more").content.decode()
    bobs.post("/theme", {"theme": ""})
    assert "data-theme" not in bobs.get("/more").content.decode()
