"""People come, change and leave."""

import pytest

from tests.conftest import MONDAY, person
from watchbill.apps.paging.directory import reached
from watchbill.apps.people import tokens
from watchbill.apps.people.models import AuditEntry, Person, Role, Team
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.apps.people.services import COLOURS, create_person, person_back, person_left, update_person
from watchbill.problems import Conflict, NotAllowed, Wrong

pytestmark = pytest.mark.django_db


def test_an_administrator_brings_somebody_in(as_alice: Actor) -> None:
    made = create_person(slug="eva", name="Eva Lind", email="eva@example.org", zone="Europe/Stockholm", by=as_alice)
    assert (made.role, made.zone, made.created_at) == (Role.RESPONDER, "Europe/Stockholm", MONDAY)
    assert not made.has_usable_password()
    method = made.contact_methods.get()
    assert (method.name, str(method), method.verified_at) == ("mail", "mail:eva@example.org", None)
    entry = AuditEntry.objects.get(act="create", object_id="eva")
    assert (entry.by, entry.via, entry.object_kind) == ("Alice", "web", "person")


def test_everybody_gets_the_next_place_of_the_palette(as_alice: Actor) -> None:
    colours = [create_person(slug=f"p{n}", name=f"P {n}", by=as_alice).colour for n in range(COLOURS + 1)]
    assert colours[0] == colours[COLOURS]
    assert len(set(colours)) == COLOURS


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("slug", "no spaces"),
        ("slug", "nobody"),
        ("name", "  "),
        ("email", "nowhere"),
        ("zone", "Europe/Atlantis"),
        ("role", "king"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(as_alice: Actor, field: str, given: str) -> None:
    with pytest.raises(Wrong) as wrong:
        create_person(**({"slug": "eva", "name": "Eva", "by": as_alice} | {field: given}))
    assert list(wrong.value.fields) == [field]


def test_nobody_is_there_twice(as_alice: Actor) -> None:
    with pytest.raises(Conflict, match="'alice'"):
        create_person(slug="alice", name="Another Alice", by=as_alice)


def test_people_change_their_own_name_and_nobody_else_s(bob: Person, charlie: Person) -> None:
    assert update_person(person=bob, name="Robert", by=somebody(bob, "web")).name == "Robert"
    with pytest.raises(NotAllowed):
        update_person(person=bob, name="Bobby", by=somebody(charlie, "web"))


def test_nobody_raises_their_own_role(bob: Person, as_alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        update_person(person=bob, role=Role.ADMINISTRATOR, by=somebody(bob, "web"))
    assert update_person(person=bob, role=Role.ADMINISTRATOR, by=as_alice).role == Role.ADMINISTRATOR


def test_a_token_that_only_reads_changes_nothing_of_its_person(bob: Person) -> None:
    with pytest.raises(NotAllowed, match="scope"):
        update_person(person=bob, name="Robert", by=somebody(bob, "api", frozenset({"read"})))
    update_person(person=bob, name="Robert", by=somebody(bob, "api", frozenset({"respond"})))


def test_the_audit_log_says_what_changed_from_what_to_what(bob: Person) -> None:
    update_person(person=bob, name="Robert", zone="Europe/Madrid", by=somebody(bob, "web"))
    entry = AuditEntry.objects.get(act="update")
    assert entry.data["changes"] == {"name": ["Bob", "Robert"], "zone": ["", "Europe/Madrid"]}
    update_person(person=bob, name="Robert", by=somebody(bob, "web"))
    assert AuditEntry.objects.filter(act="update").count() == 1


def test_somebody_who_left_is_not_paged_cannot_come_in_and_stays_on_the_record(
    bob: Person, team: Team, as_alice: Actor
) -> None:
    _, secret = tokens.make_token(person=bob, name="laptop", scopes=["read"], by=somebody(bob, "web"))
    left = person_left(person=bob, by=as_alice)
    assert (left.is_active, left.left_at) == (False, MONDAY)
    assert reached(["bob"]) == {}
    assert tokens.who_holds(secret) is None
    assert not team.memberships.exists()
    assert left.contact_methods.exists()
    assert AuditEntry.objects.get(act="left").data == {"teams": ["radio"]}
    back = person_back(person=bob, by=as_alice)
    assert (back.is_active, back.left_at) == (True, None)
    assert tokens.who_holds(secret) is None


def test_only_an_administrator_says_that_somebody_left(bob: Person) -> None:
    eva = person("eva")
    with pytest.raises(NotAllowed):
        person_left(person=eva, by=somebody(bob, "web"))
