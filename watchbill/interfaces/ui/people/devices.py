"""The devices of a person, as their page shows them."""

from typing import Any

from django.db.models import Q

from watchbill.apps.agenda.models import Delivery
from watchbill.apps.people import devices
from watchbill.apps.people.models import ContactMethod, Person

LOOK_BACK = 50
"""Pages among which the last delivery to a device is looked for."""
BROWSERS = (
    ("Edg", "edge"),
    ("OPR/", "opera"),
    ("SamsungBrowser", "samsung-internet"),
    ("Firefox/", "firefox"),
    ("FxiOS", "firefox"),
    ("CriOS", "chrome"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
)
SYSTEMS = (
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("CrOS", "chromebook"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
)
"""By what a browser says of itself; the first that fits."""


def name_of(agent: str) -> str:
    """`chrome-on-android`: what the device is called among its person's contact methods."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "browser")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}-on-{system}" if system else browser


def known_devices(of: Person) -> dict[str, Any]:
    mine = [method for method in of.contact_methods.all() if method.is_device]
    last = _last_deliveries(of, mine)
    rows = [(method, method.place.partition("#")[0][-12:], last.get(method.place)) for method in mine]
    return {"devices": rows, "push_key": devices.known_by()}


def _last_deliveries(of: Person, mine: list[ContactMethod]) -> dict[str, Delivery]:
    """By place, among the last pages of this person and their test pages."""
    if not mine:
        return {}
    pages = list(of.pages.order_by("-created_at").values_list("pk", flat=True)[:LOOK_BACK])
    about = Q(subject_kind="page", subject_id__in=pages) | Q(subject_kind=devices.TRIAL, subject_id=of.pk)
    found = Delivery.objects.filter(about, channel=devices.PUSH, place__in=[method.place for method in mine])
    return {delivery.place: delivery for delivery in found.order_by("pk")}
