"""Telling a person something that is not a page."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Lane
from watchbill.apps.agenda.services import Telling
from watchbill.apps.people.models import ContactMethod, Person

MAIL = "mail"


def tell_people(
    people: Iterable[Person], subject: str, text: str, path: str, now: datetime, about: tuple[str, int] = ("", 0)
) -> None:
    """A notice to each by mail where they have one, else by their first verified contact method.

    `about` is what the deliveries are found by: a kind and an id.
    """
    by_person: dict[int, ContactMethod] = {}
    ids = [person.pk for person in people if person.is_active]
    for method in ContactMethod.objects.filter(person_id__in=ids, verified_at__isnull=False):
        held = by_person.get(method.person_id)
        if held is None or (held.channel != MAIL and method.channel == MAIL):
            by_person[method.person_id] = method
    url = f"{settings.BASE_URL}{path}"
    message = {"subject": subject, "text": f"{text}\n\n{url}\n", "url": url, "kind": "notice", "urgency": "low"}
    agenda.tell_all(
        [
            Telling(method.channel, method.place, message, Lane.NOTICE, subject=about, person_id=person_id)
            for person_id, method in by_person.items()
        ],
        now,
    )
