"""API tokens: one's own. The secret is shown once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from watchbill import clock
from watchbill.apps.people import tokens
from watchbill.apps.people.models import ApiToken
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.people.forms import TokenForm
from watchbill.problems import NotFound


@page
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: PageRequest) -> HttpResponse:
    form = TokenForm(request.POST or None, initial={"scopes": ["read"]})
    secret = ""

    def make(said: dict[str, object]) -> None:
        nonlocal secret
        _, secret = tokens.make_token(person=request.user, by=actor(request), **said)  # type: ignore[arg-type]

    if request.method == "POST" and form.carry_out(make):
        form = TokenForm(initial={"scopes": ["read"]})
    own = ApiToken.objects.filter(person=request.user).order_by("revoked_at", "-created_at")
    return render(request, "people/tokens.html", {"form": form, "secret": secret, "tokens": own, "at": clock.now()})


@page
@require_POST
def revoke(request: PageRequest, token_id: int) -> HttpResponse:
    found = ApiToken.objects.select_related("person").filter(pk=token_id, person=request.user).first()
    if found is None:
        raise NotFound("There is no such token of yours.")
    tokens.revoke_token(token=found, by=actor(request))
    return done(request, f"{found.name} opens nothing any more.", "/tokens")
