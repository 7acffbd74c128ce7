"""What was received is kept as it came for as long as the setting says; the alerts stay."""

from datetime import timedelta

import msgspec
from django.db import transaction

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Job
from watchbill.apps.alerts.models import Received, Refusal
from watchbill.apps.people.models import Organisation

KIND = "forget-received"
KEPT_FOR = timedelta(days=30)
EVERY = timedelta(hours=6)
AT_ONCE = 5000


def forget_what_is_old(job: Job) -> None:  # noqa: ARG001 - every job has the same signature
    """Delete in portions, so that nobody waits long for the right to write; then set the next time."""
    before = clock.now() - kept_for()
    Refusal.objects.filter(at__lt=before).delete()  # there are few: the newest of each integration
    while True:
        ids = list(Received.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            break
        with transaction.atomic():
            Received.objects.filter(pk__in=ids).delete()
    plan_next()


def plan_next() -> None:
    """The next clean-up; a second one for the same time changes nothing."""
    at = clock.now() + EVERY
    agenda.enqueue(KIND, key=f"{at:%Y-%m-%dT%H}", due_at=at)


def kept_for() -> timedelta:
    organisation = Organisation.objects.first()
    said = (organisation.settings if organisation else {}).get("keep_received")
    return msgspec.convert(said, timedelta, strict=False) if said else KEPT_FOR
