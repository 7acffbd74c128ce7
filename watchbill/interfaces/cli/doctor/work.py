"""Whether the engine does what is due."""

from collections.abc import Iterator
from datetime import timedelta

from watchbill import clock
from watchbill.apps.agenda.models import Delivery, DeliveryState, Timer
from watchbill.apps.alerts.models import Integration
from watchbill.interfaces.api.delivery_counts import under_way
from watchbill.interfaces.api.health import without_engine
from watchbill.interfaces.cli.doctor.finding import Finding, fail, ok, warn

LATE = timedelta(minutes=1)
LATELY = timedelta(days=1)
LOOKED_AT = 10_000
"""Failed deliveries are looked for among so many of the newest."""


def engine() -> Iterator[Finding]:
    reason = without_engine()
    yield fail("engine", reason, "Without it nobody is paged.") if reason else ok("engine", "An engine is at work.")


def timers() -> Iterator[Finding]:
    late = Timer.objects.filter(due_at__lt=clock.now() - LATE)
    if found := late.count():
        oldest = late.order_by("due_at")[0]
        says = f"{found} timers are overdue; the oldest is {oldest.kind!r}, due {oldest.due_at:%Y-%m-%d %H:%M} UTC."
        yield fail("timers", says, f"See the engine's log{': ' + oldest.error if oldest.error else '.'}")
    else:
        yield ok("timers", "Nothing is overdue.")


def deliveries() -> Iterator[Finding]:
    now = clock.now()
    waiting = [each for each in under_way() if each.state == DeliveryState.WAITING and each.oldest_due_at < now - LATE]
    if waiting:
        count = sum(each.count for each in waiting)
        says = f"{count} deliveries wait in lanes whose oldest has been due for more than a minute."
        yield fail("deliveries", says, "See the engine's log, and the outbox page.")
    last = Delivery.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    failed = Delivery.objects.filter(
        pk__gt=last - LOOKED_AT, state=DeliveryState.FAILED, ended_at__gt=now - LATELY
    ).count()
    if failed:
        yield warn("deliveries", f"{failed} failed for good in the last day.", "The outbox page says which, and why.")
    if not waiting and not failed:
        yield ok("deliveries", "None is late, and none failed in the last day.")


def integrations() -> Iterator[Finding]:
    """Whether each has ever sent something."""
    in_use = Integration.objects.filter(archived_at=None)
    silent = list(in_use.filter(alerts=None).order_by("slug").values_list("slug", flat=True))
    if silent:
        says = f"Never raised an alert: {', '.join(silent)}."
        yield warn("integrations", says, "Send a test from each source; its page has the snippet.")
    elif in_use.exists():
        yield ok("integrations", "Each has raised an alert.")
    else:
        yield warn("integrations", "There is none: nothing can come in.", "Make one on the page Integrations.")
