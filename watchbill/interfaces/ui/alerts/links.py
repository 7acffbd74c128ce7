"""The page behind the link of a message: it acts for the person who was paged, without a password, at one click."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from watchbill.apps.alerts import services, story
from watchbill.apps.alerts.brief import runbook_of
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.paging.links import LinkBroken, LinkExpired, read_link
from watchbill.apps.paging.models import Page, PageStatus
from watchbill.apps.people.models import Person
from watchbill.interfaces.ui import viewer
from watchbill.interfaces.ui.page import done, open_page
from watchbill.problems import NotFound, Problem

ACTS = ("acknowledge", "decline", "escalate")
DONE = {
    "acknowledge": "acknowledged it. Nobody else is being paged.",
    "decline": "cannot take it. The next one is called.",
    "escalate": "escalated it. The next one is called.",
}


@csrf_exempt  # the link itself is the right to act; no session or cookie takes part
@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def page_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        page = _page(read_link(token))
    except (LinkBroken, LinkExpired, NotFound) as problem:
        if _for_a_worker(request):
            return _told(problem.sentence, _status(problem))
        return render(request, "alerts/link_problem.html", {"problem": problem}, status=_status(problem))
    alert = story.alert(page.run.subject_id)
    if request.method == "POST":
        return _act(request, token, page, alert)
    return _show(request, page, alert)


def _act(request: HttpRequest, token: str, page: Page, alert: Alert) -> HttpResponse:
    act = request.POST.get("act", "acknowledge")
    try:
        services.answer_page(page_id=page.pk, act=act if act in ACTS else "acknowledge")
    except Problem as problem:
        if _for_a_worker(request):
            return _told(problem.sentence, 409)
        return _show(request, page, story.alert(alert.pk), problem)
    if _for_a_worker(request):
        return _told(f"{page.person.name} {DONE[act if act in ACTS else 'acknowledge']}", 200)
    return done(request, "", f"/a/{token}")


def _for_a_worker(request: HttpRequest) -> bool:
    """The button of a notification asks for JSON (assets/ts/worker.ts)."""
    return request.headers.get("Accept") == "application/json"


def _told(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"done": status == 200, "sentence": sentence}, status=status)


def _show(request: HttpRequest, page: Page, alert: Alert, problem: Problem | None = None) -> HttpResponse:
    known = {
        "call": page,
        "alert": alert,
        "runbook": runbook_of(alert),
        "problem": problem,
        "waits": alert.status == AlertStatus.TRIGGERED,
        "mine": alert.acknowledged_by_id == page.person_id,
        "can_decline": page.status == PageStatus.OPEN,
    }
    with timezone.override(_zone(request, page.person)):
        return render(request, "alerts/link.html", known, status=409 if problem else 200)


def _zone(request: HttpRequest, person: Person) -> ZoneInfo:
    return ZoneInfo(person.zone if viewer.exists(person.zone) else viewer.zone_of(request))


def _page(page_id: int) -> Page:
    page = Page.objects.select_related("person", "run").filter(pk=page_id, run__subject_kind="alert").first()
    if page is None:
        raise NotFound("What this link was for is no longer kept.")
    return page


def _status(problem: Problem) -> int:
    return {LinkBroken: 404, LinkExpired: 410}.get(type(problem), 404)
