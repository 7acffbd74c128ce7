"""What the tests of every room share: a stopped clock, people, and an engine that is turned by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from watchbill import clock
from watchbill.apps.oncall import rotas
from watchbill.apps.people.models import Membership, Organisation, Person, Role, Team
from watchbill.apps.people.permissions import Actor, somebody

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[datetime]:
    """Monday the 2nd of March 2026, 09:00 UTC; the clock stands still until a test moves it."""
    with clock.stopped(MONDAY):
        yield MONDAY


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _no_rota_of_another_test() -> None:
    rotas.forget()


def advance(**by: float) -> datetime:
    return clock.advance(timedelta(**by))


def person(slug: str, role: Role = Role.RESPONDER, **more: object) -> Person:
    made = Person(
        slug=slug, name=slug.capitalize(), email=f"{slug}@example.org", role=role, created_at=clock.now(), **more
    )
    made.set_unusable_password()
    made.save()
    made.contact_methods.create(
        name="mail", channel="mail", place=f"{slug}@example.org", verified_at=clock.now(), position=0
    )
    return made


@pytest.fixture
def organisation(db: None, now: datetime) -> Organisation:
    return Organisation.objects.create(name="Harbour Radio", zone="Europe/Amsterdam", created_at=now)


@pytest.fixture
def alice(organisation: Organisation) -> Person:
    """The administrator."""
    return person("alice", Role.ADMINISTRATOR)


@pytest.fixture
def bob(team: Team) -> Person:
    """On the team, and its manager."""
    made = person("bob")
    Membership.objects.create(team=team, person=made, member=True, manager=True)
    return made


@pytest.fixture
def charlie(organisation: Organisation) -> Person:
    """May look, and nothing else."""
    return person("charlie", Role.VIEWER)


@pytest.fixture
def team(organisation: Organisation) -> Team:
    return Team.objects.create(slug="radio", name="Radio", zone="Europe/Amsterdam")


@pytest.fixture
def as_alice(alice: Person) -> Actor:
    return somebody(alice, "web")
