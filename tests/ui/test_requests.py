"""What a sender sent: why it was refused, what it would do now, and sending it once more."""

import json

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import FIRING, World, received_of, sender_of
from watchbill import clock
from watchbill.apps.agenda.models import Timer
from watchbill.apps.alerts.models import Alert, AlertEntry, Event, Received
from watchbill.apps.people.models import AuditEntry

pytestmark = pytest.mark.django_db
HOME = "/integrations/prometheus"


def test_the_requests_stand_newest_first_with_their_size_and_why_one_was_refused(world: World, bobs: Client) -> None:
    page = text_of(bobs, HOME)
    assert "Refused The alerts were not found." in page
    assert f"{len(bytes(world.received.body))}" in page
    assert f'href="{HOME}/requests/{world.received.pk}"' in bobs.get(HOME).content.decode()


def test_one_request_is_shown_with_what_it_would_do_now(world: World, charlies: Client) -> None:
    page = text_of(charlies, f"{HOME}/requests/{world.received.pk}")
    assert "New alert: Mast light" in page
    assert "to Transmitter, low urgency" in page
    assert "&quot;fingerprint&quot;: &quot;ml&quot;" in page
    assert "Replay it" not in page


def test_a_replay_opens_an_alert_that_is_routed_as_any_other(world: World, bobs: Client) -> None:
    before = Received.objects.count()
    answer = bobs.post(f"{HOME}/requests/{world.received.pk}/replay", follow=True)
    alert = Alert.objects.latest("pk")
    assert answer.redirect_chain == [(f"/alerts/{alert.pk}", 303)]
    assert (alert.summary, alert.triggered_at) == ("Mast light", clock.now())
    assert Timer.objects.filter(kind="route", subject_id=alert.pk).exists()
    assert Received.objects.count() == before + 1
    assert Event.objects.get(alert=alert).action == "trigger"
    assert AlertEntry.objects.get(alert=alert, kind="replayed").person == world.bob
    assert AuditEntry.objects.filter(act="replay", person=world.bob).exists()


def test_a_replay_of_what_is_open_says_it_again_and_of_a_resolution_resolves(world: World, bobs: Client) -> None:
    address = f"{HOME}/requests/{world.received.pk}"
    bobs.post(f"{address}/replay")
    assert "Said again: #" in text_of(bobs, address)
    bobs.post(f"{address}/replay")
    assert Alert.objects.latest("pk").event_count == 2
    over = received_of(world.integration, FIRING | {"status": "resolved"})
    assert "Resolves: #" in text_of(bobs, f"{HOME}/requests/{over.pk}")
    bobs.post(f"{HOME}/requests/{over.pk}/replay")
    assert Alert.objects.latest("pk").status == "resolved"
    assert "Nothing: resolve" in text_of(bobs, f"{HOME}/requests/{over.pk}")


def test_what_was_refused_can_be_sent_again_once_it_can_be_read(world: World, bobs: Client) -> None:
    assert bobs.post(f"{HOME}/refused/{world.refusal.pk}/replay").status_code == 303
    assert Alert.objects.latest("pk").summary == "Mast light"
    world.refusal.body = json.dumps({"nothing": 1}).encode()
    world.refusal.save()
    assert "It would be refused" in text_of(bobs, f"{HOME}/refused/{world.refusal.pk}")
    assert bobs.post(f"{HOME}/refused/{world.refusal.pk}/replay").status_code == 400


def test_a_request_is_found_under_its_own_integration_only(world: World, bobs: Client) -> None:
    sender_of(world.service, "other", "b" * 32)
    assert bobs.get(f"/integrations/other/requests/{world.received.pk}").status_code == 404


def test_nothing_is_replayed_for_an_integration_that_is_out_of_use(world: World, bobs: Client) -> None:
    world.integration.archived_at = clock.now()
    world.integration.save()
    assert bobs.post(f"{HOME}/requests/{world.received.pk}/replay").status_code == 409


def test_the_list_warns_of_a_sender_that_was_never_heard(world: World, bobs: Client) -> None:
    sender_of(world.service, "silent", "c" * 32)
    page = text_of(bobs, "/integrations")
    assert "never heard" in page[page.index("Silent") :]
    assert "never heard" not in page[: page.index("Silent")]
