"""Showing that a contact method reaches its person: a code is sent there, and given back.

The code is made from the contact method, its address and the time, under the secret key; nothing about it is stored.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Delivery, Lane
from watchbill.apps.agenda.services import Telling
from watchbill.apps.people import audit
from watchbill.apps.people.models import ContactMethod
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Actor
from watchbill.problems import Conflict, Wrong

SUBJECT = "contact-method"
VALID_FOR = timedelta(minutes=15)
"""A code is taken for at least this long, and at most twice as long."""
AT_MOST, WITHIN = 3, timedelta(minutes=10)
"""Codes that are sent to one contact method."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 8


@transaction.atomic
def send_code(*, method: ContactMethod, by: Actor) -> Delivery:
    require_own(by, method.person)
    if method.verified_at is not None:
        raise Conflict("This contact method is verified already.")
    now = clock.now()
    sent = Delivery.objects.filter(subject_kind=SUBJECT, subject_id=method.pk, created_at__gt=now - WITHIN)
    if sent.count() >= AT_MOST:
        raise Conflict(f"{AT_MOST} codes were sent there in ten minutes. Use the last one, or try again later.")
    audit.record(by, "send-code", "person", method.person.slug, f"{method.name}: {method}")
    return agenda.tell(
        Telling(
            channel=method.channel,
            place=method.place,
            message=_message(method, _code(method, now)),
            lane=Lane.NOTICE,
            subject=(SUBJECT, method.pk),
            person_id=method.person_id,
        )
    )


@transaction.atomic
def verify_contact_method(*, method: ContactMethod, code: str, by: Actor) -> ContactMethod:
    """Raises Wrong for a code that is not the one that was sent, or is too old."""
    require_own(by, method.person)
    if method.verified_at is not None:
        return method
    now = clock.now()
    given = "".join(letter for letter in code.upper() if letter.isalnum()).encode()
    taken = [hmac.compare_digest(given, _code(method, at).encode()) for at in (now, now - VALID_FOR)]
    if not any(taken):
        sentence = "This is not the code that was sent, or it is too old. Have another one sent."
        raise Wrong(sentence, {"code": sentence})
    method.verified_at = now
    method.save(update_fields=["verified_at"])
    audit.record(by, "verify-contact", "person", method.person.slug, f"{method.name}: {method}")
    return method


def _code(method: ContactMethod, at: datetime) -> str:
    window = int(at.timestamp() // VALID_FOR.total_seconds())
    said = f"watchbill.verify:{method.pk}:{method.channel}:{method.place}:{window}"
    drawn = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256))
    letters = []
    for _ in range(_LENGTH):
        drawn, place = divmod(drawn, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def _message(method: ContactMethod, code: str) -> dict[str, object]:
    shown = f"{code[:4]}-{code[4:]}"
    minutes = int(VALID_FOR.total_seconds() // 60)
    return {
        "subject": f"Your code for Watchbill: {shown}",
        "text": (
            f"The code {shown} shows that Watchbill reaches {method.person.name} here ({method.name}). "
            f"Type it in within {minutes} minutes. If you did not ask for it, do nothing.\n"
        ),
        "url": settings.BASE_URL,
        "urgency": "low",
        "kind": "notice",
    }
