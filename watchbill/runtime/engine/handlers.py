"""Which function handles which kind. The order is the order in which what is due at once is taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from watchbill.apps.agenda.models import Job, Timer
from watchbill.apps.alerts import retention, routing
from watchbill.apps.alerts.models import Alert
from watchbill.apps.oncall import boundaries
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging import escalation
from watchbill.apps.paging.models import Run

Handle = Callable[[Sequence[Timer], Mapping[int, Any], datetime], None]


@dataclass(frozen=True)
class Handler:
    """`handle(timers, subjects by id, now)`, in the transaction that deletes the timers, its subjects locked.

    `follows_epoch`: a timer whose subject's epoch has moved on is dropped. The others look at the subject themselves.
    """

    kind: str
    subject: type[Model]
    handle: Handle
    follows_epoch: bool = True


HANDLERS = (
    Handler("escalate", Run, escalation.escalate),
    Handler("notify", Run, escalation.notify),
    Handler("undelivered", Run, escalation.undelivered),
    Handler(routing.SETTLE, Alert, routing.settle, follows_epoch=False),
    Handler(routing.UNSNOOZE, Alert, routing.unsnooze),
    Handler(routing.UNRESOLVED, Alert, routing.unresolved, follows_epoch=False),
    Handler(boundaries.CYCLE_END, Schedule, boundaries.ask_to_shuffle),
    Handler(routing.ROUTE, Alert, routing.route, follows_epoch=False),
    Handler(routing.ROUTE_MORE, Alert, routing.route, follows_epoch=False),
)

JOBS: dict[str, Callable[[Job], None]] = {
    retention.KIND: retention.forget_what_is_old,
}
"""A job may be done twice (its lease ended): each of these is idempotent."""
