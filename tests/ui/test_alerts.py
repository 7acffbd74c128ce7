"""The list of alerts, one alert, and what is done to it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.ui.world import World, alert_of, sender_of
from watchbill import clock
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.catalog.models import Service
from watchbill.apps.people.models import Person, Team

pytestmark = pytest.mark.django_db


def text_of(browser: Client, path: str) -> str:
    """What a person reads there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(browser: Client, path: str) -> list[str]:
    page = browser.get(path).content.decode()
    return re.findall(r'<a class="main" href="/alerts/\d+">([^<]*)</a>', page)


@pytest.fixture
def four(world: World, organisation: object) -> dict[str, Alert]:
    """Open and high, open and low at another team's service, acknowledged, and resolved."""
    other = Service.objects.create(slug="stream", team=Team.objects.create(slug="web", name="Web"))
    sender = sender_of(other, "second", "f" * 32)
    now = clock.now()
    return {
        "high": world.alert,
        "low": alert_of(sender, "a", summary="Disk nearly full", urgency="low"),
        "held": alert_of(sender, "b", summary="Slow pages", status="acknowledged", acknowledged_by=world.bob),
        "over": alert_of(world.integration, "c", summary="Old trouble", status="resolved", resolved_at=now),
    }


@pytest.mark.parametrize(
    ("query", "summaries"),
    [
        ("", ["Slow pages", "Disk nearly full", "Transmitter 2 is silent"]),
        ("?status=triggered", ["Disk nearly full", "Transmitter 2 is silent"]),
        ("?status=resolved", ["Old trouble"]),
        ("?status=all", ["Old trouble", "Slow pages", "Disk nearly full", "Transmitter 2 is silent"]),
        ("?urgency=low", ["Disk nearly full"]),
        ("?service=stream", ["Slow pages", "Disk nearly full"]),
        ("?team=radio&status=all", ["Old trouble", "Transmitter 2 is silent"]),
        ("?text=silent", ["Transmitter 2 is silent"]),
        ("?text=tx-2", ["Transmitter 2 is silent"]),
        ("?mine=on", ["Slow pages"]),
        (
            "?status=nonsense&urgency=nonsense&page=nonsense",
            ["Slow pages", "Disk nearly full", "Transmitter 2 is silent"],
        ),
        ("?text=%00", ["Slow pages", "Disk nearly full", "Transmitter 2 is silent"]),
    ],
)
def test_filters_in_the_address_say_which_alerts(query: str, summaries: list[str], four: object, bobs: Client) -> None:
    assert rows_of(bobs, f"/alerts{query}") == summaries


def test_a_number_finds_its_alert(four: dict[str, Alert], bobs: Client) -> None:
    assert rows_of(bobs, f"/alerts?text=%23{four['low'].pk}") == ["Disk nearly full"]


def test_the_filters_stay_set_in_the_form(four: object, bobs: Client) -> None:
    page = bobs.get("/alerts?urgency=low&text=disk").content.decode()
    assert '<option value="low" selected>' in page
    assert 'value="disk"' in page


def test_a_long_list_is_paged_and_keeps_its_filter(world: World, bobs: Client) -> None:
    for number in range(60):
        alert_of(world.integration, f"k{number}", summary=f"Alert {number:02}")
    assert len(rows_of(bobs, "/alerts?urgency=high")) == 50
    assert "?urgency=high&amp;page=2" in bobs.get("/alerts?urgency=high").content.decode()
    assert len(rows_of(bobs, "/alerts?urgency=high&page=2")) == 11


def test_an_empty_list_teaches_the_next_step(alices: Client) -> None:
    assert "No alert has come in yet" in text_of(alices, "/alerts")


def test_nothing_open_is_not_the_same_as_nothing_ever(world: World, bobs: Client) -> None:
    Alert.objects.update(status=AlertStatus.RESOLVED)
    assert "Nothing is open" in text_of(bobs, "/alerts")
    assert "No alert fits these filters" in text_of(bobs, "/alerts?urgency=low")


def test_an_alert_says_what_who_and_why(world: World, browser_of: object, bobs: Client) -> None:
    page = text_of(bobs, f"/alerts/{world.alert.pk}")
    for said in (
        "Transmitter 2 is silent",
        "Triggered",
        "1 event",
        "Ana",
        "Waiting for an answer",
        "Because they are on call for radio-duty",
        "Step 1: paged Ana.",
        "mail: ana@example.org",
        "Failed",
        "site=north",
        "https://wiki.example.org/exciter",
        "the next step begins",
    ):
        assert said in page


