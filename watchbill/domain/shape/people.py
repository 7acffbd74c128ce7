"""People: who they are, how they are reached, and by which rules."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from watchbill.domain.shape.addresses import Address
from watchbill.domain.shape.base import Fault, Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.forms import EmailForm, PairForm, TextForm
from watchbill.domain.shape.instants import Instant
from watchbill.domain.shape.nearest import did_you_mean
from watchbill.domain.shape.spans import span_faults
from watchbill.domain.shape.words import Key, Name, Zone


class Role(StrEnum):
    VIEWER = "viewer"
    RESPONDER = "responder"
    ADMINISTRATOR = "administrator"


class Contact(Shape, frozen=True, kw_only=True):
    """One way to reach a person. In the file: the address alone, or `{address: …, verified: no}`."""

    address: Address
    verified: bool = True

    form = TextForm("address")


class NotificationRule(Shape, frozen=True, kw_only=True):
    """`{app: 2m}`: the contact method of this name, so long after the page."""

    contact: Key
    after: Duration

    form = PairForm("contact", "after")


class Rules(Shape, frozen=True, kw_only=True):
    """For an urgency without rules: every contact method at once."""

    high: tuple[NotificationRule, ...] = ()
    low: tuple[NotificationRule, ...] = ()


class Away(Shape, frozen=True, kw_only=True):
    """In the wall clock of the person's zone. Half-open."""

    start: Instant = msgspec.field(name="from")
    end: Instant = msgspec.field(name="to")
    note: Name | None = None

    def faults(self) -> Iterator[Fault]:
        yield from span_faults(self.start, self.end)


class Person(Shape, frozen=True, kw_only=True):
    """`email: x` in the file is short for one contact method named `mail`."""

    name: Name | None = None
    role: Role = Role.RESPONDER
    zone: Zone | None = None
    region: Key | None = None
    contacts: dict[Key, Contact] = {}
    rules: Rules = Rules()
    away: tuple[Away, ...] = ()

    form = EmailForm("contacts")

    def faults(self) -> Iterator[Fault]:
        for urgency in ("high", "low"):
            for rule in getattr(self.rules, urgency):
                if rule.contact not in self.contacts:
                    hint = did_you_mean(rule.contact, self.contacts) or _known(self.contacts)
                    yield Fault("rules", f"{urgency} names the contact {rule.contact!r}, which is not there{hint}")


def _known(contacts: dict[str, Contact]) -> str:
    return f"; there are: {', '.join(contacts)}" if contacts else "; this person has no contacts"
