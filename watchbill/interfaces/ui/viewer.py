"""Who looks, in which zone, in which theme."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.http import HttpRequest

from watchbill.apps.people.models import Organisation, Person, Role

THEME_COOKIE = "watchbill_theme"
THEMES = ("light", "dark")


def organisation(request: HttpRequest) -> Organisation | None:
    """The organisation, looked up once for each request."""
    if not hasattr(request, "_organisation"):
        request._organisation = Organisation.objects.order_by("pk").first()  # type: ignore[attr-defined]
    found: Organisation | None = request._organisation  # type: ignore[attr-defined]
    return found


def zone_of(request: HttpRequest) -> str:
    """The zone in which this viewer reads times."""
    person = request.user
    if isinstance(person, Person) and person.zone and exists(person.zone):
        return person.zone
    ours = organisation(request)
    return ours.zone if ours and exists(ours.zone) else "UTC"


@lru_cache(maxsize=512)
def exists(zone: str) -> bool:
    try:
        return bool(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def theme_of(request: HttpRequest) -> str:
    """The theme that was chosen; empty: as the device says."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def demo() -> bool:
    """Whether this is `serve --demo`, where everybody may look around as anybody."""
    return bool(getattr(settings, "DEMO", False))


def needs_welcome() -> bool:
    """Whether nobody can sign in yet to set things up.

    An administrator can who has a password, or has been here before: with a passkey or a provider, they need none.
    """
    if demo():
        return False
    administrators = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    without = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return not administrators.filter(Q(last_login__isnull=False) | ~without).exists()
