"""Devices: several are one person's, a dead one is noticed and said, and a test page takes the way of a page."""

import asyncio
from typing import Any

import pytest
from django.conf import settings

from tests.adapters.channels.sending import MESSAGE, Receiver
from tests.adapters.channels.test_push import Device, text_of
from tests.conftest import person
from watchbill.adapters.channels import push
from watchbill.apps.agenda.models import AttemptResult, Delivery, DeliveryState, Lane
from watchbill.apps.people import contacts, devices
from watchbill.apps.people.contacts import Contact
from watchbill.apps.people.models import AuditEntry, ContactMethod, Organisation, Person
from watchbill.apps.people.permissions import Actor, engine, somebody
from watchbill.problems import Conflict, NotAllowed, Wrong
from watchbill.runtime.engine import deliveries
from watchbill.runtime.engine.deliveries import Claimed, Outcome
from watchbill.runtime.engine.sender import Sender, read_configs

pytestmark = pytest.mark.django_db
ENDPOINT = "https://push.example.org/send/x1"


@pytest.fixture
def ana(organisation: Organisation) -> Person:
    return person("ana")


def ring(
    who: Person, device: Device | None = None, endpoint: str = ENDPOINT, by: Actor | None = None, **more: Any
) -> ContactMethod:
    keys = device or Device()
    said = {"name": "chrome-on-android", "p256dh": text_of(keys.public), "auth": text_of(keys.secret)} | more
    return devices.ring_device(person=who, endpoint=endpoint, by=by or somebody(who, "web"), **said)


def lost(method: ContactMethod) -> None:
    """The push service says at an attempt that nobody is there any more."""
    devices.page_me_now(person=method.person, method=method, by=engine())
    [claimed] = deliveries.claim(Lane.PAGE, 1)
    deliveries.record([Outcome(claimed, AttemptResult.PERMANENT, "push.example.org answered 410.", gone=True)])


def test_a_device_rings_without_a_code_and_the_record_keeps_no_secret(ana: Person) -> None:
    device = Device()
    method = ring(ana, device)
    assert (method.channel, method.name) == ("push", "chrome-on-android")
    assert method.verified_at is not None
    entry = AuditEntry.objects.get(act="ring-device")
    assert entry.summary == "chrome-on-android: push:push.example.org/…end/x1"
    assert text_of(device.secret) not in entry.summary


def test_several_devices_are_one_persons(ana: Person) -> None:
    names = [ring(ana, endpoint=f"{ENDPOINT}{number}").name for number in range(3)]
    assert names == ["chrome-on-android", "chrome-on-android-2", "chrome-on-android-3"]


def test_pressing_twice_makes_one_device(ana: Person) -> None:
    device = Device()
    assert ring(ana, device).pk == ring(ana, device).pk
    assert AuditEntry.objects.filter(act="ring-device").count() == 1


def test_a_renewed_subscription_keeps_the_name_and_the_rules(ana: Person) -> None:
    method = ring(ana)
    ring(ana, endpoint=f"{ENDPOINT}0")
    renewed = ring(ana, endpoint=f"{ENDPOINT}2", replaces=ENDPOINT)
    assert renewed.pk == method.pk
    assert renewed.place.startswith(f"{ENDPOINT}2#")


def test_a_device_rings_for_whoever_signed_in_on_it_last(ana: Person, alice: Person) -> None:
    device = Device()
    ring(ana, device)
    assert ring(alice, device).person == alice
    assert not ana.contact_methods.filter(channel="push").exists()


def test_somebody_who_knows_an_address_but_not_its_secret_takes_nothing_away(ana: Person, alice: Person) -> None:
    ring(ana, Device())
    ring(alice, Device())
    assert ana.contact_methods.filter(channel="push").exists()


def test_nobody_has_their_device_ring_for_somebody_else(ana: Person, as_alice: Actor) -> None:
    with pytest.raises(NotAllowed, match="own page"):
        ring(ana, by=as_alice)


