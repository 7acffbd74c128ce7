"""Changing people and teams: profiles, contact methods, rules, absences, members."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from watchbill.apps.people import absences, contacts, services, signing_in, teams, verification
from watchbill.apps.people.models import Absence, ContactMethod, Person, Team, Urgency
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Act, may, require
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.people.forms import (
    AbsenceForm,
    CodeForm,
    ContactForm,
    NewPersonForm,
    PersonForm,
    RulesForm,
    TeamForm,
)
from watchbill.interfaces.ui.people.hours import HoursForm, written_hours
from watchbill.interfaces.ui.people.names import written
from watchbill.interfaces.ui.people.views import person_called, team_called
from watchbill.interfaces.ui.sign_in import ResetPasswordForm
from watchbill.problems import NotFound, Wrong

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def send_password_link(request: HttpRequest, email: str) -> None:
    """A mail with a link to choose a password, for whoever has this address."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)


@page
@get_or_post
def new_person(request: PageRequest) -> HttpResponse:
    by = actor(request)
    require(by, Act.ADMINISTER)
    form = NewPersonForm(request.POST or None, administers=True)
    if request.method == "POST" and form.carry_out(
        lambda said: services.create_person(by=by, **_without(said, "invite"))
    ):
        said = form.cleaned_data
        if said["invite"] and said["email"]:
            send_password_link(request, said["email"])
        return done(request, f"{said['name']} is here.", f"/people/{said['slug']}")
    return render(request, "people/new.html", {"form": form})


def _without(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in names}


@page
@get_or_post
def edit_person(request: PageRequest, slug: str) -> HttpResponse:
    of, by = person_called(slug), actor(request)
    require_own(by, of)
    initial = {name: getattr(of, name) for name in ("name", "email", "zone", "region", "role")}
    form = PersonForm(request.POST or None, initial=initial, administers=may(by, Act.ADMINISTER))
    if request.method == "POST" and form.carry_out(lambda said: services.update_person(person=of, by=by, **said)):
        return done(request, "Saved.", f"/people/{slug}")
    return render(request, "people/edit.html", {"form": form, "person": of})


@page
@require_POST
def add_contact(request: PageRequest, slug: str) -> HttpResponse:
    of, by = person_called(slug), actor(request)
    form = ContactForm(request.POST)
    if form.carry_out(lambda said: _add_contact(of, form, said["name"], by)):
        return done(request, "A code is on its way there: type it in below.", f"/people/{slug}#reached")
    return render(request, "people/contact.html", {"form": form, "person": of}, status=400)


def _add_contact(of: Person, form: ContactForm, name: str, by: Any) -> None:
    try:
        method = contacts.add_contact_method(person=of, name=name, address=form.address, by=by)
    except Wrong as problem:
        raise Wrong(
            problem.sentence, {("place" if key == "address" else key): text for key, text in problem.fields.items()}
        ) from problem
    verification.send_code(method=method, by=by)


def _method(slug: str, method_id: int) -> ContactMethod:
    found = ContactMethod.objects.select_related("person").filter(pk=method_id, person__slug=slug).first()
    if found is None:
        raise NotFound("This contact method is no longer there.")
    return found


@page
@require_POST
def remove_contact(request: PageRequest, slug: str, method_id: int) -> HttpResponse:
    method = _method(slug, method_id)
    contacts.remove_contact_method(method=method, by=actor(request))
    return done(request, f"{method.name} is removed, and the rules that used it.", f"/people/{slug}#reached")


@page
@require_POST
def send_code(request: PageRequest, slug: str, method_id: int) -> HttpResponse:
    verification.send_code(method=_method(slug, method_id), by=actor(request))
    return done(request, "A code is on its way there.", f"/people/{slug}#reached")


@page
@require_POST
def verify_contact(request: PageRequest, slug: str, method_id: int) -> HttpResponse:
    method, by = _method(slug, method_id), actor(request)
    form = CodeForm(request.POST)
    if form.carry_out(lambda said: verification.verify_contact_method(method=method, code=said["code"], by=by)):
        return done(
            request, f"{method.name} reaches {method.person.name}: it is used from now on.", f"/people/{slug}#reached"
        )
    return render(request, "people/verify.html", {"form": form, "method": method, "person": method.person}, status=400)


@page
@get_or_post
def rules(request: PageRequest, slug: str) -> HttpResponse:
    of, by = person_called(slug), actor(request)
    require_own(by, of)
    form = RulesForm(request.POST or None, person=of)
    if request.method == "POST" and form.carry_out(
        lambda said: contacts.set_rules(person=of, rules=_by_urgency(said), by=by)
    ):
        return done(request, "Saved. They count from the next page on.", f"/people/{slug}#rules")
    return render(request, "people/rules.html", {"form": form, "person": of, "methods": of.contact_methods.all()})


