"""The schedules, and one of them as lanes and as a table."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from watchbill import clock
from watchbill.apps.oncall import rotas, selectors
from watchbill.apps.oncall.models import Override, Schedule
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, may
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.rota.values import Shift
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.oncall import lanes, order
from watchbill.interfaces.ui.oncall.span import NAMES, Span, read_span
from watchbill.interfaces.ui.oncall.watch import watches
from watchbill.interfaces.ui.page import PageRequest, actor, page
from watchbill.interfaces.ui.teams import manages_any

GAPS_AHEAD = timedelta(days=14)


@page
@require_safe
def schedule_list(request: PageRequest) -> HttpResponse:
    text = said(request, "text")
    found = Schedule.objects.filter(archived_at=None).select_related("team").order_by("team__name", "slug")
    if text:
        found = found.filter(slug__icontains=text) | found.filter(name__icontains=text)
    shown = portion(request, found)
    loaded = rotas.load(shown)
    rows = [(watch, _gaps_ahead(watch.schedule, loaded[watch.schedule.slug])) for watch in watches(shown)]
    known = {"rows": rows, "found": shown, "text": text, "may_make": manages_any(request), "gaps_ahead": GAPS_AHEAD}
    return render(request, "oncall/list.html", known)


def _gaps_ahead(schedule: Schedule, rota: Loaded) -> list[Shift]:
    now = clock.now()
    return list(rota.gaps(now, now + GAPS_AHEAD, selectors.coverage(schedule.team)))


@page
@require_safe
def schedule(request: PageRequest, slug: str) -> HttpResponse:
    found = selectors.schedule(slug)
    zone = timezone.get_current_timezone()
    now = clock.now()
    span = read_span(request.GET.get("span", ""), request.GET.get("from", ""), now.astimezone(zone).date(), zone)
    rota = selectors.rota(found, span.start, span.end)
    loaded = selectors.load(found)
    turns = order.turns(loaded, now)
    people = _people(rota, turns)
    overrides = _overrides(found, span)
    known = {
        "schedule": found,
        "watch": watches([found])[0],
        "span": span,
        "spans": NAMES,
        "picture": lanes.picture(span, now, _layers(rota, turns), overrides, rota.final, rota.gaps, people),
        "rows": table(rota),
        "layers": rota.layers,
        "people": people,
        "overrides": [(override, lanes.says(override)) for override in overrides],
        "turns": turns,
        "zone": loaded.schedule.zone,
        "other_zone": loaded.schedule.zone if loaded.schedule.zone != str(zone) else "",
        "viewer_zone": str(zone),
        "may_manage": may(actor(request), Act.MANAGE_TEAM, found.team),
        "may_override": may(actor(request), Act.RESPOND, found.team),
    }
    return render(request, "oncall/schedule.html", known)


def _layers(rota: selectors.Rota, turns: list[order.Turns]) -> list[tuple[str, str, tuple[Shift, ...]]]:
    """The layers in force, from the uppermost down; then those of older versions that lie in this span."""
    present = [(each.layer.name, each.says, rota.layers.get(each.layer.name, ())) for each in turns]
    names = {name for name, _, _ in present}
    former = [(name, "until it was edited", own) for name, own in rota.layers.items() if own and name not in names]
    return [*present, *former]


def _people(rota: selectors.Rota, turns: list[order.Turns]) -> dict[str, Person]:
    shifts = [*rota.final, *(each for own in rota.layers.values() for each in own)]
    slugs = {slug for shift in shifts for slug in shift.people}
    slugs.update(slug for turn in turns for place in (*turn.places, *turn.following) for slug in place.people)
    return {person.slug: person for person in Person.objects.filter(slug__in=slugs)}


def _overrides(found: Schedule, span: Span) -> list[Override]:
    own = found.overrides.filter(end_at__gt=span.start, start_at__lt=span.end)
    return list(own.select_related("person", "by", "made_by").order_by("start_at", "id"))


def table(rota: selectors.Rota) -> list[Shift]:
    """The result with its gaps, in time order. A shift without people is a gap."""
    return sorted([*rota.final, *rota.gaps], key=lambda shift: shift.start)
