"""Integrations: what to paste into the sender, what came in, and what was made of it."""

import json

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from watchbill import clock
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.alerts import integrations, trial
from watchbill.apps.alerts.models import Integration, Received, Refusal
from watchbill.apps.alerts.retention import kept_for
from watchbill.apps.people.permissions import Act, may, require
from watchbill.interfaces.ui.integrations.forms import IntegrationForm, services_of
from watchbill.interfaces.ui.integrations.requests import came_in
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.teams import manageable, manages_any
from watchbill.problems import NotFound

NO_KEY = "KEY"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def integration_called(slug: str) -> Integration:
    found = Integration.objects.select_related("service__team").filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no integration {slug!r}.")
    return found


def _may_manage(request: PageRequest, of: Integration) -> bool:
    by = actor(request)
    return may(by, Act.MANAGE_TEAM, of.service.team) if of.service else may(by, Act.ADMINISTER)


@page
@require_safe
def integration_list(request: PageRequest) -> HttpResponse:
    text = said(request, "text")
    found = Integration.objects.filter(archived_at=None).select_related("service__team").order_by("slug")
    found = found.annotate(heard_at=_heard(Received), refused_at=_heard(Refusal))
    if text:
        found = found.filter(Q(slug__icontains=text) | Q(name__icontains=text) | Q(source__icontains=text))
    rows = portion(request, found)
    known = {
        "found": rows,
        "since": clock.now() - kept_for(),
        "titles": {kind: source.title for kind, source in all_sources().items()},
        "text": text,
        "may_make": manages_any(request),
    }
    return render(request, "integrations/list.html", known)


def _heard(kind: type[Received | Refusal]) -> Subquery:
    """When each was last heard: one look into an index for each row of the list."""
    own = kind.objects.filter(integration=OuterRef("pk")).order_by("-id")
    return Subquery(own.values("at")[:1])


@page
@require_safe
def integration(request: PageRequest, slug: str) -> HttpResponse:
    return _page(request, integration_called(slug), NO_KEY)


def _page(request: PageRequest, of: Integration, key: str) -> HttpResponse:
    source = all_sources().get(of.source)
    known = {
        "integration": of,
        "address": f"/integrations/{of.slug}",
        "source": source,
        "key": key if key != NO_KEY else "",
        "snippet": source.snippet(settings.BASE_URL, key) if source else "",
        "rows": came_in(of),
        "options": json.dumps(of.options, indent=2) if of.options else "",
        "may_manage": _may_manage(request, of),
        "may_test": may(actor(request), Act.RESPOND, of.service.team if of.service else None),
    }
    return render(request, "integrations/integration.html", known)


@page
@get_or_post
def new_integration(request: PageRequest) -> HttpResponse:
    by = actor(request)
    initial = {"service": request.GET.get("service"), "source": "alertmanager"}
    form = IntegrationForm(
        request.POST or None, services=services_of(manageable(request)), is_new=True, initial=initial
    )
    if request.method == "POST" and form.carry_out(lambda given: integrations.create_integration(by=by, **given)):
        made = integration_called(form.cleaned_data["slug"])
        return done(
            request, "It is there. Show the key, and paste the snippet into the sender.", f"/integrations/{made.slug}"
        )
    return render(request, "integrations/form.html", {"form": form, "sources": all_sources().values()})


@page
@get_or_post
def edit_integration(request: PageRequest, slug: str) -> HttpResponse:
    of, by = integration_called(slug), actor(request)
    _require(request, of)
    initial = {"source": of.source, "name": of.name or of.slug, "service": of.service.slug if of.service else ""}
    initial["options"] = json.dumps(of.options, indent=2) if of.options else ""
    form = IntegrationForm(
        request.POST or None, services=services_of(manageable(request)), is_new=False, initial=initial
    )
    if request.method == "POST" and form.carry_out(
        lambda given: integrations.update_integration(integration=of, by=by, **given)
    ):
        return done(request, "Saved.", f"/integrations/{slug}")
    return render(request, "integrations/form.html", {"form": form, "integration": of})


def _require(request: PageRequest, of: Integration) -> None:
    if of.service:
        require(actor(request), Act.MANAGE_TEAM, of.service.team)
    else:
        require(actor(request), Act.ADMINISTER)


@page
@require_POST
def show_key(request: PageRequest, slug: str) -> HttpResponse:
    """The page with the key in it, this once; that somebody looked is on the audit log."""
    of = integration_called(slug)
    return _page(request, of, integrations.reveal_key(integration=of, by=actor(request)))


@page
@require_POST
def rotate_key(request: PageRequest, slug: str) -> HttpResponse:
    of = integration_called(slug)
    return _page(request, of, integrations.rotate_key(integration=of, by=actor(request)))


@page
@require_POST
def archive_integration(request: PageRequest, slug: str) -> HttpResponse:
    integrations.archive_integration(integration=integration_called(slug), by=actor(request))
    return done(request, "Out of use: its key opens nothing any more.", "/integrations")


@page
@require_POST
def send_test(request: PageRequest, slug: str) -> HttpResponse:
    alert = trial.send_test(integration=integration_called(slug), by=actor(request))
    return done(request, "The test is in. This is its alert: see who is paged.", f"/alerts/{alert.pk}")
