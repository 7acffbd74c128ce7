"""Integrations and their keys, on the pages."""

import pytest

from tests.conftest import person
from watchbill.apps.alerts.integrations import (
    archive_integration,
    create_integration,
    reveal_key,
    rotate_key,
    update_integration,
)
from watchbill.apps.alerts.models import Integration
from watchbill.apps.catalog.models import Service
from watchbill.apps.catalog.services import create_service
from watchbill.apps.people.models import AuditEntry, Person, Team
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.problems import Conflict, NotAllowed, Wrong
from watchbill.secrets import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(bob: Person) -> Actor:
    return somebody(bob, "web")


@pytest.fixture
def service(team: Team, manager: Actor) -> Service:
    return create_service(slug="transmitter", team=team, by=manager)


def make(service: Service | None, by: Actor, **more: object) -> Integration:
    said = {"slug": "prometheus", "source": "alertmanager", "options": {}} | more
    return create_integration(service=service, by=by, **said)  # type: ignore[arg-type]


def test_a_manager_connects_a_sender_and_sees_its_key(service: Service, manager: Actor) -> None:
    made = make(service, manager)
    key = reveal_key(integration=made, by=manager)
    assert len(key) == 32
    assert made.key_digest == digest(key)
    assert key not in str(Integration.objects.values().get())
    entry = AuditEntry.objects.get(act="reveal-key")
    assert (entry.by, entry.object_id) == ("Bob", "prometheus")


def test_somebody_else_sees_no_key(service: Service, manager: Actor, as_alice: Actor) -> None:
    made = make(service, manager)
    with pytest.raises(NotAllowed):
        reveal_key(integration=made, by=somebody(person("eva"), "web"))
    assert reveal_key(integration=made, by=as_alice)


def test_an_integration_without_a_service_is_for_administrators(manager: Actor, as_alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        make(None, manager)
    assert make(None, as_alice).service is None


def test_a_rotated_key_is_another_one(service: Service, manager: Actor) -> None:
    made = make(service, manager)
    old = reveal_key(integration=made, by=manager)
    new = rotate_key(integration=made, by=manager)
    made.refresh_from_db()
    assert new != old
    assert made.key_digest == digest(new)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("source", {"source": "pigeon"}),
        ("options", {"options": {"summary": "title"}}),
        ("options", {"source": "generic", "options": {"sumary": "title"}}),
        ("key", {"key": "too-short"}),
        ("slug", {"slug": "no spaces"}),
    ],
)
def test_what_cannot_work_is_said_at_its_field(
    service: Service, manager: Actor, field: str, said: dict[str, object]
) -> None:
    with pytest.raises(Wrong) as wrong:
        make(service, manager, **said)
    assert list(wrong.value.fields) == [field]


def test_a_key_belongs_to_one_integration(service: Service, manager: Actor) -> None:
    key = "the-same-key-for-both-of-them-0001"
    made = make(service, manager, key=key)
    with pytest.raises(Conflict, match="'prometheus'"):
        make(service, manager, slug="other", key=key)
    archive_integration(integration=made, by=manager)
    assert make(service, manager, slug="other", key=key).key_digest == digest(key)


def test_moving_an_integration_asks_both_teams(service: Service, manager: Actor, as_alice: Actor) -> None:
    studio = Team.objects.create(slug="studio", name="Studio")
    elsewhere = create_service(slug="studio", team=studio, by=as_alice)
    made = make(service, manager)
    with pytest.raises(NotAllowed):
        update_integration(integration=made, source="generic", service=elsewhere, options={}, by=manager)
    moved = update_integration(integration=made, source="generic", service=elsewhere, options={}, by=as_alice)
    assert (moved.service, moved.source) == (elsewhere, "generic")
    assert update_integration(integration=made, source="generic", service=None, options={}, by=as_alice).service is None
