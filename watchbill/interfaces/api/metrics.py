"""`/metrics`: figures for Prometheus. They name schedules, channels and engines, and never a person."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import Error as DatabaseError
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from watchbill import clock
from watchbill.apps.agenda.models import Beat, DeliveryState, Lane, Timer
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.people.models import Urgency
from watchbill.interfaces.api.delivery_counts import UNDER_WAY, Ended, under_way
from watchbill.interfaces.api.outlook import gaps_ahead, on_call_ahead, unreachable
from watchbill.interfaces.api.remembered import Remembered

if TYPE_CHECKING:  # the commands that work without a server need neither the engine nor the ingest
    from watchbill.runtime.process import Process

logger = logging.getLogger(__name__)
REMEMBERED_FOR, ROTA_REMEMBERED_FOR = 5.0, 60.0
AHEAD = timedelta(days=7)
Source = Callable[[], Iterable[Metric]]
_ended = Ended()
_exposed: "list[Process]" = []


def expose(process: "Process") -> None:
    """Give the figures of what this process takes in, too."""
    _exposed[:] = [process]


def metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    try:
        return HttpResponse(text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    except DatabaseError as problem:
        logger.error("The figures cannot be read: %s", problem)
        return HttpResponse("The database does not answer.\n", content_type="text/plain", status=503)


def compute() -> bytes:
    registry = CollectorRegistry()
    for source in (alerts, timers, deliveries, engines, intake, rota):
        registry.register(_Source(source))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return generate_latest(registry)


text = Remembered(compute, REMEMBERED_FOR)


class _Source:
    def __init__(self, source: Source) -> None:
        self._source = source

    def collect(self) -> Iterable[Metric]:
        return self._source()

    def describe(self) -> Iterable[Metric]:
        return ()


def alerts() -> Iterator[Metric]:
    rows = Alert.objects.exclude(status=AlertStatus.RESOLVED).values_list("status", "urgency")
    counted = {(status, urgency): count for status, urgency, count in rows.annotate(count=Count("pk")).order_by()}
    family = GaugeMetricFamily("watchbill_alerts_open", "Open alerts.", labels=["status", "urgency"])
    for status in (AlertStatus.TRIGGERED, AlertStatus.ACKNOWLEDGED):
        for urgency in Urgency:
            family.add_metric([status, urgency], counted.get((status, urgency), 0))
    yield family


def timers() -> Iterator[Metric]:
    now = clock.now()
    due = GaugeMetricFamily("watchbill_timers_due", "Timers that are due and not handled.", labels=["kind"])
    age = GaugeMetricFamily("watchbill_timers_oldest_due_seconds", "How long the oldest has been due.", labels=["kind"])
    rows = (
        Timer.objects.filter(due_at__lte=now).values_list("kind").annotate(Count("pk"), Min("due_at")).order_by("kind")
    )
    for kind, count, oldest in rows:
        due.add_metric([kind], count)
        age.add_metric([kind], (now - oldest).total_seconds())
    yield from (due, age)


def deliveries() -> Iterator[Metric]:
    now, held = clock.now(), under_way()
    found = {(each.lane, each.state): each for each in held}
    count = GaugeMetricFamily("watchbill_deliveries", "Deliveries that have not ended.", labels=["lane", "state"])
    age = GaugeMetricFamily(
        "watchbill_deliveries_oldest_due_seconds", "How long the oldest waiting one has been due.", labels=["lane"]
    )
    for lane in Lane:
        for state in UNDER_WAY:
            each = found.get((lane, state))
            count.add_metric([lane, state], each.count if each else 0)
        waiting = found.get((lane, DeliveryState.WAITING))
        age.add_metric([lane], max(0.0, (now - waiting.oldest_due_at).total_seconds()) if waiting else 0)
    yield from (count, age, _deliveries_ended(min((each.first for each in held), default=None)))


def _deliveries_ended(first_under_way: int | None) -> Metric:
    ended = CounterMetricFamily("watchbill_deliveries_ended", "Deliveries that ended.", labels=["channel", "result"])
    for (channel, result), count in sorted(_ended.counts(first_under_way).items()):
        ended.add_metric([channel, result], count)
    return ended


def engines() -> Iterator[Metric]:
    now = clock.now()
    age = GaugeMetricFamily("watchbill_engine_beat_age_seconds", "Since the last sign of life.", labels=["engine"])
    handled = CounterMetricFamily(
        "watchbill_engine_handled", "What an engine has done since it started.", labels=["engine", "what"]
    )
    for beat in Beat.objects.order_by("engine"):
        age.add_metric([beat.engine], (now - beat.at).total_seconds())
        for what, count in beat.figures.items():
            handled.add_metric([beat.engine, what], count)
    yield from (age, handled)


def intake() -> Iterator[Metric]:
    for process in _exposed:
        yield from _intake(process)


def _intake(process: "Process") -> Iterator[Metric]:
    writer, ingest = process.writer, process.ingest
    yield CounterMetricFamily("watchbill_ingest_requests", "Requests that were stored.", writer.requests)
    yield CounterMetricFamily("watchbill_ingest_commits", "Commits that they took.", writer.commits)
    yield CounterMetricFamily("watchbill_ingest_refused", "Requests that were not taken.", ingest.refused)
    yield GaugeMetricFamily("watchbill_ingest_waiting", "Requests that wait for their commit.", writer.waiting())
    yield GaugeMetricFamily("watchbill_live_viewers", "Open live streams.", process.live.viewers())


def rota() -> Iterator[Metric]:
    gaps, nobody_reaches = _ahead()
    uncovered = GaugeMetricFamily(
        "watchbill_schedule_gap_seconds", "Time with nobody on call in the next 7 days.", labels=["schedule"]
    )
    for schedule, seconds in gaps.items():
        uncovered.add_metric([schedule], seconds)
    yield uncovered
    yield GaugeMetricFamily(
        "watchbill_people_unreachable",
        "People on call in the next 7 days without a verified contact method.",
        nobody_reaches,
    )


def _look_ahead() -> tuple[dict[str, float], int]:
    start = clock.now()
    end = start + AHEAD
    gaps = {
        slug: sum((gap.end - gap.start).total_seconds() for gap in found)
        for slug, found in gaps_ahead(start, end).items()
    }
    return gaps, len(unreachable(on_call_ahead(start, end)))


_ahead = Remembered(_look_ahead, ROTA_REMEMBERED_FOR)
