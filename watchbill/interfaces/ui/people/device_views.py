"""Having a device ring, and a test page to oneself."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from watchbill.apps.people import devices
from watchbill.apps.people.models import ContactMethod
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.people.devices import name_of
from watchbill.interfaces.ui.people.views import person_called
from watchbill.problems import NotFound


@page
@require_POST
def ring(request: PageRequest) -> HttpResponse:
    """What the script sends after the browser has subscribed (assets/ts/push.ts)."""
    said = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "replaces")}
    name = name_of(request.headers.get("User-Agent", ""))
    method = devices.ring_device(person=request.user, name=name, by=actor(request), **said)
    sentence = f"{method.name} rings for you from now on. Page yourself to hear it."
    return done(request, sentence, f"/people/{request.user.slug}#devices")


@page
@require_POST
def page_now(request: PageRequest, slug: str) -> HttpResponse:
    of, by = person_called(slug), actor(request)
    sent = devices.page_me_now(person=of, method=_method_of(request, slug), by=by)
    sentence = "A test page is on its way." if sent == 1 else f"{sent} test pages are on their way, one over each."
    return done(request, sentence, f"/people/{slug}#devices")


def _method_of(request: PageRequest, slug: str) -> ContactMethod | None:
    said = request.POST.get("method", "")
    if not said:
        return None
    found = ContactMethod.objects.filter(pk=said, person__slug=slug).first() if said.isdecimal() else None
    if found is None:
        raise NotFound("This contact method is no longer there.")
    return found