def test_what_is_no_subscription_is_refused(ana: Person) -> None:
    with pytest.raises(Wrong, match="Ring this device"):
        ring(ana, endpoint="http://169.254.0.1/latest")


def test_no_more_than_twenty(ana: Person) -> None:
    for number in range(devices.MOST_DEVICES):
        ring(ana, endpoint=f"{ENDPOINT}-{number}")
    with pytest.raises(Conflict, match="Remove one"):
        ring(ana)


@pytest.mark.parametrize(("status", "gone"), [(410, True), (404, True), (403, False), (503, False)])
def test_the_push_service_says_whether_anybody_is_there(status: int, gone: bool) -> None:
    async def attempt() -> Outcome:
        config = push.Config(secret_key=",".join(settings.SECRET_KEYS))
        sender = Sender(read_configs())
        await sender.start()
        async with Receiver(status=status).listening() as address:
            place = Device().place(f"{address}/x1", config)
            said = {"subject": MESSAGE.subject, "text": MESSAGE.text, "idempotency_key": "k"}
            outcome = await sender.send(Claimed(1, "push", place, said, {}, "page", 1, "token"))
        await sender.stop()
        return outcome

    assert asyncio.run(attempt()).gone is gone


def test_a_dead_subscription_is_used_no_more_and_its_owner_is_told(ana: Person) -> None:
    method = ring(ana)
    lost(method)
    method.refresh_from_db()
    assert method.verified_at is None
    notice = Delivery.objects.get(subject_kind="contact-gone")
    assert (notice.channel, notice.place, notice.lane) == ("mail", "ana@example.org", Lane.NOTICE)
    assert "chrome-on-android does not ring" in notice.message["subject"]
    assert AuditEntry.objects.filter(act="contact-gone", by="Watchbill").count() == 1


def test_a_dead_device_that_is_rung_again_is_the_same_one(ana: Person) -> None:
    method = ring(ana)
    lost(method)
    again = ring(ana, endpoint=f"{ENDPOINT}-new")
    assert (again.pk, again.verified_at is not None) == (method.pk, True)


def test_another_failure_says_nothing_about_the_device(ana: Person) -> None:
    method = ring(ana)
    devices.page_me_now(person=ana, method=method, by=somebody(ana, "web"))
    [claimed] = deliveries.claim(Lane.PAGE, 1)
    deliveries.record([Outcome(claimed, AttemptResult.PERMANENT, "answered 403")])
    method.refresh_from_db()
    assert method.verified_at is not None


def test_a_test_page_goes_over_every_verified_way_as_a_page(ana: Person) -> None:
    ring(ana)
    ana.contact_methods.create(name="app", channel="ntfy", place="ana", position=7)
    assert devices.page_me_now(person=ana, by=somebody(ana, "web")) == 2
    sent = Delivery.objects.filter(lane=Lane.PAGE, state=DeliveryState.WAITING)
    assert set(sent.values_list("channel", flat=True)) == {"mail", "push"}


def test_a_test_page_over_one_way(ana: Person) -> None:
    method = ring(ana)
    assert devices.page_me_now(person=ana, method=method, by=somebody(ana, "web")) == 1
    assert Delivery.objects.get().place == method.place


def test_only_oneself_and_administrators_send_test_pages(ana: Person, bob: Person, as_alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        devices.page_me_now(person=ana, by=somebody(bob, "web"))
    devices.page_me_now(person=ana, by=as_alice)
    assert AuditEntry.objects.get(act="test-page").by == "Alice"


def test_test_pages_have_an_end(ana: Person) -> None:
    for _ in range(devices.AT_MOST):
        devices.page_me_now(person=ana, by=somebody(ana, "web"))
    with pytest.raises(Conflict, match="are enough"):
        devices.page_me_now(person=ana, by=somebody(ana, "web"))


def test_the_file_says_nothing_about_devices_and_takes_none_away(ana: Person) -> None:
    ring(ana)
    mail = {"mail": Contact(address="mail:ana@example.org", verified=True)}
    contacts.put_contact_methods(person=ana, contacts=mail, by=engine())
    assert ana.contact_methods.filter(channel="push").exists()
