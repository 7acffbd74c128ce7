"""Every view is one of two kinds: a `page` asks who it is, an `open_page` is for everybody.

Both turn a Problem that a service raised into the sentence, on a page with the right status.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.problems import Conflict, NotAllowed, NotFound, Problem, Wrong

View = Callable[..., HttpResponseBase]
STATUS = {Wrong: 400, NotAllowed: 403, NotFound: 404, Conflict: 409}
TITLE = {
    400: "That does not fit",
    403: "This is not yours to do",
    404: "There is nothing here",
    409: "Not as it stands",
}


class PageRequest(HttpRequest):
    """A request whose sender has signed in."""

    user: Person


def open_page(view: View) -> View:
    """A view for everybody, signed in or not."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return problem_page(request, problem)

    answered.open_to_all = True  # type: ignore[attr-defined]
    return answered


def page(view: View) -> View:
    """A view for whoever has signed in; services decide what they may do there."""
    return login_required(open_page(view))


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 400)
    said = {"title": TITLE[status], "sentence": problem.sentence, "fields": problem.fields}
    return render(request, "problem.html", said | {"back": back(request, "/")}, status=status)


def actor(request: HttpRequest) -> Actor:
    """Who acts, when somebody who has signed in does."""
    assert isinstance(request.user, Person)
    return somebody(request.user, "web")


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the form was sent from, if that is one of our pages."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if fits and wanted else otherwise


def done(request: HttpRequest, sentence: str, to: str) -> HttpResponseRedirect:
    """After a change: say what was done, on the page where its effect is seen."""
    if sentence:
        messages.success(request, sentence)
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer
