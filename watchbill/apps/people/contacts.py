"""How a person is reached: contact methods, and the rules that say which one is used when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from watchbill import clock
from watchbill.adapters.channels.channel import PlaceError
from watchbill.adapters.channels.registry import all_channels
from watchbill.apps.people import audit
from watchbill.apps.people.fields import fitting, fitting_key
from watchbill.apps.people.models import ContactMethod, NotificationRule, Person, Urgency
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.addresses import read_address, split_address
from watchbill.problems import Conflict, Wrong

MAIL = "mail"


@dataclass(frozen=True)
class Contact:
    """`address` is `kind:place`. `verified`: whoever says so is trusted; otherwise a code has to be answered."""

    address: str
    verified: bool = False


def add_first_mail(person: Person, email: str) -> ContactMethod:
    """For a person who was made this moment."""
    return person.contact_methods.create(name=MAIL, channel=MAIL, place=email)


@transaction.atomic
def add_contact_method(*, person: Person, name: str, address: str, by: Actor, verified: bool = False) -> ContactMethod:
    """`address` is `kind:place`. Only an administrator may say that it is verified."""
    require_own(by, person)
    if verified:
        require(by, Act.ADMINISTER)
    channel, place = usable(address)
    if person.contact_methods.filter(name=fitting_key(name)).exists():
        raise Conflict(f"{person.name} has a contact method {name!r} already.", {"name": "Choose another name."})
    last = person.contact_methods.aggregate(last=Max("position"))["last"]
    method = person.contact_methods.create(
        name=name,
        channel=channel,
        place=place,
        verified_at=clock.now() if verified else None,
        position=0 if last is None else last + 1,
    )
    audit.record(by, "add-contact", "person", person.slug, f"{name}: {method}", verified=verified)
    return method


def usable(address: str) -> tuple[str, str]:
    """Channel and place of an address that a message can be sent to now. Raises Wrong."""
    kind, place = split_address(fitting("address", read_address, address))
    channel = all_channels().get(kind)
    if channel is None:
        known = ", ".join(all_channels())
        raise Wrong(f"There is no channel {kind!r}.", {"address": f"Expected an address of one of these: {known}."})
    try:
        return kind, channel.check_place(place)
    except PlaceError as problem:
        raise Wrong(str(problem), {"address": str(problem)}) from problem


@transaction.atomic
def remove_contact_method(*, method: ContactMethod, by: Actor) -> None:
    """The rules that use it go with it."""
    require_own(by, method.person)
    audit.record(by, "remove-contact", "person", method.person.slug, f"{method.name}: {method}")
    method.delete()


@transaction.atomic
def put_contact_methods(*, person: Person, contacts: Mapping[str, Contact], by: Actor) -> None:
    """Exactly these, in this order, beside the devices. Addresses may be of kinds that no channel serves yet.

    One whose address stays keeps its verification; the first mail address is the person's e-mail address.
    """
    require(by, Act.ADMINISTER)
    held = {method.name: method for method in person.contact_methods.all()}
    for name in held.keys() - contacts.keys():
        if not held[name].is_device:
            remove_contact_method(method=held[name], by=by)
    for position, (name, contact) in enumerate(contacts.items()):
        _put(person, held.get(name), name, contact, position, by)
    places = [split_address(contact.address) for contact in contacts.values()]
    email = next((place for kind, place in places if kind == MAIL), None)
    if email is not None:
        Person.objects.filter(pk=person.pk).update(email=email)


def _put(person: Person, method: ContactMethod | None, name: str, contact: Contact, position: int, by: Actor) -> None:
    channel, place = split_address(contact.address)
    said = f"{name}: {contact.address}"
    if method is None:
        method = ContactMethod(person=person, name=fitting_key(name))
        act = "add-contact"
    elif (method.channel, method.place) != (channel, place):
        method.verified_at = None
        act = "change-contact"
    elif (contact.verified and method.verified_at is None) or method.position != position:
        act = "change-contact"
    else:
        return
    method.channel, method.place, method.position = channel, place, position
    if contact.verified and method.verified_at is None:
        method.verified_at = clock.now()
    method.save()
    audit.record(by, act, "person", person.slug, said, verified=contact.verified)


Rules = Mapping[str, Sequence[tuple[str, timedelta]]]
"""By urgency: names of contact methods, each so long after the page."""


@transaction.atomic
def set_rules(*, person: Person, rules: Rules, by: Actor) -> None:
    """Exactly these. An urgency without rules uses every verified contact method at once."""
    require_own(by, person)
    methods = {method.name: method for method in person.contact_methods.all()}
    wanted = [(urgency, name, delay) for urgency in Urgency.values for name, delay in rules.get(urgency, ())]
    _check_rules(rules, methods)
    held = [
        (rule.urgency, rule.contact_method.name, rule.delay)
        for urgency in Urgency.values
        for rule in person.notification_rules.filter(urgency=urgency).select_related("contact_method")
    ]
    if held == wanted:
        return
    person.notification_rules.all().delete()
    NotificationRule.objects.bulk_create(
        NotificationRule(person=person, urgency=urgency, contact_method=methods[name], delay=delay, position=position)
        for position, (urgency, name, delay) in enumerate(wanted)
    )
    summary = ", ".join(f"{urgency}: {name} after {delay}" for urgency, name, delay in wanted) or "none"
    audit.record(by, "rules", "person", person.slug, summary)


def _check_rules(rules: Rules, methods: Mapping[str, ContactMethod]) -> None:
    if unknown := sorted(set(rules) - set(Urgency.values)):
        raise Wrong(f"There is no urgency {unknown[0]!r}.", {"rules": f"Expected {' or '.join(Urgency.values)}."})
    for name, delay in (rule for each in rules.values() for rule in each):
        if name not in methods:
            known = ", ".join(methods) or "none"
            raise Wrong(f"There is no contact method {name!r}.", {"rules": f"Expected one of: {known}."})
        if delay < timedelta(0):
            raise Wrong("A rule cannot come before the page.", {"rules": "Expected a length of time from 0m."})
