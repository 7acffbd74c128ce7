"""What watches over Watchbill is told whether it can page."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from watchbill import clock
from watchbill.apps.agenda.models import Beat
from watchbill.interfaces.api import health


@pytest.fixture(autouse=True)
def _nothing_remembered(now: object) -> None:
    health.standing_in_the_way.forget()


def beat(age: timedelta = timedelta(0)) -> None:
    Beat.objects.create(engine="host:1", at=clock.now() - age, started_at=clock.now())


def ready() -> tuple[int, list[str]]:
    answer = Client().get("/readyz")
    said = answer.json()
    assert said["ready"] is (answer.status_code == 200)
    return answer.status_code, said["reasons"]


def test_alive_without_asking_the_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_ready_with_an_engine_at_work(db: None) -> None:
    beat(timedelta(seconds=20))
    assert ready() == (200, [])


def test_not_ready_without_an_engine(db: None) -> None:
    assert ready()[0] == 503
    assert "No engine has ever run here" in ready()[1][0]


def test_not_ready_when_the_engine_has_gone_silent(db: None) -> None:
    beat(timedelta(seconds=45))
    assert ready() == (
        503,
        ["The last sign of life of an engine is 45 s old. See whether one is running."],
    )


def test_not_ready_when_the_database_does_not_answer(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> str:
        raise OperationalError("disk I/O error\nmore")

    monkeypatch.setattr(health, "unwritable", away)
    assert ready() == (503, ["The database does not answer: disk I/O error."])


def test_the_answer_is_remembered_for_a_moment(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    beat()
    assert ready()[0] == 200
    Beat.objects.all().delete()
    assert ready()[0] == 200
    health.standing_in_the_way.forget()
    assert ready()[0] == 503


def test_a_probe_may_ask_by_any_name(db: None) -> None:
    beat()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert Client().get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_only_questions_are_taken(db: None) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert Client(enforce_csrf_checks=False).post(path).status_code == 405
