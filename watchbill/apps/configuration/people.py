"""The section `people`."""

from collections.abc import Collection

import msgspec
from django.db.models import Prefetch, Q

from watchbill.apps.configuration.references import is_referred_to
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.oncall import rotas
from watchbill.apps.people.absences import Span, put_absences
from watchbill.apps.people.changes import as_stored
from watchbill.apps.people.contacts import Contact, put_contact_methods, set_rules
from watchbill.apps.people.models import Absence, ApiToken, ContactMethod, Membership, NotificationRule, Urgency
from watchbill.apps.people.models import Person as Row
from watchbill.apps.people.permissions import Actor
from watchbill.apps.people.services import create_person, person_back, person_left, update_person
from watchbill.domain.shape import people as shape
from watchbill.domain.shape.zones import to_utc

OWN = (ContactMethod, NotificationRule, Absence, ApiToken, Membership)


def stored(also: Collection[str] = ()) -> dict[str, shape.Person]:
    rules = NotificationRule.objects.select_related("contact_method")
    rows = Row.objects.filter(Q(is_active=True) | Q(slug__in=also)).order_by("pk")
    found = rows.prefetch_related(
        "contact_methods", Prefetch("notification_rules", rules), Prefetch("absences", Absence.objects.order_by("pk"))
    )
    return {row.slug: _shape(row) for row in found}


def _shape(row: Row) -> shape.Person:
    return shape.Person(
        name=None if row.name == row.slug else row.name,
        role=shape.Role(row.role),
        zone=row.zone or None,
        region=row.region or None,
        contacts={
            method.name: shape.Contact(
                address=f"{method.channel}:{method.place}", verified=method.verified_at is not None
            )
            for method in row.contact_methods.all()
            if not method.is_device
        },
        rules=shape.Rules(high=_rules(row, Urgency.HIGH), low=_rules(row, Urgency.LOW)),
        away=tuple(_away(absence) for absence in row.absences.all()),
    )


def _rules(row: Row, urgency: str) -> tuple[shape.NotificationRule, ...]:
    return tuple(
        shape.NotificationRule(contact=rule.contact_method.name, after=rule.delay)
        for rule in row.notification_rules.all()
        if rule.urgency == urgency and not rule.contact_method.is_device
    )


def _away(row: Absence) -> shape.Away:
    return msgspec.convert(row.written, shape.Away) if row.written else shape.Away(start=row.start_at, end=row.end_at)


def normal(key: str, said: shape.Person) -> shape.Person:
    return msgspec.structs.replace(said, name=None) if said.name == key else said


def settled(said: shape.Person, now: shape.Person, before: shape.Person | None) -> shape.Person:
    """A contact that its person has verified stays so; absences that people entered themselves are theirs."""
    contacts = {
        name: said.contacts[name] if _is_verified_since(said.contacts.get(name), contact) else contact
        for name, contact in now.contacts.items()
    }
    beside = _beside(said, now, before)
    away = tuple(span for span in now.away if span not in beside)
    return msgspec.structs.replace(now, contacts=contacts, away=away)


def _is_verified_since(said: shape.Contact | None, now: shape.Contact) -> bool:
    return said is not None and not said.verified and said.address == now.address


def _beside(said: shape.Person, now: shape.Person, before: shape.Person | None) -> list[shape.Away]:
    of_the_file = (*said.away, *(before.away if before else ()))
    return [span for span in now.away if span not in of_the_file]


def order(said: shape.Person) -> list[str]:
    """Without rules, the contact methods are used in their order."""
    return list(said.contacts)


def with_made(said: shape.Person, now: shape.Person) -> shape.Person:
    return msgspec.structs.replace(said, away=now.away)


def put(key: str, said: shape.Person, applying: Applying) -> None:
    by, row = applying.by, Row.objects.filter(slug=key).first()
    name, zone, region, role = said.name or key, said.zone or "", said.region or "", said.role.value
    if row is None:
        row = create_person(slug=key, name=name, zone=zone, region=region, role=role, by=by)
    else:
        row = person_back(person=row, by=by)
        row = update_person(person=row, name=name, zone=zone, region=region, role=role, by=by)
    now = applying.held["people"].get(key) or _shape(row)
    if now.contacts != said.contacts or order(now) != order(said):
        contacts = {name: Contact(one.address, one.verified) for name, one in said.contacts.items()}
        put_contact_methods(person=row, contacts=contacts, by=by)
    if said.rules != now.rules:
        _put_rules(row, said, by)
    if said.away or now.away:
        _put_away(row, said, (*said.away, *_beside(said, now, applying.before.get(("people", key)))), by)


def _put_rules(row: Row, said: shape.Person, by: Actor) -> None:
    """Of the file, and beside them those of the person's devices, which no file knows."""
    rules = {
        urgency: [(rule.contact, rule.after) for rule in getattr(said.rules, urgency)] for urgency in Urgency.values
    }
    for rule in row.notification_rules.select_related("contact_method"):
        if rule.contact_method.is_device:
            rules[rule.urgency].append((rule.contact_method.name, rule.delay))
    set_rules(person=row, rules=rules, by=by)


def _put_away(row: Row, said: shape.Person, spans: tuple[shape.Away, ...], by: Actor) -> None:
    zone = said.zone or rotas.organisation_zone()
    put_absences(person=row, spans=[_span(span, zone) for span in spans], by=by)


def _span(away: shape.Away, zone: str) -> Span:
    return Span(to_utc(away.start, zone), to_utc(away.end, zone), as_stored(away))


def can_be_deleted(key: str) -> bool:
    return not is_referred_to(Row.objects.get(slug=key), OWN)


def drop(key: str, delete: bool, by: Actor) -> None:
    row = person_left(person=Row.objects.get(slug=key), by=by)
    put_absences(person=row, spans=[], by=by)
    if delete:
        row.delete()


SECTION = Section(
    name="people",
    shape=shape.Person,
    stored=stored,
    put=put,
    drop=drop,
    can_be_deleted=can_be_deleted,
    normal=normal,
    settled=settled,
    with_made=with_made,
    order=order,
)
