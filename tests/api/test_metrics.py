"""The figures that Prometheus reads."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.api.world import World, alert, failed
from watchbill import clock
from watchbill.apps.agenda.models import Beat, Timer
from watchbill.interfaces.api import metrics
from watchbill.interfaces.api.delivery_counts import Ended

Labels = dict[str, str]


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics.text.forget()
    metrics._ahead.forget()
    monkeypatch.setattr(metrics, "_ended", Ended())


def read() -> dict[str, list[tuple[Labels, float]]]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    found: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((dict(sample.labels), sample.value))
    return found


def value(name: str, **labels: str) -> float:
    (found,) = [value for said, value in read()[name] if said == labels]
    return found


def test_open_alerts_by_status_and_urgency(world: World) -> None:
    alert(world.integration, "low", urgency="low", status="acknowledged")
    alert(world.integration, "over", status="resolved")
    assert value("watchbill_alerts_open", status="triggered", urgency="high") == 1
    assert value("watchbill_alerts_open", status="acknowledged", urgency="low") == 1
    assert value("watchbill_alerts_open", status="triggered", urgency="low") == 0


def test_what_is_due_and_for_how_long(world: World) -> None:
    now = clock.now()
    for minutes in (3, 1, -5):
        Timer.objects.create(kind="escalate", subject_id=1, due_at=now - timedelta(minutes=minutes))
    failed(world.ana, "waiting", state="waiting", due_at=now - timedelta(seconds=30))
    assert value("watchbill_timers_due", kind="escalate") == 2
    assert value("watchbill_timers_oldest_due_seconds", kind="escalate") == 180
    assert value("watchbill_deliveries", lane="page", state="waiting") == 1
    assert value("watchbill_deliveries_oldest_due_seconds", lane="page") == 30
    assert value("watchbill_deliveries_oldest_due_seconds", lane="bulk") == 0


def test_deliveries_that_ended_are_counted_once_each(world: World) -> None:
    def ended() -> dict[tuple[str, str], float]:
        metrics.text.forget()
        rows = read().get("watchbill_deliveries_ended_total", [])
        return {(said["channel"], said["result"]): count for said, count in rows}

    waiting = failed(world.ana, "a", state="waiting")
    failed(world.ana, "b", state="sent", channel="ntfy")
    assert ended() == {("mail", "failed"): 1, ("ntfy", "sent"): 1}
    assert ended() == {("mail", "failed"): 1, ("ntfy", "sent"): 1}
    waiting.state = "sent"
    waiting.save()
    failed(world.ana, "c", state="sent")
    assert ended() == {("mail", "failed"): 1, ("mail", "sent"): 2, ("ntfy", "sent"): 1}


def test_engines_and_what_they_have_done(world: World) -> None:
    Beat.objects.create(
        engine="host:1", at=clock.now() - timedelta(seconds=7), started_at=clock.now(), figures={"sent": 4}
    )
    assert value("watchbill_engine_beat_age_seconds", engine="host:1") == 7
    assert value("watchbill_engine_handled_total", engine="host:1", what="sent") == 4


def test_gaps_and_people_on_call_whom_nothing_reaches(world: World) -> None:
    assert value("watchbill_people_unreachable") == 0
    assert value("watchbill_schedule_gap_seconds", schedule="radio-duty") == 0
    world.ana.contact_methods.update(verified_at=None)
    world.schedule.overrides.create(
        kind="remove",
        person=world.ana,
        start_at=clock.now() + timedelta(hours=1),
        end_at=clock.now() + timedelta(hours=3),
        made_at=clock.now(),
    )
    world.schedule.epoch += 1
    world.schedule.save()
    metrics.text.forget()
    metrics._ahead.forget()
    assert value("watchbill_people_unreachable") == 1
    assert value("watchbill_schedule_gap_seconds", schedule="radio-duty") == 7200


def test_no_person_is_named(world: World) -> None:
    world.ana.contact_methods.update(verified_at=None)
    assert b"ana" not in Client().get("/metrics").content.replace(b"garbage", b"")


def test_what_the_process_takes_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    process: Any = SimpleNamespace(
        writer=SimpleNamespace(requests=12, commits=3, waiting=lambda: 2),
        ingest=SimpleNamespace(refused=1),
        live=SimpleNamespace(viewers=lambda: 5),
    )
    monkeypatch.setattr(metrics, "_exposed", [])
    metrics.expose(process)
    assert value("watchbill_ingest_requests_total") == 12
    assert value("watchbill_ingest_commits_total") == 3
    assert value("watchbill_ingest_refused_total") == 1
    assert value("watchbill_ingest_waiting") == 2
    assert value("watchbill_live_viewers") == 5


def test_without_the_database_there_are_no_figures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> object:
        raise OperationalError("no")

    monkeypatch.setattr(metrics, "alerts", away)
    answer = Client().get("/metrics")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_figures_are_remembered_for_a_moment(world: World) -> None:
    assert value("watchbill_alerts_open", status="triggered", urgency="high") == 1
    alert(world.integration, "more")
    assert value("watchbill_alerts_open", status="triggered", urgency="high") == 1
    metrics.text.forget()
    assert value("watchbill_alerts_open", status="triggered", urgency="high") == 2
