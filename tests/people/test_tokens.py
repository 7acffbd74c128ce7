"""Tokens for the API."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY, advance
from watchbill.apps.people.models import ApiToken, Person
from watchbill.apps.people.permissions import Act, Actor, may, somebody
from watchbill.apps.people.tokens import make_token, revoke_token, who_holds
from watchbill.problems import NotAllowed, Wrong

pytestmark = pytest.mark.django_db


def test_a_token_speaks_for_its_person_within_its_scopes(bob: Person) -> None:
    token, secret = make_token(person=bob, name="laptop", scopes=["read", "respond"], by=somebody(bob, "web"))
    assert secret.startswith("wb_")
    assert token.hint == secret[:9]
    actor = who_holds(secret)
    assert actor is not None
    assert (actor.person, actor.via, actor.scopes) == (bob, "api", frozenset({"read", "respond"}))
    assert may(actor, Act.RESPOND)
    assert not may(actor, Act.ADMINISTER)


def test_the_secret_is_nowhere_in_the_database(bob: Person) -> None:
    token, secret = make_token(person=bob, name="laptop", scopes=["read"], by=somebody(bob, "web"))
    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values().get())


def test_a_token_that_is_not_known_revoked_or_expired_is_nobody(bob: Person) -> None:
    by = somebody(bob, "web")
    for stranger in ("", "wb_", "wb_no-such-token", "session-cookie"):
        assert who_holds(stranger) is None
    token, secret = make_token(person=bob, name="laptop", scopes=["read"], by=by)
    revoke_token(token=token, by=by)
    assert who_holds(secret) is None
    _, secret = make_token(
        person=bob, name="for an hour", scopes=["read"], expires_at=MONDAY + timedelta(hours=1), by=by
    )
    assert who_holds(secret)
    advance(hours=1)
    assert who_holds(secret) is None


def test_the_last_use_is_written_down_once_a_minute_at_most(bob: Person) -> None:
    token, secret = make_token(person=bob, name="laptop", scopes=["read"], by=somebody(bob, "web"))
    used = []
    for _ in range(5):
        who_holds(secret)
        token.refresh_from_db()
        used.append(token.last_used_at)
        advance(seconds=30)
    assert used == [MONDAY, MONDAY, *[MONDAY + timedelta(minutes=1)] * 2, MONDAY + timedelta(minutes=2)]


def test_a_token_makes_none_that_may_do_more_than_itself(alice: Person) -> None:
    by = somebody(alice, "api", frozenset({"read", "respond"}))
    make_token(person=alice, name="less", scopes=["read"], by=by)
    with pytest.raises(NotAllowed):
        make_token(person=alice, name="more", scopes=["administer"], by=by)


def test_tokens_are_made_for_oneself_or_by_an_administrator(bob: Person, charlie: Person, as_alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        make_token(person=bob, name="laptop", scopes=["read"], by=somebody(charlie, "web"))
    token, _ = make_token(person=bob, name="robot", scopes=["read"], by=as_alice)
    with pytest.raises(NotAllowed):
        revoke_token(token=token, by=somebody(charlie, "web"))


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "fly"]])
def test_a_token_has_scopes_that_there_are(bob: Person, scopes: list[str]) -> None:
    with pytest.raises(Wrong) as wrong:
        make_token(person=bob, name="laptop", scopes=scopes, by=somebody(bob, "web"))
    assert "scopes" in wrong.value.fields


def test_a_token_does_not_expire_in_the_past(bob: Person) -> None:
    with pytest.raises(Wrong):
        make_token(person=bob, name="laptop", scopes=["read"], expires_at=MONDAY, by=somebody(bob, "web"))
