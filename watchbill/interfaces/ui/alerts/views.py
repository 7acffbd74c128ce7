"""The list of alerts, one alert, and what can be done to it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from watchbill import clock
from watchbill.apps.alerts import services, story
from watchbill.apps.alerts.brief import runbook_of
from watchbill.apps.alerts.listing import listed
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.alerts.similar import similar
from watchbill.apps.paging.models import Page, PageStatus, RunStatus
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, may
from watchbill.interfaces.ui.alerts.bulk import offer_way_back
from watchbill.interfaces.ui.alerts.forms import Filters, Reassign, Snooze
from watchbill.interfaces.ui.alerts.raw import shown
from watchbill.interfaces.ui.alerts.saved import own_views, plain
from watchbill.interfaces.ui.listing import portion
from watchbill.interfaces.ui.page import PageRequest, View, actor, back, done, page
from watchbill.problems import Wrong

MOST_AT_HAND = 200
"""People that every page about an alert can name."""


@page
@require_safe
def alert_list(request: PageRequest) -> HttpResponse:
    form = Filters(request.GET)
    wanted = form.wanted(request.user)
    found = portion(request, listed(wanted))
    filtered = any(request.GET.get(name) for name in form.fields)
    views, query = own_views(request), plain(request.GET)
    known = {
        "form": form,
        "views": views,
        "query": query,
        "present": next((view for view in views if view.query == query), None),
        "found": found,
        "filtered": filtered,
        "calls": open_calls([alert.pk for alert in found]),
        "may_respond": may(actor(request), Act.RESPOND),
        "any_at_all": bool(found) or filtered or Alert.objects.exists(),
    }
    return render(request, "alerts/list.html", known)


def open_calls(alerts: list[int]) -> dict[int, list[Page]]:
    """Who is being called for each alert right now; the latest call of each person."""
    pages = Page.objects.filter(run__subject_kind="alert", run__subject_id__in=alerts, status=PageStatus.OPEN)
    found: dict[int, list[Page]] = {}
    for each in pages.select_related("person", "run").order_by("-pk"):
        calls = found.setdefault(each.run.subject_id, [])
        if all(call.person_id != each.person_id for call in calls):
            calls.append(each)
    return found


@page
@require_safe
def alert(request: PageRequest, alert_id: int) -> HttpResponse:
    of = story.alert(alert_id)
    known = story.story(of)
    return render(
        request,
        "alerts/alert.html",
        {
            "alert": of,
            "story": known,
            "my_calls": [call.page for call in known.calls if call.page.person_id == request.user.pk],
            "runbook": runbook_of(of),
            "similar": similar(of, clock.now()),
            "received": [(event, shown(kept)) for event, kept in story.received(of)],
            "details": shown(of.details) if of.details else "",
            "may_respond": may(actor(request), Act.RESPOND, of.service.team if of.service else None),
            "is_open": of.status != AlertStatus.RESOLVED,
            "can_escalate": known.run is None or known.run.status not in (RunStatus.EXHAUSTED, RunStatus.ENDED),
            "snooze": Snooze(auto_id="snooze_%s"),
            "reassign": reassign_form() if Person.objects.count() <= MOST_AT_HAND else None,
        },
    )


def reassign_form() -> Reassign:
    return Reassign(auto_id="reassign_%s")


@page
@require_safe
def targets(request: PageRequest) -> HttpResponse:
    """To whom an alert can be given: fetched when somebody asks, where they are too many for every page."""
    return render(request, "alerts/targets.html", {"reassign": reassign_form()})


def _act(carry_out: Callable[[PageRequest, int], str]) -> View:
    """A change of one alert: carried out, said, and shown where it was asked for."""

    def view(request: PageRequest, alert_id: int) -> HttpResponse:
        sentence = carry_out(request, alert_id)
        return done(request, sentence, back(request, f"/alerts/{alert_id}"))

    return page(require_POST(view))


def _acknowledge(request: PageRequest, alert_id: int) -> str:
    changed = services.acknowledge_alert(alert_id=alert_id, by=actor(request))
    sentence = f"Acknowledged: alert #{alert_id} is yours, and nobody else is paged."
    offer_way_back(request, sentence, "acknowledge", [changed])
    return ""


def _resolve(request: PageRequest, alert_id: int) -> str:
    changed = services.resolve_alert(alert_id=alert_id, by=actor(request))
    offer_way_back(request, f"Resolved: alert #{alert_id} is over.", "resolve", [changed])
    return ""


def _escalate(request: PageRequest, alert_id: int) -> str:
    services.escalate_now(alert_id=alert_id, by=actor(request))
    return "The next step begins now."


def _snooze(request: PageRequest, alert_id: int) -> str:
    form = Snooze(request.POST)
    if not form.is_valid():
        raise Wrong("It was not snoozed: say until when, such as 2026-03-02T09:00.")
    services.snooze_alert(alert_id=alert_id, until=form.instant(clock.now()), by=actor(request))
    return "Snoozed. If it is still open then, paging begins again."


def _reassign(request: PageRequest, alert_id: int) -> str:
    form = Reassign(request.POST)
    if not form.is_valid():
        raise Wrong("It was not reassigned: choose a person, a schedule, a team or a policy.")
    services.reassign_alert(alert_id=alert_id, target=form.chosen(), by=actor(request))
    return "Reassigned: paging begins again with them."


def _note(request: PageRequest, alert_id: int) -> str:
    services.add_note(alert_id=alert_id, text=request.POST.get("text", ""), by=actor(request))
    return ""


acknowledge = _act(_acknowledge)
resolve = _act(_resolve)
escalate = _act(_escalate)
snooze = _act(_snooze)
reassign = _act(_reassign)
note = _act(_note)
