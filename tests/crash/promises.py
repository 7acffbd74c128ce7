"""What must be so after a run, whatever was killed: asked of the record and of the sink, never of the product."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.crash.ground import Place
from tests.crash.organisation import REACHED
from tests.crash.senders import ACKNOWLEDGE, RESOLVE, TRIGGER, Request
from tests.crash.sink import Receipt

Row = dict[str, Any]
ENDED_OTHERWISE = ("lease-ended", "temporary")
"""How an attempt ended that was not the last of its delivery."""


@dataclass(frozen=True)
class Record:
    """The rows of one run."""

    alerts: list[Row]
    events: list[Row]
    received: dict[bytes, int]
    runs: list[Row]
    pages: list[Row]
    deliveries: list[Row]
    attempts: list[Row]
    jobs: list[Row]
    due_timers: list[Row]


def read(place: Place) -> Record:
    rows = place.rows
    now = "CURRENT_TIMESTAMP"
    return Record(
        alerts=rows(
            "SELECT a.id, a.dedup_key, a.status, i.slug AS service FROM alerts_alert a"
            " JOIN alerts_integration i ON i.id = a.integration_id ORDER BY a.id"
        ),
        events=rows("SELECT received_id, dedup_key, action, alert_id FROM alerts_event"),
        received={bytes(row["body"]): row["id"] for row in rows("SELECT id, body FROM alerts_received ORDER BY id")},
        runs=rows("SELECT id, subject_id, status FROM paging_run"),
        pages=rows("SELECT id, run_id, turn, person_id FROM paging_page"),
        deliveries=rows("SELECT id, idempotency_key, subject_id, place, state, attempts FROM agenda_delivery"),
        attempts=rows("SELECT delivery_id, number, result FROM agenda_attempt ORDER BY delivery_id, number"),
        jobs=rows("SELECT key, state FROM agenda_job WHERE key LIKE 'crash-%'"),
        due_timers=rows(f"SELECT kind, subject_id, attempts, error FROM agenda_timer WHERE due_at <= {now}"),
    )


def broken(record: Record, accepted: list[Request], receipts: list[Receipt]) -> list[str]:
    """Every promise that does not hold (yet), as sentences. Empty also means that nothing is left to be done."""
    return [
        *_accepted_is_kept(record, accepted),
        *_alerts_follow_events(record, accepted),
        *_nothing_is_left(record),
        *_nobody_is_missed(record, receipts),
        *_nothing_happens_twice(record),
        *_duplicates_are_explained(record, receipts),
        *_attempts_tell_the_story(record),
    ]


def _accepted_is_kept(record: Record, accepted: list[Request]) -> Iterator[str]:
    kept = {(row["received_id"], row["dedup_key"], row["action"]) for row in record.events}
    for request in accepted:
        received = record.received.get(request.body)
        if received is None:
            yield f"A request was answered 202 and what was received is not kept: {request.body!r}"
            continue
        for key, action in request.events:
            if (received, key, action) not in kept:
                yield f"The event {action} {key} was answered 202 and is not there"


def _alerts_follow_events(record: Record, accepted: list[Request]) -> Iterator[str]:
    """Each key was said in order and again until it was accepted, so its alerts are known exactly."""
    said: dict[str, list[str]] = defaultdict(list)
    for request in accepted:
        for key, action in request.events:
            said[key].append(action)
    found: dict[str, list[str]] = defaultdict(list)
    for alert in record.alerts:
        found[alert["dedup_key"]].append(alert["status"])
    for key, actions in said.items():
        if found[key] != (expected := _alerts_of(actions)):
            yield f"{key} was said to {', '.join(actions)}: expected alerts {expected}, found {found[key]}"


def _alerts_of(actions: list[str]) -> list[str]:
    alerts: list[str] = []
    for action in actions:
        is_open = bool(alerts) and alerts[-1] != "resolved"
        if action == TRIGGER and not is_open:
            alerts.append("triggered")
        elif action == ACKNOWLEDGE and is_open:
            alerts[-1] = "acknowledged"
        elif action == RESOLVE and is_open:
            alerts[-1] = "resolved"
    return alerts


def _nothing_is_left(record: Record) -> Iterator[str]:
    for timer in record.due_timers:
        yield f"The timer {timer['kind']} of {timer['subject_id']} is due and not handled {timer['error']}"
    for delivery in record.deliveries:
        if delivery["state"] not in ("sent", "withdrawn"):
            yield f"Delivery {delivery['id']} is {delivery['state']}"
    for job in record.jobs:
        if job["state"] != "done":
            yield f"Job {job['key']} is {job['state']}"


def _nobody_is_missed(record: Record, receipts: list[Receipt]) -> Iterator[str]:
    """Whoever must be reached for an alert that is still triggered was reached."""
    reached: dict[int, set[str]] = defaultdict(set)
    for receipt in receipts:
        if receipt.status == 200:
            reached[receipt.alert].add(receipt.path)
    for alert in record.alerts:
        if alert["status"] == "triggered":
            for path in sorted(REACHED[alert["service"]] - reached[alert["id"]]):
                yield f"Nothing about alert {alert['id']} ({alert['dedup_key']}) has reached {path}"


def _nothing_happens_twice(record: Record) -> Iterator[str]:
    runs = Counter(row["subject_id"] for row in record.runs)
    yield from (f"Alert {alert} has {n} runs" for alert, n in runs.items() if n > 1)
    pages = Counter((row["run_id"], row["turn"], row["person_id"]) for row in record.pages)
    yield from (f"Run, turn, person {key} have {n} pages" for key, n in pages.items() if n > 1)
    ways = Counter((row["subject_id"], row["place"]) for row in record.deliveries)
    yield from (f"Page, place {key} have {n} deliveries" for key, n in ways.items() if n > 1)


def _duplicates_are_explained(record: Record, receipts: list[Receipt]) -> Iterator[str]:
    """Every POST is of a delivery of the record, and there are no more of them than attempts."""
    known = {row["idempotency_key"]: row for row in record.deliveries}
    attempts = Counter(row["delivery_id"] for row in record.attempts)
    for key, n in Counter(receipt.key for receipt in receipts).items():
        if key not in known:
            yield f"A page with the key {key} arrived, and no delivery has it"
        elif n > attempts[known[key]["id"]]:
            yield f"Delivery {known[key]['id']} arrived {n} times and has {attempts[known[key]['id']]} attempts"
    answered = {receipt.key for receipt in receipts if receipt.status == 200}
    for key, row in known.items():
        if row["state"] == "sent" and key not in answered:
            yield f"Delivery {row['id']} is said to be sent, and did not arrive"
    places: dict[tuple[int, str], set[str]] = defaultdict(set)
    for receipt in receipts:
        places[(receipt.page, receipt.path)].add(receipt.key)
    yield from (f"{place} was posted under {len(keys)} keys" for place, keys in places.items() if len(keys) > 1)


def _attempts_tell_the_story(record: Record) -> Iterator[str]:
    """Numbered without a gap; all but the last ended for a reason that a further one follows from."""
    by_delivery: dict[int, list[Row]] = defaultdict(list)
    for attempt in record.attempts:
        by_delivery[attempt["delivery_id"]].append(attempt)
    for delivery in record.deliveries:
        tries = by_delivery[delivery["id"]]
        if [row["number"] for row in tries] != list(range(1, delivery["attempts"] + 1)):
            yield f"Delivery {delivery['id']} counts {delivery['attempts']} attempts and lists {tries}"
        for row in tries[:-1]:
            if row["result"] not in ENDED_OTHERWISE:
                yield f"Attempt {row['number']} of delivery {delivery['id']} ended {row['result']} and another followed"
        if tries and delivery["state"] == "sent" and tries[-1]["result"] != "sent":
            yield f"Delivery {delivery['id']} is sent and its last attempt ended {tries[-1]['result']}"
