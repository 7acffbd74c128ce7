"""People: they come, change and leave. Nobody is ever deleted here: the record names them."""

from django.db import transaction

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.people import audit, changes
from watchbill.apps.people.contacts import add_first_mail
from watchbill.apps.people.fields import fitting, fitting_key, fitting_zone
from watchbill.apps.people.models import Person, Role
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.apps.people.signing_in import end_sessions
from watchbill.apps.people.tokens import CHANGED as TOKENS
from watchbill.domain.shape.addresses import read_email
from watchbill.domain.shape.words import read_key, read_name
from watchbill.problems import Conflict, Wrong

COLOURS = 12
"""Places of the palette."""


@transaction.atomic
def create_person(
    *,
    slug: str,
    name: str,
    by: Actor,
    email: str = "",
    zone: str = "",
    region: str = "",
    role: str = Role.RESPONDER,
    password: str | None = None,
) -> Person:
    """With an e-mail address, their first contact method is that address, still to be verified."""
    require(by, Act.ADMINISTER)
    if Person.objects.filter(slug=fitting_key(slug, "people")).exists():
        raise Conflict(f"There is somebody called {slug!r} already.", {"slug": "Choose another key."})
    person = Person(
        slug=slug,
        name=fitting("name", read_name, name),
        email=fitting("email", read_email, email) if email else "",
        zone=fitting_zone(zone),
        region=fitting("region", read_key, region) if region else "",
        role=_role(role),
        created_at=clock.now(),
        colour=Person.objects.count() % COLOURS,
    )
    person.set_password(password)
    person.save()
    if email:
        add_first_mail(person, email)
    audit.record(by, "create", "person", slug, person.name)
    return person


def _role(role: str) -> str:
    if role not in Role.values:
        raise Wrong(f"{role!r} is no role.", {"role": f"Expected one of {', '.join(Role.values)}."})
    return str(role)


@transaction.atomic
def update_person(
    *,
    person: Person,
    by: Actor,
    name: str | None = None,
    email: str | None = None,
    zone: str | None = None,
    region: str | None = None,
    role: str | None = None,
) -> Person:
    """None leaves a part as it is. Role and region are for administrators to change."""
    require_own(by, person)
    row = _locked(person)
    if (role is not None and role != row.role) or (region is not None and region != row.region):
        require(by, Act.ADMINISTER)
    said = changes.given(
        name=None if name is None else fitting("name", read_name, name),
        email=fitting("email", read_email, email) if email else email,
        zone=None if zone is None else fitting_zone(zone),
        region=fitting("region", read_key, region) if region else region,
        role=None if role is None else _role(role),
    )
    changes.update(row, by, "person", said)
    return row


@transaction.atomic
def person_left(*, person: Person, by: Actor) -> Person:
    """They are paged no more, cannot sign in, belong to no team, and their tokens are dead; the record keeps them."""
    require(by, Act.ADMINISTER)
    row = _locked(person)
    if not row.is_active:
        return row
    row.is_active, row.left_at = False, clock.now()
    row.save(update_fields=["is_active", "left_at"])
    teams = list(row.memberships.order_by("team__slug").values_list("team__slug", flat=True))
    row.memberships.all().delete()
    row.api_tokens.filter(revoked_at=None).update(revoked_at=row.left_at)
    end_sessions(row)
    audit.record(by, "left", "person", row.slug, row.name, teams=teams)
    wake.changed(TOKENS)
    return row


@transaction.atomic
def person_back(*, person: Person, by: Actor) -> Person:
    """Somebody who had left is here again. Teams and tokens they get anew."""
    require(by, Act.ADMINISTER)
    row = _locked(person)
    if row.is_active:
        return row
    row.is_active, row.left_at = True, None
    row.save(update_fields=["is_active", "left_at"])
    audit.record(by, "back", "person", row.slug, row.name)
    return row


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)
