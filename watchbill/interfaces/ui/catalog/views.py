"""Services: what can break, who owns it, who would be paged, what is open."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from watchbill.apps.alerts.listing import Wanted, listed
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.catalog import services
from watchbill.apps.catalog.models import Service
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Act, may, require
from watchbill.interfaces.ui.alerts.views import open_calls
from watchbill.interfaces.ui.catalog.forms import ServiceForm, written_runbooks
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.paging.preview import who_is_paged
from watchbill.interfaces.ui.teams import manageable, manages_any
from watchbill.problems import NotFound

SHOWN_ALERTS = 10
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def service_called(slug: str) -> Service:
    found = Service.objects.select_related("team", "policy").filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no service {slug!r}.")
    return found


@page
@require_safe
def service_list(request: PageRequest) -> HttpResponse:
    text, team = said(request, "text"), said(request, "team")
    found = Service.objects.filter(archived_at=None).select_related("team", "policy").order_by("team__name", "slug")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(slug__icontains=text))
    if team:
        found = found.filter(team__slug=team)
    shown = portion(request, found)
    known = {
        "found": shown,
        "open_alerts": _open_alerts(shown),
        "text": text,
        "team": team,
        "teams": Team.objects.filter(archived_at=None).order_by("name"),
        "may_make": manages_any(request),
    }
    return render(request, "catalog/list.html", known)


def _open_alerts(of: Iterable[Service]) -> dict[int, int]:
    """How many alerts of each service are open, where there are any."""
    still_open = Alert.objects.filter(service__in=list(of)).exclude(status=AlertStatus.RESOLVED)
    return dict(still_open.order_by().values_list("service").annotate(Count("pk")))


@page
@require_safe
def service(request: PageRequest, slug: str) -> HttpResponse:
    of = service_called(slug)
    alerts = list(listed(Wanted(service=slug))[:SHOWN_ALERTS])
    known = {
        "service": of,
        "alerts": alerts,
        "calls": open_calls([alert.pk for alert in alerts]),
        "integrations": of.integrations.filter(archived_at=None).order_by("slug"),
        "paged": who_is_paged(of.policy, of.team),
        "may_manage": may(actor(request), Act.MANAGE_TEAM, of.team),
    }
    return render(request, "catalog/service.html", known)


@page
@get_or_post
def new_service(request: PageRequest) -> HttpResponse:
    by = actor(request)
    form = ServiceForm(
        request.POST or None, teams=manageable(request), is_new=True, initial={"team": request.GET.get("team")}
    )
    if request.method == "POST" and form.carry_out(lambda given: services.create_service(by=by, **given)):
        slug = form.cleaned_data["slug"]
        return done(request, f"{form.cleaned_data['name']} is there. Connect a sender to it next.", f"/services/{slug}")
    return render(request, "catalog/form.html", {"form": form})


@page
@get_or_post
def edit_service(request: PageRequest, slug: str) -> HttpResponse:
    of, by = service_called(slug), actor(request)
    require(by, Act.MANAGE_TEAM, of.team)
    initial: dict[str, Any] = {
        "name": of.name or of.slug,
        "team": of.team.slug,
        "policy": of.policy.slug if of.policy else "",
    }
    initial |= {"description": of.description, "critical": of.critical, "runbooks": written_runbooks(of.runbooks)}
    form = ServiceForm(request.POST or None, teams=manageable(request), is_new=False, initial=initial)
    kept = {"service": of, "communities": of.communities, "by": by}
    if request.method == "POST" and form.carry_out(lambda given: services.edit_service(**kept, **given)):
        return done(request, "Saved.", f"/services/{slug}")
    return render(request, "catalog/form.html", {"form": form, "service": of})


@page
@require_POST
def archive_service(request: PageRequest, slug: str) -> HttpResponse:
    services.archive_service(service=service_called(slug), by=actor(request))
    return done(request, "Out of use: nothing is routed to it any more.", "/services")
