"""Requests that could not be read: the newest few of each integration are kept, so that one can see what was wrong."""

from django.db import transaction

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.alerts.log import LIVE
from watchbill.apps.alerts.models import Refusal
from watchbill.domain.alerting.event import Refused

KEPT = 10
"""Of each integration; a sender that is wrong is wrong every time."""
LONGEST = 1000
MOST_FAULTS = 20


@transaction.atomic
def keep_refusal(*, integration_id: int, content_type: str, body: bytes, refused: Refused) -> Refusal:
    faults = [error.message[:LONGEST] for error in refused.errors[:MOST_FAULTS]]
    made = Refusal.objects.create(
        integration_id=integration_id,
        at=clock.now(),
        content_type=content_type,
        body=body,
        sentence=_storable(refused.message[:LONGEST]),
        faults=[_storable(fault) for fault in faults],
    )
    own = Refusal.objects.filter(integration_id=integration_id).order_by("-id").values_list("pk", flat=True)
    Refusal.objects.filter(pk__in=list(own[KEPT:])).delete()
    wake.changed(LIVE)
    return made


def _storable(text: str) -> str:
    """A fault quotes what the sender wrote; PostgreSQL keeps neither NUL nor halves of pairs."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()
