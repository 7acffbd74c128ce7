"""Browsers: each signed in as one person, and one that is not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.ui.world import World, world_of
from watchbill.apps.people.models import Person, Team

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _mail_is_a_delivery(settings: Any) -> None:
    """As in a served product; Django's own test environment would put it into a list."""
    settings.EMAIL_BACKEND = "watchbill.interfaces.ui.accounts.DeliveryBackend"


@pytest.fixture
def world(team: Team, bob: Person) -> World:
    return world_of(team, bob)


@pytest.fixture
def browser_of() -> Callable[[Person | None], Client]:
    def made(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend=BACKEND)
        return client

    return made


@pytest.fixture
def alices(alice: Person, browser_of: Callable[[Person | None], Client]) -> Client:
    return browser_of(alice)


@pytest.fixture
def bobs(bob: Person, browser_of: Callable[[Person | None], Client]) -> Client:
    return browser_of(bob)


@pytest.fixture
def charlies(charlie: Person, browser_of: Callable[[Person | None], Client]) -> Client:
    return browser_of(charlie)


@pytest.fixture
def visitors(organisation: object) -> Client:
    return Client()


@pytest.fixture(autouse=True)
def _somebody_can_sign_in(request: pytest.FixtureRequest) -> None:
    """First use is over, except where a test says that it is about first use."""
    if "db" in request.fixturenames and "first_use" not in request.keywords and "alice" in request.fixturenames:
        alice = request.getfixturevalue("alice")
        alice.password = "pbkdf2_sha256$1$salt$unknown"  # usable, as far as one can see, and cheap
        alice.save()
