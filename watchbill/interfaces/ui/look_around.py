"""The demo: look around as any of its people, without a password. Only for `serve --demo`, which is on loopback."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from watchbill.apps.oncall import selectors
from watchbill.apps.people.models import Person
from watchbill.interfaces.ui import viewer
from watchbill.interfaces.ui.oncall.watch import watches
from watchbill.interfaces.ui.page import done, open_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def look_around(request: HttpRequest) -> HttpResponse:
    if not viewer.demo():
        raise Http404
    people = Person.objects.filter(is_active=True).prefetch_related("memberships__team").order_by("name")
    if request.method == "POST":
        person = people.filter(slug=request.POST.get("person", "")).first()
        if person is not None:
            login(request, person, backend=BACKEND)
            return done(request, f"You look around as {person.name}.", "/")
    duties = _duties()
    rows = [(person, duties.get(person.pk, [])) for person in people]
    return render(request, "look_around.html", {"rows": sorted(rows, key=lambda row: not row[1])})


def _duties() -> dict[int, list[str]]:
    """What each person is on call for now."""
    found: dict[int, list[str]] = {}
    for watch in watches(selectors.schedules()):
        for person in watch.people:
            found.setdefault(person.pk, []).append(str(watch.schedule))
    return found
