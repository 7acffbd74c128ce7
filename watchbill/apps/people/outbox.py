"""Who may have a message sent again."""

from django.db import transaction

from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.people import audit
from watchbill.apps.people.permissions import Act, Actor, require


@transaction.atomic
def retry_delivery(*, delivery_id: int, by: Actor) -> Delivery:
    """A failed or withdrawn delivery, once more, with the same idempotency key."""
    require(by, Act.ADMINISTER)
    delivery = agenda.retry_delivery(delivery_id=delivery_id)
    audit.record(by, "retry", "delivery", delivery.pk, str(delivery)[:200])
    return delivery