def test_whoever_was_paged_reads_why_they_were(world: World, browser_of: object) -> None:
    browser = Client()
    browser.force_login(world.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "You were paged because you are on call for radio-duty (step 1)." in text_of(
        browser, f"/alerts/{world.alert.pk}"
    )


def test_what_a_sender_wrote_is_never_taken_for_html(world: World, bobs: Client) -> None:
    Alert.objects.update(
        summary="<script>alert(1)</script>",
        links=[["javascript:alert(1)", "Dashboard"], ["https://ok.example.org", "<b>x</b>"]],
        labels={"<i>": "<u>"},
        details={"text": "</pre><script>"},
        runbook_url="javascript:alert(2)",
    )
    page = bobs.get(f"/alerts/{world.alert.pk}").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "</pre><script>" not in page


@pytest.mark.parametrize(
    ("act", "data", "status"),
    [
        ("acknowledge", {}, "acknowledged"),
        ("resolve", {}, "resolved"),
        ("snooze", {"length": "60"}, "acknowledged"),
        ("snooze", {"until": "2026-03-03T09:00"}, "acknowledged"),
        ("reassign", {"target": "person:bob"}, "triggered"),
        ("escalate", {}, "triggered"),
    ],
)
def test_acts_change_the_alert_and_come_back_to_it(
    act: str, data: dict[str, str], status: str, world: World, bobs: Client
) -> None:
    answer = bobs.post(
        f"/alerts/{world.alert.pk}/{act}", data, headers={"Referer": f"http://testserver/alerts/{world.alert.pk}"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://testserver/alerts/{world.alert.pk}")
    world.alert.refresh_from_db()
    assert world.alert.status == status


def test_tomorrow_morning_is_nine_on_the_clock_of_whoever_snoozes(world: World, bob: Person, bobs: Client) -> None:
    Person.objects.filter(pk=bob.pk).update(zone="Asia/Tokyo")
    bobs.post(f"/alerts/{world.alert.pk}/snooze", {"length": "morning"})
    world.alert.refresh_from_db()
    assert world.alert.snoozed_until is not None
    assert world.alert.snoozed_until.isoformat() == "2026-03-03T00:00:00+00:00"


@pytest.mark.parametrize(
    ("act", "data", "status", "sentence"),
    [
        ("snooze", {}, 400, "say until when"),
        ("snooze", {"until": "2026-03-01T09:00"}, 400, "A snooze ends in the future"),
        ("reassign", {"target": "person:nobody-here"}, 400, "choose a person"),
        ("note", {"text": "  "}, 400, "A note needs words"),
    ],
)
def test_what_does_not_fit_is_said_with_its_status(
    act: str, data: dict[str, str], status: int, sentence: str, world: World, bobs: Client
) -> None:
    answer = bobs.post(f"/alerts/{world.alert.pk}/{act}", data)
    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_an_act_that_comes_too_late_is_a_conflict(world: World, bobs: Client) -> None:
    bobs.post(f"/alerts/{world.alert.pk}/resolve")
    answer = bobs.post(f"/alerts/{world.alert.pk}/acknowledge")
    assert answer.status_code == 409
    assert "there is nothing to acknowledge" in answer.content.decode()


def test_nobody_is_sent_to_another_site_after_an_act(world: World, bobs: Client) -> None:
    answer = bobs.post(f"/alerts/{world.alert.pk}/acknowledge", {"next": "https://evil.example.org/"})
    assert answer.headers["Location"] == f"/alerts/{world.alert.pk}"


def test_a_viewer_sees_no_button_that_would_be_refused(world: World, charlies: Client) -> None:
    page = charlies.get(f"/alerts/{world.alert.pk}").content.decode()
    assert "/acknowledge" not in page
    assert "Add a note" not in page


def test_the_number_of_alerts_that_wait_for_me_is_on_the_door(world: World) -> None:
    browser = Client()
    browser.force_login(world.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert '<span class="count" title="Alerts that wait for you">1</span>' in browser.get("/rota").content.decode()


def test_times_are_on_the_viewers_clock_with_the_zone_beside(world: World, bob: Person, bobs: Client) -> None:
    Person.objects.filter(pk=bob.pk).update(zone="Asia/Tokyo")
    page = bobs.get(f"/alerts/{world.alert.pk}").content.decode()
    at = clock.now() - timedelta(minutes=12)
    assert f'<time datetime="{at:%Y-%m-%dT%H:%M:%S}Z" title="Monday 2 March 2026, 17:48:00 JST (UTC+9)">17:48' in page


def test_an_alert_that_is_not_there_is_said_so(bobs: Client, world: World) -> None:
    answer = bobs.get("/alerts/999")
    assert answer.status_code == 404
    assert "There is no alert 999" in answer.content.decode()