def _by_urgency(said: dict[str, Any]) -> dict[str, Any]:
    return {urgency: said[urgency] for urgency in Urgency.values}


@page
@require_POST
def add_absence(request: PageRequest, slug: str) -> HttpResponse:
    of, by = person_called(slug), actor(request)
    form = AbsenceForm(request.POST)
    if form.carry_out(lambda said: absences.add_absence(person=of, by=by, **said)):
        return done(
            request,
            "Noted. It moves no shift by itself: arrange an override where one is yours.",
            f"/people/{slug}#away",
        )
    return render(request, "people/absence.html", {"form": form, "person": of}, status=400)


@page
@require_POST
def remove_absence(request: PageRequest, slug: str, absence_id: int) -> HttpResponse:
    found = Absence.objects.select_related("person").filter(pk=absence_id, person__slug=slug).first()
    if found is None:
        raise NotFound("This absence is no longer there.")
    absences.remove_absence(absence=found, by=actor(request))
    return done(request, "Taken off the list.", f"/people/{slug}#away")


@page
@require_POST
def invite(request: PageRequest, slug: str) -> HttpResponse:
    of = person_called(slug)
    require(actor(request), Act.ADMINISTER)
    if not of.email:
        raise Wrong(f"{of.name} has no e-mail address to send a link to.")
    send_password_link(request, of.email)
    return done(request, f"A link to choose a password is on its way to {of.email}.", f"/people/{slug}")


@page
@require_POST
def take_off_second_step(request: PageRequest, slug: str) -> HttpResponse:
    of, by = person_called(slug), actor(request)
    signing_in.take_off_second_step(person=of, by=by)
    get_adapter().send_notification_mail("mfa/email/taken_off", of, {"by": by.name})
    return done(request, f"{of.name} has no second step any more, and is signed out everywhere.", f"/people/{slug}")


@page
@require_POST
def leave(request: PageRequest, slug: str) -> HttpResponse:
    of = services.person_left(person=person_called(slug), by=actor(request))
    return done(request, f"{of.name} is paged no more and cannot sign in.", f"/people/{slug}")


@page
@require_POST
def come_back(request: PageRequest, slug: str) -> HttpResponse:
    of = services.person_back(person=person_called(slug), by=actor(request))
    return done(request, f"{of.name} is here again.", f"/people/{slug}")


@page
@get_or_post
def new_team(request: PageRequest) -> HttpResponse:
    by = actor(request)
    require(by, Act.ADMINISTER)
    form = TeamForm(request.POST or None, initial={"managers": request.user.name})
    if request.method == "POST" and form.carry_out(lambda said: _make_team(said, by)):
        return done(request, f"{form.cleaned_data['name']} is there.", f"/teams/{form.cleaned_data['slug']}")
    return render(request, "people/team_form.html", {"form": form})


def _make_team(said: dict[str, Any], by: Any) -> None:
    team = teams.create_team(slug=said["slug"], name=said["name"], zone=said["zone"], by=by)
    _set_members(team, said, by)


def _set_members(team: Team, said: dict[str, Any], by: Any) -> None:
    teams.set_members(team=team, members=said["members"], seniors=said["seniors"], managers=said["managers"], by=by)


@page
@get_or_post
def edit_team(request: PageRequest, slug: str) -> HttpResponse:
    of, by = team_called(slug), actor(request)
    require(by, Act.MANAGE_TEAM, of)
    form = TeamForm(request.POST or None, team=of, initial=_team_initial(of))
    if request.method == "POST" and form.carry_out(lambda said: _change_team(of, said, by)):
        return done(request, "Saved.", f"/teams/{slug}")
    return render(request, "people/team_form.html", {"form": form, "team": of})


@page
@get_or_post
def edit_hours(request: PageRequest, slug: str) -> HttpResponse:
    of, by = team_called(slug), actor(request)
    require(by, Act.MANAGE_TEAM, of)
    form = HoursForm(request.POST or None, initial=written_hours(of))
    if request.method == "POST" and form.carry_out(lambda _: teams.update_team(team=of, by=by, **form.hours())):
        return done(request, "Saved. They count from now on.", f"/teams/{slug}")
    return render(request, "people/hours.html", {"form": form, "team": of})


def _change_team(team: Team, said: dict[str, Any], by: Any) -> None:
    teams.update_team(team=team, name=said["name"], zone=said["zone"], by=by)
    _set_members(team, said, by)


def _team_initial(team: Team) -> dict[str, str]:
    rows = list(team.memberships.select_related("person").filter(person__is_active=True))
    return {
        "name": team.name,
        "zone": team.zone,
        "members": written(row.person for row in rows if row.member),
        "seniors": written(row.person for row in rows if row.senior),
        "managers": written(row.person for row in rows if row.manager),
    }
