"""Everything that is known of one alert: who was called and told, what happened, and why."""

from collections import defaultdict
from dataclasses import dataclass, field

from watchbill.apps.agenda.models import Attempt, Delivery
from watchbill.apps.alerts.brief import SUBJECT
from watchbill.apps.alerts.models import Alert, AlertEntry, Event, Received
from watchbill.apps.paging.models import Page, Run, RunEntry
from watchbill.problems import NotFound

KEPT_EVENTS = 20
ROUTED = "routed"


@dataclass
class Told:
    """One delivery of a page, and how often it was tried."""

    delivery: Delivery
    attempts: list[Attempt] = field(default_factory=list)


@dataclass
class Call:
    """One person who was paged, and by which ways they were told."""

    page: Page
    told: list[Told] = field(default_factory=list)

    @property
    def ways_ahead(self) -> list[dict[str, object]]:
        return [way for way in self.page.ways if way["state"] == "waiting"] if self.page.ended_at is None else []


@dataclass
class Story:
    alert: Alert
    run: Run | None  # the one that counts now, else the last
    calls: list[Call]
    called_addresses: list[Told]
    reasons: list[RunEntry]
    log: list[AlertEntry | RunEntry]

    @property
    def happened(self) -> list[AlertEntry]:
        """What people and the source did to it; why whom was paged is in `why`."""
        return [entry for entry in self.log if isinstance(entry, AlertEntry) and entry.kind != ROUTED]

    @property
    def why(self) -> list[AlertEntry | RunEntry]:
        return [entry for entry in self.log if isinstance(entry, RunEntry) or entry.kind == ROUTED]


def alert(alert_id: int) -> Alert:
    found = Alert.objects.select_related(
        "service__team", "service__policy", "integration", "acknowledged_by", "resolved_by"
    )
    try:
        return found.get(pk=alert_id)
    except Alert.DoesNotExist as problem:
        raise NotFound(f"There is no alert {alert_id}. It may be from another installation.") from problem


def story(of: Alert) -> Story:
    runs = list(Run.objects.filter(subject_kind=SUBJECT, subject_id=of.pk).select_related("policy").order_by("pk"))
    pages = list(Page.objects.filter(run__in=runs).select_related("person", "run").order_by("pk"))
    reasons = list(RunEntry.objects.filter(run__in=runs).select_related("person").order_by("pk"))
    told = _told([page.pk for page in pages], [run.pk for run in runs])
    own = list(of.entries.select_related("person"))
    return Story(
        alert=of,
        run=runs[-1] if runs else None,
        calls=[Call(page, told[("page", page.pk)]) for page in pages],
        called_addresses=[one for run in runs for one in told[("run", run.pk)]],
        reasons=reasons,
        log=sorted([*own, *reasons], key=lambda entry: entry.at),
    )


def _told(pages: list[int], runs: list[int]) -> dict[tuple[str, int], list[Told]]:
    found: dict[tuple[str, int], list[Told]] = defaultdict(list)
    deliveries = Delivery.objects.filter(subject_kind="page", subject_id__in=pages).order_by("pk")
    others = Delivery.objects.filter(subject_kind="run", subject_id__in=runs).order_by("pk")
    for delivery in (*deliveries.prefetch_related("tries"), *others.prefetch_related("tries")):
        told = Told(delivery, list(delivery.tries.all()))
        found[(delivery.subject_kind, delivery.subject_id)].append(told)
    return found


def received(of: Alert) -> list[tuple[Event, Received | None]]:
    """What the source said about it, newest first, with the request that it came in while that is kept."""
    events = list(Event.objects.filter(alert=of).order_by("-pk")[:KEPT_EVENTS])
    kept = Received.objects.select_related("integration").in_bulk(
        [event.received_id for event in events if event.received_id]
    )
    return [(event, kept.get(event.received_id or 0)) for event in events]
