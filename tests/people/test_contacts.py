"""How people are reached."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY, advance
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.paging.directory import reached
from watchbill.apps.people.contacts import (
    Contact,
    add_contact_method,
    put_contact_methods,
    remove_contact_method,
    set_rules,
)
from watchbill.apps.people.models import ContactMethod, Person
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.apps.people.verification import send_code, verify_contact_method
from watchbill.problems import Conflict, NotAllowed, Wrong

pytestmark = pytest.mark.django_db


def app_of(bob: Person) -> ContactMethod:
    return add_contact_method(person=bob, name="app", address="ntfy:bob-7f3k", by=somebody(bob, "web"))


def code_in(delivery: Delivery) -> str:
    return str(delivery.message["subject"].rsplit(" ", 1)[1])


def test_a_new_contact_method_is_used_once_its_code_has_been_answered(bob: Person) -> None:
    by, method = somebody(bob, "web"), app_of(bob)
    assert [way["name"] for way in reached(["bob"])["bob"].ways("high")] == ["mail"]
    delivery = send_code(method=method, by=by)
    assert (delivery.channel, delivery.place, delivery.person_id) == ("ntfy", "bob-7f3k", bob.pk)
    verify_contact_method(method=method, code=code_in(delivery).lower().replace("-", " "), by=by)
    assert method.verified_at == MONDAY
    assert [way["name"] for way in reached(["bob"])["bob"].ways("high")] == ["mail", "app"]


def test_a_wrong_code_verifies_nothing(bob: Person) -> None:
    by, method = somebody(bob, "web"), app_of(bob)
    send_code(method=method, by=by)
    for code in ("", "AAAA-AAAA", "ÄÖÜ", "0" * 500):
        with pytest.raises(Wrong, match="not the code"):
            verify_contact_method(method=method, code=code, by=by)
    assert ContactMethod.objects.get(pk=method.pk).verified_at is None


def test_a_code_lives_for_a_quarter_of_an_hour_at_least_and_half_an_hour_at_most(bob: Person) -> None:
    by, method = somebody(bob, "web"), app_of(bob)
    code = code_in(send_code(method=method, by=by))
    advance(minutes=30)
    with pytest.raises(Wrong):
        verify_contact_method(method=method, code=code, by=by)
    code = code_in(send_code(method=method, by=by))
    advance(minutes=15)
    assert verify_contact_method(method=method, code=code, by=by).verified_at


def test_the_code_of_one_contact_method_fits_no_other(bob: Person) -> None:
    by, method = somebody(bob, "web"), app_of(bob)
    other = add_contact_method(person=bob, name="other", address="ntfy:bob-other", by=by)
    code = code_in(send_code(method=method, by=by))
    with pytest.raises(Wrong):
        verify_contact_method(method=other, code=code, by=by)


def test_no_more_than_three_codes_go_to_one_place_in_ten_minutes(bob: Person) -> None:
    by, method = somebody(bob, "web"), app_of(bob)
    for _ in range(3):
        send_code(method=method, by=by)
    with pytest.raises(Conflict, match="ten minutes"):
        send_code(method=method, by=by)
    advance(minutes=11)
    send_code(method=method, by=by)


@pytest.mark.parametrize("address", ["mail:nowhere", "pigeon:roof", "bob@example.org", "ntfy:a b", ""])
def test_an_address_that_nothing_can_be_sent_to_is_refused(bob: Person, address: str) -> None:
    with pytest.raises(Wrong) as wrong:
        add_contact_method(person=bob, name="app", address=address, by=somebody(bob, "web"))
    assert "address" in wrong.value.fields


def test_only_an_administrator_says_that_a_place_is_verified(bob: Person, as_alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        add_contact_method(person=bob, name="a", address="ntfy:a", verified=True, by=somebody(bob, "web"))
    assert add_contact_method(person=bob, name="a", address="ntfy:a", verified=True, by=as_alice).verified_at
    with pytest.raises(Conflict):
        add_contact_method(person=bob, name="a", address="ntfy:b", by=as_alice)


def test_nobody_looks_after_the_contacts_of_another(bob: Person, charlie: Person) -> None:
    method = app_of(bob)
    for act in (send_code, remove_contact_method):
        with pytest.raises(NotAllowed):
            act(method=method, by=somebody(charlie, "web"))


def test_rules_say_which_way_is_used_when(bob: Person, as_alice: Actor) -> None:
    add_contact_method(person=bob, name="app", address="ntfy:bob", verified=True, by=as_alice)
    rules = {"high": [("app", timedelta(0)), ("mail", timedelta(minutes=5))], "low": [("mail", timedelta(0))]}
    set_rules(person=bob, rules=rules, by=somebody(bob, "web"))
    found = reached(["bob"])["bob"]
    assert [(way["name"], way["after"]) for way in found.ways("high")] == [("app", 0), ("mail", 300)]
    assert [way["name"] for way in found.ways("low")] == ["mail"]
    set_rules(person=bob, rules={}, by=somebody(bob, "web"))
    assert len(reached(["bob"])["bob"].ways("high")) == 2


@pytest.mark.parametrize(
    "rules",
    [{"high": [("pigeon", timedelta(0))]}, {"medium": []}, {"low": [("mail", timedelta(seconds=-1))]}],
)
def test_a_rule_that_cannot_work_is_refused(bob: Person, rules: dict[str, list[tuple[str, timedelta]]]) -> None:
    with pytest.raises(Wrong) as wrong:
        set_rules(person=bob, rules=rules, by=somebody(bob, "web"))
    assert "rules" in wrong.value.fields


def test_a_removed_contact_method_takes_its_rules_along(bob: Person, as_alice: Actor) -> None:
    method = add_contact_method(person=bob, name="app", address="ntfy:bob", verified=True, by=as_alice)
    set_rules(person=bob, rules={"high": [("app", timedelta(0))]}, by=as_alice)
    remove_contact_method(method=method, by=somebody(bob, "web"))
    assert not bob.notification_rules.exists()


def test_putting_contact_methods_keeps_what_stays_verified(bob: Person, as_alice: Actor) -> None:
    put_contact_methods(
        person=bob,
        contacts={"app": Contact("ntfy:bob"), "mail": Contact("mail:bob@example.org", verified=True)},
        by=as_alice,
    )
    methods = {method.name: method for method in bob.contact_methods.all()}
    assert list(methods) == ["app", "mail"]
    assert methods["mail"].verified_at == MONDAY
    assert methods["app"].verified_at is None
