"""What a batch of runs writes, gathered first and written together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda import wake
from watchbill.apps.agenda.models import Lane, Timer
from watchbill.apps.agenda.services import Telling
from watchbill.apps.paging.messages import call_message, page_message
from watchbill.apps.paging.models import Page, Run, RunEntry
from watchbill.database import rows

ESCALATE, NOTIFY, UNDELIVERED = "escalate", "notify", "undelivered"
NAMED_TOPICS = 50
RUN_FIELDS = (
    "status",
    "epoch",
    "turn",
    "position",
    "within",
    "next_at",
    "acknowledged_at",
    "acknowledged_by",
    "ended_at",
)


@dataclass
class Work:
    """Everything that one transaction does to runs. `write` puts it down in the order that ids are needed in."""

    now: datetime
    started: list[Run] = field(default_factory=list)  # numbered, not written yet
    runs: dict[int, Run] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    entries: list[RunEntry] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)

    def note(self, run: Run, kind: str, text: str, *, person_id: int | None = None, **data: Any) -> None:
        entry = RunEntry(run_id=run.pk, at=self.now, kind=kind, text=text, person_id=person_id, data=data)
        self.entries.append(entry)

    def due(self, run: Run, kind: str, at: datetime, **data: Any) -> None:
        self.timers.append(Timer(kind=kind, subject_id=run.pk, epoch=run.epoch, due_at=at, data=data))

    def start(self, runs: Sequence[Run]) -> None:
        rows.number(runs)
        self.started.extend(runs)

    def save(self, run: Run) -> None:
        if not run._state.adding:
            self.runs[run.pk] = run

    def write(self) -> None:
        rows.insert(self.started)
        rows.number(self.pages)
        for page in self.pages:
            self._tell_first(page)
        rows.insert(self.pages)
        rows.update(self.runs.values(), *RUN_FIELDS)
        rows.insert(self.entries)
        agenda.tell_all(self.tellings, self.now)
        agenda.set_timers(self.timers)
        if topics := self._topics():
            wake.changed(*topics)

    def _topics(self) -> set[str]:
        """What pages about the subjects of these runs listen to: `alerts`, and `alert-12` for the first of them."""
        runs = [*self.started, *self.runs.values()]
        kinds = {f"{run.subject_kind}s" for run in runs}
        return kinds | {f"{run.subject_kind}-{run.subject_id}" for run in runs[:NAMED_TOPICS]}

    def _tell_first(self, page: Page) -> None:
        """The ways without a delay go out now; each later one waits as a timer."""
        tell_by(self, page, [way for way in page.ways if way["state"] == "told"])
        for index, way in enumerate(page.ways):
            if way["state"] == "waiting":
                at = self.now + timedelta(seconds=way["after"])
                self.due(page.run, NOTIFY, at, page=page.pk, way=index)


def tell_by(work: Work, page: Page, ways: Iterable[dict[str, Any]]) -> None:
    """Deliveries of this page by these ways."""
    message: dict[str, Any] | None = None
    for way in ways:
        message = message or page_message(page.run, page, work.now)
        failed = {
            "kind": UNDELIVERED,
            "subject_id": page.run_id,
            "epoch": page.run.epoch,
            "data": {"page": page.pk, "way": page.ways.index(way)},
        }
        work.tellings.append(
            Telling(
                channel=way["channel"],
                place=way["place"],
                message=message,
                lane=Lane.PAGE,
                subject=("page", page.pk),
                person_id=page.person_id,
                on_failure=failed,
            )
        )


def call_addresses(work: Work, run: Run, addresses: Iterable[str]) -> None:
    """Deliveries to places that are nobody's own."""
    for address in addresses:
        channel, _, place = address.partition(":")
        work.tellings.append(
            Telling(
                channel=channel,
                place=place,
                message=call_message(run, address),
                lane=Lane.PAGE,
                subject=("run", run.pk),
            )
        )
