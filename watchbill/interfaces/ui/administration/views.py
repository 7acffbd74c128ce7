"""What administrators look after: how it stands, all tokens, the organisation, and what is set."""

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from watchbill import clock
from watchbill.apps.people import organisation, tokens
from watchbill.apps.people.models import ApiToken
from watchbill.apps.people.permissions import Act, require
from watchbill.interfaces.ui.administration.health import health
from watchbill.interfaces.ui.administration.shown_settings import groups
from watchbill.interfaces.ui.forms import PlainForm, zone_field
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.problems import NotFound

IN_USE, OUT_OF_USE = "in-use", "out-of-use"


class OrganisationForm(PlainForm):
    name = forms.CharField(max_length=200, help_text="Whose watch this is. It stands in the title of every page.")
    zone = zone_field(help_text="Where neither a schedule, nor a team, nor a person says another.")


@page
@require_safe
def standing(request: PageRequest) -> HttpResponse:
    require(actor(request), Act.ADMINISTER)
    return render(request, "administration/health.html", {"health": health()})


@page
@require_safe
def token_list(request: PageRequest) -> HttpResponse:
    require(actor(request), Act.ADMINISTER)
    text, state, now = said(request, "text"), said(request, "state") or IN_USE, clock.now()
    found = ApiToken.objects.select_related("person").order_by("-id")
    if text:
        named = Q(name__icontains=text) | Q(person__name__icontains=text)
        found = found.filter(named | Q(person__slug=text) | Q(hint=text[:12]))
    usable = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now)) & Q(person__is_active=True)
    if state in (IN_USE, OUT_OF_USE):
        found = found.filter(usable if state == IN_USE else ~usable)
    states = [(IN_USE, "In use"), (OUT_OF_USE, "Out of use"), ("all", "All")]
    known = {"found": portion(request, found), "text": text, "state": state, "states": states, "at": now}
    return render(request, "administration/tokens.html", known)


@page
@require_POST
def revoke_token(request: PageRequest, token_id: int) -> HttpResponse:
    by = actor(request)
    require(by, Act.ADMINISTER)
    found = ApiToken.objects.select_related("person").filter(pk=token_id).first()
    if found is None:
        raise NotFound(f"There is no token {token_id}.")
    tokens.revoke_token(token=found, by=by)
    return done(request, f"{found.name} of {found.person} opens nothing any more.", "/administration/tokens")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: PageRequest) -> HttpResponse:
    by = actor(request)
    require(by, Act.ADMINISTER)
    row = organisation.organisation()
    form = OrganisationForm(request.POST or None, initial={"name": row.name, "zone": row.zone})
    if request.method == "POST" and form.carry_out(lambda given: organisation.update_organisation(by=by, **given)):
        return done(request, "Saved.", "/administration/organisation")
    return render(request, "administration/organisation.html", {"form": form})


@page
@require_safe
def settings_list(request: PageRequest) -> HttpResponse:
    require(actor(request), Act.ADMINISTER)
    return render(request, "administration/settings.html", {"groups": groups()})
