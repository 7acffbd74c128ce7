"""How many deliveries are under way and have ended, at a cost that does not grow with their number."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from watchbill.apps.agenda.models import Delivery, DeliveryState

UNDER_WAY = (DeliveryState.WAITING, DeliveryState.LEASED)
Counts = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Held:
    """The deliveries of one lane and state."""

    lane: str
    state: str
    count: int
    oldest_due_at: datetime
    first: int  # the smallest id


def under_way() -> list[Held]:
    """One query for each state, so that each is answered from the index of that state alone."""
    return [
        Held(lane, state, count, oldest, first)
        for state in UNDER_WAY
        for lane, count, oldest, first in Delivery.objects.filter(state=state)
        .values_list("lane")
        .annotate(Count("pk"), Min("due_at"), Min("pk"))
        .order_by()
    ]


class Ended:
    """By channel and result. Below the oldest delivery that is under way everything has ended: it is counted once."""

    def __init__(self) -> None:
        self._floor = 0
        self._below: Counts = Counter()

    def counts(self, first_under_way: int | None) -> Counts:
        floor = first_under_way or (Delivery.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        if floor > self._floor:
            self._below += _count(self._floor, floor)
            self._floor = floor
        return self._below + _count(self._floor, None)


def _count(start: int, end: int | None) -> Counts:
    rows = Delivery.objects.filter(pk__gte=start).exclude(state__in=UNDER_WAY)
    if end is not None:
        rows = rows.filter(pk__lt=end)
    counted = rows.values_list("channel", "state").annotate(count=Count("pk")).order_by()
    return Counter({(channel, state): count for channel, state, count in counted})
