"""What administrators look after: health, all tokens, the organisation, settings; and the filters of the audit log."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World, delivery_of
from watchbill import clock
from watchbill.apps.agenda.models import Beat, Job, Timer
from watchbill.apps.people.models import AuditEntry, Organisation

pytestmark = pytest.mark.django_db
HEALTH = "/administration"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
OF_THE_COMMANDS = {"WATCHBILL_URL", "WATCHBILL_TOKEN", "WATCHBILL_CRASH_AT", "WATCHBILL_EMAIL_URL_FILE"}


def test_without_an_engine_the_page_says_that_nobody_can_be_paged(world: World, alices: Client) -> None:
    page = text_of(alices, HEALTH)
    assert "A page could not go out now. No engine has ever run here." in page


def test_health_says_what_is_late_what_failed_and_what_waits(world: World, alices: Client) -> None:
    now = clock.now()
    Beat.objects.create(engine="watch-1:17", at=now - timedelta(seconds=2), started_at=now - timedelta(hours=3))
    Beat.objects.create(engine="watch-2:18", at=now - timedelta(hours=2), started_at=now - timedelta(hours=3))
    Timer.objects.create(kind="escalate", subject_id=1, due_at=now - timedelta(minutes=5), error="No such run.")
    delivery_of(world.page, "k2", state="waiting")
    delivery_of(world.page, "k3", state="failed", channel="ntfy", ended_at=now - timedelta(minutes=1))
    Job.objects.create(kind="forget-received", due_at=now, created_at=now)
    page = text_of(alices, HEALTH)
    assert "Ready: what comes in can page somebody." in page
    assert "watch-1:17 at work" in page
    assert "watch-2:18 silent" in page
    assert "escalate No such run. 1 late" in page
    assert "page Waiting 1" in page
    assert "ntfy 1" in page
    assert "forget-received Waiting 1" in page
    assert "Its size" in page


def test_the_door_is_for_administrators(world: World, alices: Client, bobs: Client) -> None:
    assert 'href="/administration"' in alices.get("/").content.decode()
    assert 'href="/administration"' not in bobs.get("/").content.decode()


def test_an_administrator_sees_and_revokes_the_token_of_anybody(world: World, alices: Client) -> None:
    page = text_of(alices, "/administration/tokens?text=ana")
    assert "bot wb_ana… read" in page
    alices.post(f"/administration/tokens/{world.token.pk}/revoke")
    world.token.refresh_from_db()
    assert world.token.revoked_at == clock.now()
    assert AuditEntry.objects.filter(act="revoke", object_kind="token").exists()
    assert "wb_ana" not in text_of(alices, "/administration/tokens")
    assert "revoked" in text_of(alices, "/administration/tokens?state=out-of-use")


def test_name_and_zone_of_the_organisation_are_changed_and_audited(world: World, alices: Client) -> None:
    alices.post("/administration/organisation", {"name": "North Harbour", "zone": "Europe/Oslo"})
    row = Organisation.objects.get()
    assert (row.name, row.zone) == ("North Harbour", "Europe/Oslo")
    assert AuditEntry.objects.filter(object_kind="organisation").exists()
    page = alices.post("/administration/organisation", {"name": "", "zone": "Europe/Oslo"}).content.decode()
    assert "What you typed is kept" in page


def test_settings_say_which_variable_set_them_and_never_show_a_secret(
    world: World, alices: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHBILL_EMAIL_URL", "smtp://watch:hunter2@mail.example.org")
    monkeypatch.setenv("WATCHBILL_EMAIL_FROM", "Watch <watch@example.org>")
    page = alices.get("/administration/settings").content.decode()
    assert "hunter2" not in page
    assert "set, and not shown" in page
    assert "Watch &lt;watch@example.org&gt;" in page


def test_every_setting_of_the_reference_stands_on_the_page(world: World, alices: Client) -> None:
    page = alices.get("/administration/settings").content.decode()
    named = set(re.findall(r"`(WATCHBILL_[A-Z_]+)`", REFERENCE.read_text())) - OF_THE_COMMANDS
    assert named - set(re.findall(r"WATCHBILL_[A-Z_]+", page)) == set()


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?from=2026-03-02", True),
        ("?from=2026-03-03", False),
        ("?to=2026-03-02", True),
        ("?to=2026-03-01", False),
        ("?from=nonsense", True),
        ("?to=2026-02-31", True),
    ],
)
def test_the_audit_log_is_cut_by_day(query: str, seen: bool, world: World, bobs: Client, alices: Client) -> None:
    bobs.post("/integrations/prometheus/key")
    assert ("<strong>reveal-key</strong>" in alices.get(f"/audit{query}").content.decode()) is seen


@pytest.mark.parametrize(("query", "count"), [("?person=ana", 1), ("?person=bob", 0), ("?person=nobody", 0)])
def test_deliveries_are_filtered_by_person(query: str, count: int, world: World, alices: Client) -> None:
    assert alices.get(f"/outbox{query}").content.decode().count('<a class="main" href="/outbox/') == count


def test_a_failed_delivery_is_tried_again_from_the_list(world: World, alices: Client) -> None:
    assert f'action="/outbox/{world.delivery.pk}/retry"' in alices.get("/outbox?state=failed").content.decode()
