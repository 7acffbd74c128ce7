"""What the frame around every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from watchbill import clock
from watchbill.apps.alerts.listing import waiting_for
from watchbill.apps.people.models import Person
from watchbill.interfaces.ui import doors, viewer
from watchbill.interfaces.ui.oncall.watch import my_watch


def frame(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    known: dict[str, Any] = {
        "theme": viewer.theme_of(request),
        "themes": (("", "Auto"), ("light", "Light"), ("dark", "Dark")),
        "now": clock.now(),
        "demo": viewer.demo(),
        "oidc": settings.OIDC,
        "organisation": SimpleLazyObject(lambda: viewer.organisation(request)),
    }
    if isinstance(person, Person):
        known |= _inside(request, person)
    return known


def _inside(request: HttpRequest, person: Person) -> dict[str, Any]:
    here = doors.current(request.path)
    return {
        "here": here,
        "main_doors": doors.MAIN,
        "minor_doors": [door for door in doors.MINOR if door.opens_for(person)],
        "more_door": doors.MORE,
        "in_more": here is doors.MORE or here in doors.MINOR,
        "my_watch": SimpleLazyObject(lambda: my_watch(person)),
        "waiting_for_me": SimpleLazyObject(lambda: waiting_for(person)),
    }
