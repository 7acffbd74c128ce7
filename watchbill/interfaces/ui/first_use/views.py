"""First use: from nothing to a first page, one small form after the other. It can be left, and gone on with later."""

from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from watchbill import clock
from watchbill.apps.people.models import Person, Team
from watchbill.apps.people.permissions import Act, require
from watchbill.interfaces.ui import viewer
from watchbill.interfaces.ui import welcome as codes
from watchbill.interfaces.ui.first_use import making
from watchbill.interfaces.ui.first_use.forms import PeopleForm, RotaForm, SenderForm, TeamForm, YouForm
from watchbill.interfaces.ui.first_use.steps import first_team, next_path, steps
from watchbill.interfaces.ui.look_around import BACKEND
from watchbill.interfaces.ui.oncall.slots import Unreadable, read_slots
from watchbill.interfaces.ui.page import PageRequest, actor, done, open_page, page
from watchbill.interfaces.ui.people.changes import send_password_link
from watchbill.interfaces.ui.people.names import people_by_name, written
from watchbill.problems import Wrong

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@open_page
@get_or_post
def welcome(request: HttpRequest) -> HttpResponse:
    """The first administrator. Closed as soon as there is one."""
    if not viewer.needs_welcome():
        return redirect(next_path() if request.user.is_authenticated else "/")
    organisation = viewer.organisation(request)
    initial = {"organisation": organisation.name, "zone": organisation.zone} if organisation else {}
    form = YouForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carry_out(making.administrator):
        codes.forget_code()
        person = Person.objects.get(email__iexact=form.cleaned_data["email"])
        login(request, person, backend=BACKEND)
        return done(request, "", next_path())
    return _show(request, "you", form)


def _show(request: HttpRequest, step: str, form: Any, **known: Any) -> HttpResponse:
    return render(request, f"first_use/{step}.html", {"form": form, "steps": steps(), "here": request.path} | known)


def _team(request: PageRequest) -> Team:
    require(actor(request), Act.ADMINISTER)
    found = first_team()
    if found is None:
        raise Wrong("There is no team yet: begin with it.")
    return found


@page
@get_or_post
def team(request: PageRequest) -> HttpResponse:
    by = actor(request)
    require(by, Act.ADMINISTER)
    if first_team() is not None and request.method != "POST":
        return redirect(next_path())
    form = TeamForm(request.POST or None, initial={"zone": viewer.zone_of(request)})
    if request.method == "POST" and form.carry_out(lambda said: making.team(said, by)):
        return done(request, "", next_path())
    return _show(request, "team", form)


@page
@get_or_post
def people(request: PageRequest) -> HttpResponse:
    of, by = _team(request), actor(request)
    form = PeopleForm(request.POST or None)
    new: list[Person] = []
    if request.method == "POST" and form.carry_out(lambda said: new.extend(making.members(of, said, by))):
        for person in new if form.cleaned_data["invite"] else []:
            send_password_link(request, person.email)
        return done(request, "", next_path())
    return _show(request, "people", form, team=of)


@page
@get_or_post
def rota(request: PageRequest) -> HttpResponse:
    of, by = _team(request), actor(request)
    form = RotaForm(request.POST or None, initial={"order": _order(of), "unit": "week", "starts": _this_monday()})
    if request.method == "POST" and form.carry_out(lambda said: _make_rota(of, said, by)):
        return done(request, "", next_path())
    return _show(request, "rota", form, team=of)


def _make_rota(of: Team, said: dict[str, Any], by: Any) -> None:
    try:
        slots = read_slots(said["order"], people_by_name()[0])
    except Unreadable as problem:
        raise Wrong(str(problem), {"order": str(problem)}) from problem
    making.rota(of, said, slots, by)


def _order(of: Team) -> str:
    return written(row.person for row in of.memberships.filter(member=True).select_related("person"))


def _this_monday() -> Any:
    """Monday of this week at nine: somebody is on call at once."""
    now = timezone.localtime(clock.now())
    monday = now.date().fromordinal(now.date().toordinal() - now.weekday())
    return f"{monday}T09:00"


@page
@get_or_post
def sender(request: PageRequest) -> HttpResponse:
    of, by = _team(request), actor(request)
    form = SenderForm(request.POST or None)
    made: list[Any] = []
    if request.method == "POST" and form.carry_out(lambda said: made.append(making.sender(of, said, by))):
        sentence = "Everything is there. Show the key, paste the snippet into the sender, or send a test first."
        return done(request, sentence, f"/integrations/{made[0].slug}")
    return _show(request, "sender", form, team=of)
