"""What each step of first use makes, with the services that every other page uses."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from watchbill.apps.alerts import integrations
from watchbill.apps.alerts.models import Integration
from watchbill.apps.catalog import services as catalog
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall import services as oncall
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging import policies
from watchbill.apps.paging.models import Policy
from watchbill.apps.people import services as people
from watchbill.apps.people import teams
from watchbill.apps.people.contacts import Contact, put_contact_methods
from watchbill.apps.people.models import Person, Role, Team
from watchbill.apps.people.organisation import update_organisation
from watchbill.apps.people.permissions import Actor
from watchbill.domain.rota.values import Unit
from watchbill.domain.shape import policies as shape
from watchbill.domain.shape.schedules import Layer, Slot
from watchbill.domain.shape.targets import Target
from watchbill.interfaces.ui.first_use.forms import key_from

FIRST = Actor(name="First use", via="web", trusted=True)
WAIT = timedelta(minutes=5)


def administrator(said: dict[str, Any]) -> Person:
    """Whoever the configuration file has with this address becomes the administrator; else somebody new does."""
    update_organisation(by=FIRST, name=said["organisation"], zone=said["zone"])
    known = Person.objects.filter(email__iexact=said["email"], is_active=True).first()
    if known is not None:
        person = people.update_person(person=known, role=Role.ADMINISTRATOR, by=FIRST)
        person.set_password(said["password"])
        person.save(update_fields=["password"])
        return person
    person = people.create_person(
        slug=_free_key(said["name"]),
        name=said["name"],
        email=said["email"],
        role=Role.ADMINISTRATOR,
        password=said["password"],
        by=FIRST,
    )
    _trust_mail(person, FIRST)
    return person


def _free_key(name: str) -> str:
    return key_from(name.split(" ", maxsplit=1)[0], set(Person.objects.values_list("slug", flat=True)) | {"nobody"})


def _trust_mail(person: Person, by: Actor) -> None:
    """An administrator typed the address, and is trusted with it: the first page must reach somebody."""
    put_contact_methods(person=person, contacts={"mail": Contact(f"mail:{person.email}", verified=True)}, by=by)


def team(said: dict[str, Any], by: Actor) -> Team:
    made = teams.create_team(slug=key_from(said["name"], {"own"}), name=said["name"], zone=said["zone"], by=by)
    if by.person is not None:
        teams.set_members(team=made, members=[], managers=[by.person], by=by)
    return made


def members(of: Team, said: dict[str, Any], by: Actor) -> list[Person]:
    """Those who are new, so that they can be invited."""
    new = [_person(name, email, by) for name, email in said["people"] if not _known(email)]
    everybody = [known for _, email in said["people"] if (known := _known(email))]
    present = [row.person for row in of.memberships.filter(member=True).select_related("person")]
    me = [by.person] if said["me_too"] and by.person else []
    managers = [row.person for row in of.memberships.filter(manager=True).select_related("person")]
    teams.set_members(team=of, members=list(dict.fromkeys([*present, *me, *everybody])), managers=managers, by=by)
    return new


def _known(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email, is_active=True).first()


def _person(name: str, email: str, by: Actor) -> Person:
    person = people.create_person(slug=_free_key(name), name=name, email=email, by=by)
    _trust_mail(person, by)
    return person


def rota(of: Team, said: dict[str, Any], slots: Sequence[Slot], by: Actor) -> Schedule:
    """The schedule, and a policy that pages it and then the whole team."""
    turns = Layer(name="turns", slots=tuple(slots), unit=Unit(said["unit"]), starts=said["starts"].replace(tzinfo=None))
    schedule = oncall.create_schedule(
        slug=key_from(f"{of.slug}-duty", set(Schedule.objects.values_list("slug", flat=True))),
        name=f"{of.name} duty",
        team=of,
        layers=[turns],
        by=by,
    )
    steps = (
        shape.Step(page=(Target(schedule=schedule.slug),), wait=WAIT),
        shape.Step(page=(Target(team=of.slug),), wait=WAIT),
    )
    slug = key_from(f"{of.slug}-default", set(Policy.objects.values_list("slug", flat=True)))
    policies.create_policy(
        slug=slug, definition=shape.Policy(name=f"{of.name}, by default", team=of.slug, repeat=1, steps=steps), by=by
    )
    return schedule


def sender(of: Team, said: dict[str, Any], by: Actor) -> Integration:
    """The service, and the integration that reports about it."""
    service = catalog.create_service(
        slug=key_from(said["service"], set(Service.objects.values_list("slug", flat=True))),
        name=said["service"],
        team=of,
        policy=_policy_of(of),
        by=by,
    )
    slug = key_from(said["source"], set(Integration.objects.values_list("slug", flat=True)))
    return integrations.create_integration(
        slug=slug,
        name=f"{said['source'].capitalize()} for {service}",
        source=said["source"],
        service=service,
        options={},
        by=by,
    )


def _policy_of(of: Team) -> Policy | None:
    known = Policy.objects.filter(archived_at=None).order_by("pk")
    return next((policy for policy in known if policies.written(policy).team == of.slug), None)
