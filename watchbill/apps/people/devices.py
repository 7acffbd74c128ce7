"""The devices that ring for a person: browsers that take pushes. Each is a contact method of its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from watchbill import clock
from watchbill.adapters.channels import push
from watchbill.adapters.channels.channel import PlaceError
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Delivery, Lane
from watchbill.apps.agenda.services import Telling
from watchbill.apps.people import audit, permissions
from watchbill.apps.people.fields import fitting_key
from watchbill.apps.people.models import ContactMethod, Person
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Actor
from watchbill.apps.people.telling import tell_people
from watchbill.problems import Conflict, NotAllowed, Wrong

PUSH = push.CHANNEL.kind
MOST_DEVICES = 20
TRIAL = "trial"
AT_MOST, WITHIN = 10, timedelta(minutes=10)
"""Test pages that one person is sent."""


def known_by() -> str:
    """The public key that browsers subscribe with."""
    return push.public_key(_config())


def _config() -> push.Config:
    return push.Config(secret_key=",".join(settings.SECRET_KEYS))


@transaction.atomic
def ring_device(
    *, person: Person, name: str, endpoint: str, p256dh: str, auth: str, replaces: str = "", by: Actor
) -> ContactMethod:
    """Have the browser that sent this ring for its person. It needs no code: who asked is who is there.

    A device that subscribes again, or whose subscription had died, keeps its name and the rules that use it;
    `replaces` is the endpoint that it had before.
    """
    if by.person is None or by.person.pk != person.pk:
        raise NotAllowed("A device rings for whoever has signed in on it. They can add it on their own page.")
    require_own(by, person)
    try:
        place = push.place_of(endpoint=endpoint, p256dh=p256dh, auth=auth, config=_config())
    except PlaceError as problem:
        raise Wrong(str(problem)) from problem
    _take_from_others(person, place, by)
    devices = list(person.contact_methods.select_for_update().filter(channel=PUSH))
    method = _same(devices, endpoint, replaces, name) or _new(person, devices, name)
    if (method.place, method.verified_at is None) == (place, False):
        return method
    method.place, method.verified_at = place, clock.now()
    method.save()
    audit.record(by, "ring-device", "person", person.slug, f"{method.name}: {method}")
    return method


def _take_from_others(person: Person, place: str, by: Actor) -> None:
    """A device rings for one person: for whoever signed in on it last. Its place holds a secret that only it knows."""
    for other in ContactMethod.objects.filter(channel=PUSH, place=place).exclude(person=person):
        audit.record(by, "remove-contact", "person", other.person.slug, f"{other.name}: it rings for {person.name} now")
        other.delete()


def _same(devices: list[ContactMethod], endpoint: str, replaces: str, name: str) -> ContactMethod | None:
    for known in filter(None, (endpoint, replaces)):
        for device in devices:
            if device.place.startswith(f"{known}#"):
                return device
    return next((each for each in devices if each.verified_at is None and _stem(each.name) == name), None)


def _stem(name: str) -> str:
    stem, _, number = name.rpartition("-")
    return stem if number.isdigit() else name


def _new(person: Person, devices: list[ContactMethod], name: str) -> ContactMethod:
    if len(devices) >= MOST_DEVICES:
        raise Conflict(f"{MOST_DEVICES} devices ring for {person.name} already. Remove one that is not used any more.")
    taken = set(person.contact_methods.values_list("name", flat=True))
    free = next(each for each in (name, *(f"{name}-{number}" for number in range(2, 99))) if each not in taken)
    last = person.contact_methods.aggregate(last=Max("position"))["last"]
    return ContactMethod(person=person, name=fitting_key(free), channel=PUSH, position=0 if last is None else last + 1)


def places_gone(places: Iterable[tuple[str, str]], now: datetime) -> None:
    """A channel says that nobody is there any more: these are not used again, and whose they were is told."""
    said = Q()
    for channel, place in places:
        said |= Q(channel=channel, place=place)
    lost = list(ContactMethod.objects.select_related("person").filter(said, verified_at__isnull=False)) if said else []
    for method in lost:
        method.verified_at = None
        method.save(update_fields=["verified_at"])
        audit.record(
            permissions.engine(), "contact-gone", "person", method.person.slug, f"{method.name}: {method} is gone"
        )
    for method in lost:
        text = (
            f"{method.name} does not ring for you any more: its browser has ended the subscription, as it does when "
            f"its data is cleared or it is not opened for long. Open Watchbill on it and press “Ring this device”."
        )
        path = f"/people/{method.person.slug}#devices"
        tell_people(
            [method.person], f"{method.name} does not ring any more", text, path, now, ("contact-gone", method.pk)
        )


@transaction.atomic
def page_me_now(*, person: Person, method: ContactMethod | None = None, by: Actor) -> int:
    """A test page over one contact method, or over every verified one. Returns how many were sent.

    It takes the way of a page: the same lane, the same attempts, the same outbox.
    """
    require_own(by, person)
    now, mine = clock.now(), person.contact_methods.filter(verified_at__isnull=False)
    methods = list(mine if method is None else mine.filter(pk=method.pk))
    if not methods:
        raise Conflict("There is no verified way to send a test page to.")
    recent = Delivery.objects.filter(subject_kind=TRIAL, subject_id=person.pk, created_at__gt=now - WITHIN)
    if recent.count() + len(methods) > AT_MOST:
        raise Conflict(f"{AT_MOST} test pages in ten minutes are enough. Try again later.")
    audit.record(by, "test-page", "person", person.slug, ", ".join(each.name for each in methods))
    agenda.tell_all([_trial(person, each, by) for each in methods], now)
    return len(methods)


def _trial(person: Person, method: ContactMethod, by: Actor) -> Telling:
    url = f"{settings.BASE_URL}/people/{person.slug}#devices"
    asked = "You" if by.person is not None and by.person.pk == person.pk else by.name
    text = f"{asked} asked for it. A page comes to {method.name} like this. There is nothing to do."
    message = {
        "subject": "[TEST] Watchbill reaches you here",
        "text": f"{text}\n\n{url}\n",
        "url": url,
        "urgency": "high",
        "kind": "page",
    }
    return Telling(method.channel, method.place, message, Lane.PAGE, subject=(TRIAL, person.pk), person_id=person.pk)
