"""What senders post, through the raw ASGI application: every answer follows its commit, and none is a 500."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harbour import KEY, Harbour, event, harbour, integration
from watchbill.apps.agenda.models import Timer
from watchbill.apps.alerts.models import Alert, Event, Received, Refusal
from watchbill.apps.people.models import Organisation
from watchbill.runtime.ingest.app import IngestApp
from watchbill.runtime.ingest.batch import Batch, Intake
from watchbill.runtime.ingest.keys import Keys
from watchbill.runtime.ingest.writer import WAITING, Writer
from watchbill.runtime.process import open_store

pytestmark = pytest.mark.django_db(transaction=True)
AM_KEY = "a" * 32


@pytest.fixture
def radio(now: object) -> Iterator[Harbour]:
    Organisation.objects.create(name="Harbour Radio", zone="Europe/Amsterdam", created_at=now)
    return harbour()


class Answer:
    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.json = json.loads(messages[1]["body"])


def post(*requests: tuple[str, bytes], method: str = "POST", headers: dict[str, str] | None = None) -> list[Answer]:
    """All at once, through one application and one writer."""

    async def main() -> list[Answer]:
        writer = Writer(open_store(), lambda batch: None)
        writer.start()
        app = IngestApp(writer, Keys())
        try:
            return list(
                await asyncio.gather(*(_one(app, path, body, method, headers or {}) for path, body in requests))
            )
        finally:
            await asyncio.to_thread(writer.stop)

    return asyncio.run(main())


async def _one(app: IngestApp, path: str, body: bytes, method: str, headers: dict[str, str]) -> Answer:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await app({"type": "http", "method": method, "path": path, "headers": raw}, receive, send)
    return Answer(sent)


def webhook(*alerts: dict[str, Any]) -> bytes:
    return json.dumps({"version": "4", "status": "firing", "alerts": list(alerts)}).encode()


def firing(name: str, fingerprint: str, status: str = "firing") -> dict[str, Any]:
    return {"status": status, "labels": {"alertname": name, "severity": "critical"}, "fingerprint": fingerprint}


def test_an_accepted_event_is_stored_before_it_is_answered(radio: Harbour) -> None:
    [answer] = post(("/v2/enqueue", event()))
    assert (answer.status, answer.json) == (
        202,
        {"status": "success", "message": "Event processed", "dedup_key": "tx-2"},
    )
    alert = Alert.objects.get()
    assert (alert.status, alert.summary, alert.integration) == ("triggered", "Silence", radio.integration)
    assert bytes(Received.objects.get().body) == event()
    assert list(Timer.objects.values_list("kind", "subject_id")) == [("route", alert.pk)]


def test_a_hundred_at_once_with_the_same_key_make_one_alert(radio: Harbour) -> None:
    answers = post(*[("/v2/enqueue", event())] * 100)
    assert {answer.status for answer in answers} == {202}
    assert Alert.objects.get().event_count == 100
    assert Event.objects.count() == 100


def test_a_trigger_after_it_was_resolved_opens_a_new_alert_even_within_one_commit(radio: Harbour) -> None:
    post(("/v2/enqueue", event()), ("/v2/enqueue", event("resolve")), ("/v2/enqueue", event()))
    assert list(Alert.objects.order_by("pk").values_list("status", flat=True)) == ["resolved", "triggered"]


def test_acknowledge_and_resolve_of_an_open_alert_change_it_and_leave_a_timer(radio: Harbour) -> None:
    post(("/v2/enqueue", event()))
    post(("/v2/enqueue", event("acknowledge")))
    assert Alert.objects.get().status == "acknowledged"
    post(("/v2/enqueue", event("resolve")))
    alert = Alert.objects.get()
    assert (alert.status, alert.epoch) == ("resolved", 2)
    assert sorted(Timer.objects.values_list("kind", flat=True)) == ["route", "settle", "settle"]


def test_resolving_what_is_not_open_is_accepted_and_changes_nothing(radio: Harbour) -> None:
    [answer] = post(("/v2/enqueue", event("resolve", key="never-heard-of")))
    assert answer.status == 202
    assert not Alert.objects.exists()
    assert Event.objects.get().alert is None


def test_a_batch_with_one_bad_item_keeps_the_good_ones_and_says_which_was_bad(radio: Harbour) -> None:
    integration("alertmanager", radio.service, "alertmanager", AM_KEY)
    body = webhook(firing("A", "f1"), {"status": "firing", "labels": "none"}, firing("C", "f3"))
    [answer] = post((f"/in/alertmanager/{AM_KEY}", body))
    assert answer.status == 202
    assert answer.json["accepted"] == 2
    assert [error["index"] for error in answer.json["errors"]] == [1]
    assert "labels" in answer.json["errors"][0]["message"]
    assert sorted(Alert.objects.values_list("dedup_key", flat=True)) == ["f1", "f3"]
    assert list(Event.objects.order_by("pk").values_list("place", flat=True)) == [0, 2]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v2/enqueue", b"", 400),
        ("/v2/enqueue", b"\xff\xfe", 400),
        ("/v2/enqueue", b"[]", 400),
        ("/v2/enqueue", b"{}", 400),
        ("/v2/enqueue", event(action="explode"), 400),
        ("/v2/enqueue", event().replace(KEY.encode(), b"f" * 32), 404),
        (f"/in/pagerduty/{'f' * 32}", event(), 404),
        (f"/in/alertmanager/{KEY}", event(), 404),
        (f"/in/pagerduty/{KEY}/more", event(), 404),
        ("/in/", event(), 404),
    ],
)
def test_what_is_refused_says_why_in_the_shape_that_clients_expect(
    radio: Harbour, path: str, body: bytes, status: int
) -> None:
    [answer] = post((path, body))
    assert answer.status == status
    assert answer.json["status"] == "invalid event"
    assert answer.json["message"]
    assert answer.json["errors"]
    assert not Alert.objects.exists()


def test_too_large_is_413_by_the_header_and_by_the_bytes(radio: Harbour) -> None:
    large = event(summary="x" * 1_100_000)
    assert post(("/v2/enqueue", large))[0].status == 413
    assert post(("/v2/enqueue", b"{}"), headers={"content-length": "9999999"})[0].status == 413


def test_only_post_and_only_plain_bodies(radio: Harbour) -> None:
    [answer] = post(("/v2/enqueue", b""), method="GET")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert post(("/v2/enqueue", event()), headers={"content-encoding": "gzip"})[0].status == 415


def test_text_of_every_alphabet_and_what_databases_cannot_hold(radio: Harbour) -> None:
    hostile = "радио 電台 راديو \u0000 \ud800 🚨 ' \" ; DROP TABLE"
    body = json.dumps(json.loads(event()) | {"payload": {"summary": hostile, "source": "x", "severity": "error"}})
    [answer] = post(("/v2/enqueue", body.encode()))
    assert answer.status == 202
    summary = Alert.objects.get().summary
    assert "радио 電台 راديو" in summary
    assert "\x00" not in summary


class BrokenStore:
    """A database that does not answer, or refuses one event."""

    def __init__(self, problem: Exception) -> None:
        self._problem = problem
        self._store = open_store()

    def write(self, intakes: list[Intake], now: Any) -> Batch:
        if any(each.dedup_key == "poison" for intake in intakes for each in intake.events):
            raise self._problem
        return self._store.write(intakes, now)

    def close(self) -> None:
        self._store.close()


def post_to(store: BrokenStore, *bodies: bytes) -> list[Answer]:
    async def main() -> list[Answer]:
        writer = Writer(store, lambda batch: None)
        writer.start()
        app = IngestApp(writer, Keys())
        try:
            return list(await asyncio.gather(*(_one(app, "/v2/enqueue", body, "POST", {}) for body in bodies)))
        finally:
            await asyncio.to_thread(writer.stop)

    return asyncio.run(main())


def test_a_batch_that_fails_is_halved_until_the_bad_event_stands_alone(radio: Harbour) -> None:
    bodies = [event(key=f"k{place}") for place in range(20)]
    bodies[13] = event(key="poison")
    answers = post_to(BrokenStore(ValueError("cannot be stored")), *bodies)
    assert [answer.status for answer in answers] == [400 if place == 13 else 202 for place in range(20)]
    assert Alert.objects.count() == 19


def test_a_database_that_does_not_answer_is_503_with_retry_after_and_nothing_is_kept(radio: Harbour) -> None:
    [answer] = post_to(BrokenStore(OSError("disk full")), event(key="poison"))
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert not Alert.objects.exists()


def test_too_many_waiting_are_told_to_come_again_later(radio: Harbour) -> None:
    async def main() -> Answer:
        writer = Writer(open_store(), lambda batch: None)
        writer._loop = asyncio.get_running_loop()  # not started: nothing leaves the queue
        futures = [asyncio.ensure_future(writer.put(_intake())) for _ in range(WAITING)]
        await asyncio.sleep(0)
        answer = await _one(IngestApp(writer, Keys()), "/v2/enqueue", event(), "POST", {})
        for future in futures:
            future.cancel()
        return answer

    answer = asyncio.run(main())
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")


def _intake() -> Intake:
    return Intake(1, "", b"", [], [])


def test_what_cannot_be_read_is_kept_with_the_reason_and_only_once_in_a_while(radio: Harbour) -> None:
    sender = integration("am", radio.service, source="alertmanager", key=AM_KEY)
    answers = post(*[(f"/in/alertmanager/{AM_KEY}", b'{"alerts": "none\\u0000"}')] * 3)
    assert {answer.status for answer in answers} == {400}
    kept = Refusal.objects.get()
    assert (kept.integration, bytes(kept.body)) == (sender, b'{"alerts": "none\\u0000"}')
    assert kept.sentence == answers[0].json["message"]


def test_what_comes_with_no_known_key_is_not_kept(radio: Harbour) -> None:
    post((f"/in/alertmanager/{'f' * 32}", b"nonsense"))
    assert not Refusal.objects.exists()
