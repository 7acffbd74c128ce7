"""People, how they are reached, and when they are away."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.people import absences, contacts, services, verification
from watchbill.apps.people.models import ContactMethod, Membership, Person, Role, Urgency
from watchbill.apps.people.permissions import Act, Actor, may
from watchbill.domain.shape.durations import read_duration, write_duration
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.interfaces.api.instants import Instant
from watchbill.interfaces.api.listing import BY_SLUG, Asked, Portion, portion
from watchbill.interfaces.api.lookup import named
from watchbill.interfaces.api.requests import Body, Id, Request
from watchbill.problems import NotFound, Wrong

router = Router()


class TeamOfPerson(Schema):
    team: str
    member: bool
    senior: bool
    manager: bool


class PersonRow(Schema):
    slug: str
    name: str
    role: str
    zone: str = Field(description="Empty: the organisation's.")
    region: str
    active: bool = Field(description="False for those who left.")
    reachable: bool = Field(description="Whether any contact method is verified.")
    teams: list[TeamOfPerson]


class ContactShape(Schema):
    name: str
    channel: str
    address: str | None = Field(description="Null unless it is your own, or you are an administrator.")
    verified_at: datetime | None


class RuleShape(Schema):
    contact: str
    after: str = Field(description="As `0m`, `90s`, `5m`.")


class Rules(Body):
    """By urgency. An urgency without rules uses every verified contact method at once."""

    high: list[RuleShape] = []
    low: list[RuleShape] = []


class AbsenceShape(Schema):
    id: int
    start: datetime
    end: datetime


class PersonDetail(PersonRow):
    email: str | None = Field(description="Null unless it is your own, or you are an administrator.")
    contact_methods: list[ContactShape]
    rules: Rules
    absences: list[AbsenceShape]


class PeopleAsked(Asked):
    team: str = Field("", description="Slug: those who are anything to this team.")
    role: str = Field("", description=f"One of {', '.join(Role.values)}.")
    text: str = Field("", max_length=200, description="Part of the name.")
    active: bool | None = Field(True, description="`false`: those who left.")


class NewPerson(Body):
    slug: str
    name: str
    email: str = ""
    zone: str = ""
    region: str = ""
    role: str = Role.RESPONDER.value


class PersonChange(Body):
    """What is left out stays as it is."""

    name: str | None = None
    email: str | None = None
    zone: str | None = None
    region: str | None = None
    role: str | None = None


class NewContact(Body):
    name: str
    address: str = Field(description="`kind:place`, such as `mail:ana@example.org`.")
    verified: bool = Field(False, description="Only an administrator may say so.")


class Code(Body):
    code: str


class NewAbsence(Body):
    start: Instant
    end: Instant


@router.get("", response=Portion[PersonRow])
def list_people(request: Request, asked: Query[PeopleAsked]) -> Portion[PersonRow]:  # noqa: ARG001
    """People, by slug."""
    found = _whole(Person.objects.all())
    if asked.active is not None:
        found = found.filter(is_active=asked.active)
    if asked.team:
        found = found.filter(memberships__team__slug=asked.team)
    if asked.role:
        found = found.filter(role=asked.role)
    if asked.text:
        found = found.filter(name__icontains=asked.text)
    return portion(found, asked, _row, order=BY_SLUG)


@router.post("", response={201: PersonDetail})
def create_person(request: Request, body: NewPerson) -> Status[PersonDetail]:
    """Somebody new. They set a password by the link of the sign-in page, or sign in by another way."""
    made = services.create_person(**body.model_dump(), by=request.auth)
    return Status(201, _shown(made.slug, request.auth))


@router.get("/{slug:slug}", response=PersonDetail)
def get_person(request: Request, slug: str) -> PersonDetail:
    """One person, how they are reached, and when they are away."""
    return _shown(slug, request.auth)


@router.patch("/{slug:slug}", response=PersonDetail)
def update_person(request: Request, slug: str, body: PersonChange) -> PersonDetail:
    """People change what is theirs; role and region are for administrators."""
    services.update_person(person=named(Person, slug), by=request.auth, **body.model_dump())
    return _shown(slug, request.auth)


@router.post("/{slug:slug}/left", response=PersonDetail)
def person_left(request: Request, slug: str) -> PersonDetail:
    """They are paged no more and cannot sign in; the record keeps them."""
    services.person_left(person=named(Person, slug), by=request.auth)
    return _shown(slug, request.auth)


@router.post("/{slug:slug}/back", response=PersonDetail)
def person_back(request: Request, slug: str) -> PersonDetail:
    """Somebody who had left is here again."""
    services.person_back(person=named(Person, slug), by=request.auth)
    return _shown(slug, request.auth)


@router.post("/{slug:slug}/contact-methods", response={201: PersonDetail})
def add_contact_method(request: Request, slug: str, body: NewContact) -> Status[PersonDetail]:
    """One more way to reach them. It pages nobody before it is verified."""
    contacts.add_contact_method(person=named(Person, slug), by=request.auth, **body.model_dump())
    return Status(201, _shown(slug, request.auth))


@router.delete("/{slug:slug}/contact-methods/{slug:name}", response=PersonDetail)
def remove_contact_method(request: Request, slug: str, name: str) -> PersonDetail:
    """The rules that use it go with it."""
    contacts.remove_contact_method(method=_method(slug, name), by=request.auth)
    return _shown(slug, request.auth)


@router.post("/{slug:slug}/contact-methods/{slug:name}/send-code", response={202: None})
def send_code(request: Request, slug: str, name: str) -> Status[None]:
    """Send the code there that verifies it."""
    verification.send_code(method=_method(slug, name), by=request.auth)
    return Status(202, None)


@router.post("/{slug:slug}/contact-methods/{slug:name}/verify", response=PersonDetail)
def verify_contact_method(request: Request, slug: str, name: str, body: Code) -> PersonDetail:
    """Give the code that was sent there."""
    verification.verify_contact_method(method=_method(slug, name), code=body.code, by=request.auth)
    return _shown(slug, request.auth)


@router.put("/{slug:slug}/rules", response=PersonDetail)
def set_rules(request: Request, slug: str, body: Rules) -> PersonDetail:
    """Exactly these."""
    rules = {urgency: [_read_rule(rule) for rule in getattr(body, urgency)] for urgency in Urgency.values}
    contacts.set_rules(person=named(Person, slug), rules=rules, by=request.auth)
    return _shown(slug, request.auth)


@router.post("/{slug:slug}/absences", response={201: PersonDetail})
def add_absence(request: Request, slug: str, body: NewAbsence) -> Status[PersonDetail]:
    """They are away. It moves no shift by itself."""
    absences.add_absence(person=named(Person, slug), start=body.start, end=body.end, by=request.auth)
    return Status(201, _shown(slug, request.auth))


@router.delete("/{slug:slug}/absences/{absence_id}", response=PersonDetail)
def remove_absence(request: Request, slug: str, absence_id: Id) -> PersonDetail:
    """They are not away after all."""
    absence = named(Person, slug).absences.filter(pk=absence_id).first()
    if absence is None:
        raise NotFound(f"{slug} has no absence {absence_id}.")
    absences.remove_absence(absence=absence, by=request.auth)
    return _shown(slug, request.auth)


def _method(slug: str, name: str) -> ContactMethod:
    method = ContactMethod.objects.select_related("person").filter(person__slug=slug, name=name).first()
    if method is None:
        raise NotFound(f"{slug} has no contact method {name!r}.")
    return method


def _read_rule(rule: RuleShape) -> tuple[str, timedelta]:
    try:
        return rule.contact, read_duration(rule.after)
    except UnreadableError as problem:
        raise Wrong("Part of the request does not fit.", {"after": f"{problem}."}) from problem


def _whole(people: QuerySet[Person]) -> QuerySet[Person]:
    memberships = Membership.objects.select_related("team").order_by("team__slug")
    return people.prefetch_related("contact_methods", Prefetch("memberships", memberships))


def _shown(slug: str, by: Actor) -> PersonDetail:
    person = named(Person, slug)
    own = may(by, Act.ADMINISTER) or (by.person is not None and by.person.pk == person.pk)
    found = _whole(Person.objects.filter(pk=person.pk)).prefetch_related("absences").get()
    return PersonDetail(
        **_row(found).model_dump(),
        email=found.email if own else None,
        contact_methods=[_contact(method, own) for method in found.contact_methods.all()],
        rules=_rules(found),
        absences=[AbsenceShape(id=row.pk, start=row.start_at, end=row.end_at) for row in found.absences.all()],
    )


def _row(person: Person) -> PersonRow:
    return PersonRow(
        slug=person.slug,
        name=person.name,
        role=person.role,
        zone=person.zone,
        region=person.region,
        active=person.is_active,
        reachable=any(method.verified_at for method in person.contact_methods.all()),
        teams=[
            TeamOfPerson(team=row.team.slug, member=row.member, senior=row.senior, manager=row.manager)
            for row in person.memberships.all()
        ],
    )


def _contact(method: ContactMethod, own: bool) -> ContactShape:
    return ContactShape(
        name=method.name,
        channel=method.channel,
        address=str(method) if own else None,
        verified_at=method.verified_at,
    )


def _rules(person: Person) -> Rules:
    by_urgency: dict[str, list[Any]] = {urgency: [] for urgency in Urgency.values}
    for rule in person.notification_rules.select_related("contact_method"):
        shape = RuleShape(contact=rule.contact_method.name, after=write_duration(rule.delay))
        by_urgency[rule.urgency].append(shape)
    return Rules(**by_urgency)
