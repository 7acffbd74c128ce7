"""People and teams: who is here, how they are reached, when they are on call."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from watchbill import clock
from watchbill.apps.oncall import selectors as oncall
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people import rights
from watchbill.apps.people.models import Person, Team, Urgency
from watchbill.apps.people.permissions import Act, may
from watchbill.apps.people.signing_in import has_second_step
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.oncall.watch import watches
from watchbill.interfaces.ui.page import PageRequest, actor, page
from watchbill.interfaces.ui.people.devices import known_devices
from watchbill.interfaces.ui.people.forms import AbsenceForm, CodeForm, ContactForm, reachable
from watchbill.interfaces.ui.people.hours import written_hours
from watchbill.problems import NotFound

AHEAD = timedelta(days=60)


def person_called(slug: str) -> Person:
    found = Person.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is nobody called {slug!r} here.")
    return found


def team_called(slug: str) -> Team:
    found = Team.objects.filter(slug=slug, archived_at=None).first()
    if found is None:
        raise NotFound(f"There is no team {slug!r}.")
    return found


@page
@require_safe
def people_list(request: PageRequest) -> HttpResponse:
    text, team, left = said(request, "text"), said(request, "team"), said(request, "left")
    people = Person.objects.filter(is_active=not left).prefetch_related("memberships__team", "contact_methods")
    if text:
        people = people.filter(Q(name__icontains=text) | Q(slug__icontains=text) | Q(email__icontains=text))
    if team:
        people = people.filter(memberships__team__slug=team)
    found = portion(request, people.order_by("name", "slug").distinct())
    known = {
        "rows": [(person, reachable(person)) for person in found],
        "found": found,
        "text": text,
        "team": team,
        "left": left,
        "teams": Team.objects.filter(archived_at=None).order_by("name"),
        "administers": may(actor(request), Act.ADMINISTER),
        "anybody_left": Person.objects.filter(is_active=False).exists(),
    }
    return render(request, "people/list.html", known)


@page
@require_safe
def me(request: PageRequest) -> HttpResponse:
    return redirect(f"/people/{request.user.slug}")


@page
@require_safe
def person(request: PageRequest, slug: str) -> HttpResponse:
    of = person_called(slug)
    by, now = actor(request), clock.now()
    own = of.pk == request.user.pk
    administers = may(by, Act.ADMINISTER)
    names = {schedule.slug: schedule for schedule in Schedule.objects.filter(archived_at=None)}
    shifts = oncall.own_shifts(of, now, now + AHEAD) if of.is_active else []
    rules = of.notification_rules.select_related("contact_method")
    known = {
        "person": of,
        "own": own,
        "may_change": own or administers,
        "administers": administers,
        "sees_places": own or administers or may(by, Act.RESPOND),
        "memberships": of.memberships.select_related("team").order_by("team__name"),
        "methods": [method for method in of.contact_methods.all() if not method.is_device],
        **known_devices(of),
        "reachable": reachable(of),
        "rules": [(urgency.value, [rule for rule in rules if rule.urgency == urgency]) for urgency in Urgency],
        "shifts": [(names[slug], shift) for slug, shift in shifts if slug in names],
        "absences": of.absences.filter(end_at__gt=now),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "code_form": CodeForm(auto_id=False),
        "absence_form": AbsenceForm(auto_id="absence_%s"),
        "second_step": administers and has_second_step(of),
    }
    return render(request, "people/person.html", known)


@page
@require_safe
def roles(request: PageRequest) -> HttpResponse:
    return render(request, "people/roles.html", {"acts": rights.LETS.items(), "rows": rights.table()})


@page
@require_safe
def team_list(request: PageRequest) -> HttpResponse:
    found = portion(
        request, Team.objects.filter(archived_at=None).prefetch_related("memberships__person").order_by("name")
    )
    known = {"found": found, "administers": may(actor(request), Act.ADMINISTER)}
    return render(request, "people/teams.html", known)


@page
@require_safe
def team(request: PageRequest, slug: str) -> HttpResponse:
    of = team_called(slug)
    memberships = list(of.memberships.select_related("person"))
    schedules = Schedule.objects.filter(team=of, archived_at=None).select_related("team").order_by("slug")
    on_list = {shift_person for schedule in schedules for shift_person in _named(schedule)}
    known = {
        "team": of,
        "members": [each for each in memberships if each.member],
        "managers": [each.person for each in memberships if each.manager],
        "unlisted": [each.person for each in memberships if each.member and each.person.slug not in on_list],
        "watches": watches(schedules),
        "hours": written_hours(of),
        "services": of.services.filter(archived_at=None).select_related("policy").order_by("slug"),
        "may_manage": may(actor(request), Act.MANAGE_TEAM, of),
    }
    return render(request, "people/team.html", known)


def _named(schedule: Schedule) -> set[str]:
    """Everybody whom the present layers of a schedule name."""
    versions = oncall.load(schedule).schedule.versions
    return (
        {slug for layer in versions[-1].layers for slot in layer.slots for slug in slot.people} if versions else set()
    )
