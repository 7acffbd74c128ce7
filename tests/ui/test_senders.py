"""Integrations, services and policies on pages; the outbox; the audit log."""

import pytest
from django.test import Client

from tests.harbour import KEY
from tests.ui.test_alerts import text_of
from tests.ui.world import World, delivery_of
from watchbill.apps.agenda.models import Delivery, DeliveryState
from watchbill.apps.alerts.models import Alert, Integration
from watchbill.apps.catalog.models import Service
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_snippet_has_the_address_and_no_key_until_somebody_asks(world: World, bobs: Client) -> None:
    page = bobs.get("/integrations/prometheus").content.decode()
    assert "http://watchbill.example.org/in/alertmanager/KEY" in page
    assert KEY not in page
    shown = bobs.post("/integrations/prometheus/key").content.decode()
    assert f"http://watchbill.example.org/in/alertmanager/{KEY}" in shown
    assert AuditEntry.objects.filter(act="reveal-key", person=world.bob).exists()


def test_a_new_key_takes_the_place_of_the_old(world: World, bobs: Client) -> None:
    page = bobs.post("/integrations/prometheus/rotate-key").content.decode()
    world.integration.refresh_from_db()
    assert KEY not in page
    assert 'id="the-key"' in page


def test_what_came_in_is_shown_with_what_was_made_of_it(world: World, bobs: Client) -> None:
    page = text_of(bobs, "/integrations/prometheus")
    assert f"#{world.alert.pk} Transmitter 2 is silent" in page
    kept = text_of(bobs, f"/integrations/prometheus/requests/{world.alert.event_set.get().received_id}")
    assert "&quot;status&quot;: &quot;firing&quot;" in kept


def test_a_test_is_an_alert_like_any_other(world: World, bobs: Client) -> None:
    answer = bobs.post("/integrations/prometheus/test", follow=True)
    alert = Alert.objects.latest("pk")
    assert answer.redirect_chain == [(f"/alerts/{alert.pk}", 303)]
    assert alert.summary == "Test of Prometheus, sent by Bob"
    assert "The test is in." in answer.content.decode()


def test_a_sender_is_connected_by_a_form(world: World, bobs: Client) -> None:
    said = {
        "source": "generic",
        "name": "Desk",
        "slug": "desk",
        "service": "transmitter",
        "options": '{"summary": "title"}',
    }
    answer = bobs.post("/new/integration", said, follow=True)
    assert "It is there." in answer.content.decode()
    made = Integration.objects.get(slug="desk")
    assert (made.source, made.service, made.options) == ("generic", world.service, {"summary": "title"})


@pytest.mark.parametrize(
    ("options", "sentence"), [("{", "This is no JSON"), ("[1]", "Expected an object"), ('{"nonsense": 1}', "nonsense")]
)
def test_options_that_cannot_work_are_said_and_kept(options: str, sentence: str, world: World, bobs: Client) -> None:
    said = {"source": "generic", "name": "Desk", "slug": "desk", "service": "transmitter", "options": options}
    page = bobs.post("/new/integration", said).content.decode()
    assert sentence in page
    assert 'value="Desk"' in page
    assert not Integration.objects.filter(slug="desk").exists()


def test_a_key_that_is_taken_is_said_at_its_field(world: World, bobs: Client) -> None:
    page = bobs.post("/new/service", {"name": "Another", "slug": "transmitter", "team": "radio"}).content.decode()
    assert "Choose another key." in page
    assert 'value="Another"' in page


def test_a_service_says_who_would_be_paged_now_and_where_its_runbook_is(world: World, bobs: Client) -> None:
    page = text_of(bobs, "/services/transmitter")
    assert "at once, step 1: AN Ana on duty" in page
    assert "after 5 min, step 2: BO Bob" in page
    assert "Restart" in page


def test_runbooks_are_typed_one_a_line(world: World, bobs: Client) -> None:
    said = {
        "name": "Stream",
        "slug": "stream",
        "team": "radio",
        "runbooks": "Restart it https://wiki.example.org/stream",
    }
    bobs.post("/new/service", said)
    assert Service.objects.get(slug="stream").runbooks == [
        {"title": "Restart it", "url": "https://wiki.example.org/stream"}
    ]
    page = bobs.post("/new/service", said | {"slug": "other", "runbooks": "Restart it"}).content.decode()
    assert "Line 1 ends in no link" in page


def test_an_edit_of_a_service_keeps_whom_it_serves(world: World, bobs: Client) -> None:
    Service.objects.update(communities=["listeners"])
    bobs.post("/services/transmitter/edit", {"name": "Transmitter north", "team": "radio", "policy": "radio-default"})
    world.service.refresh_from_db()
    assert (world.service.name, world.service.communities) == ("Transmitter north", ["listeners"])


def test_a_policy_is_said_in_words(world: World, bobs: Client) -> None:
    page = text_of(bobs, "/policies/radio-default")
    assert "Page whoever is on call for radio-duty. Then wait 5 min." in page
    assert "Page everybody of Radio. Then wait 5 min." in page
    assert "At the end: the team's managers, then the administrators." in page.replace("&#x27;", "'")


def test_a_policy_is_made_step_by_step(world: World, bobs: Client) -> None:
    said = {"name": "Nights", "slug": "nights", "team": "radio", "repeat": "2", "count": "1"}
    first = {"step-0-first": "schedule:radio-duty", "step-0-how": "all", "step-0-wait": "5m"}
    page = bobs.post("/new/policy", said | first | {"more": "yes"}).content.decode()
    assert 'name="step-1-first"' in page
    second = {
        "step-1-first": "person:bob",
        "step-1-how": "all",
        "step-1-wait": "90s",
        "step-1-urgency": "high",
        "count": "2",
    }
    assert bobs.post("/new/policy", said | first | second).status_code == 303
    steps = Policy.objects.get(slug="nights").definition["steps"]
    assert [step["page"][0] for step in steps][1]["person"] == "bob"


def test_an_edit_of_a_policy_keeps_what_the_form_does_not_show(world: World, bobs: Client) -> None:
    definition = world.policy.definition
    definition["steps"][0]["when"] = {"hours": [{"days": [0, 1], "from": "09:00:00", "to": "17:00:00"}]}
    definition["fallback"] = "none"
    world.policy.save()
    said = {"name": "Days", "team": "radio", "repeat": "0", "count": "2"}
    for place, target in enumerate(("schedule:radio-duty", "team:radio")):
        step = {"first": target, "how": "all", "wait": "7m", "kept": str(place)}
        said |= {f"step-{place}-{name}": value for name, value in step.items()}
    assert bobs.post("/policies/radio-default/edit", said).status_code == 303
    world.policy.refresh_from_db()
    after = world.policy.definition
    assert after["steps"][0]["when"]["hours"][0]["from"] == "09:00:00"
    assert (after["steps"][0]["wait"], after["fallback"], world.policy.version) == ("PT420S", "none", 2)


def test_a_message_is_read_by_whom_it_was_for_and_by_administrators(
    world: World, alices: Client, charlies: Client
) -> None:
    page = alices.get(f"/outbox/{world.delivery.pk}").content.decode()
    assert "[HIGH] Transmitter 2 is silent" in page
    assert 'href="http://watchbill.example.org/a/token">Acknowledge</a>' in page
    assert "Transmitter" not in charlies.get("/outbox").content.decode()
    ana = Client()
    ana.force_login(world.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert ana.get(f"/outbox/{world.delivery.pk}").status_code == 200
    assert ana.post(f"/outbox/{world.delivery.pk}/retry").status_code == 403


@pytest.mark.parametrize(("query", "count"), [("", 2), ("?state=failed", 1), ("?channel=ntfy", 1), ("?text=ana%40", 1)])
def test_the_outbox_filters_in_its_address(query: str, count: int, world: World, alices: Client) -> None:
    delivery_of(world.page, "k2", state="sent", channel="ntfy", place="topic")
    assert alices.get(f"/outbox{query}").content.decode().count('<a class="main" href="/outbox/') == count


def test_a_failed_delivery_is_tried_again_and_that_is_on_the_audit_log(world: World, alices: Client) -> None:
    assert alices.post(f"/outbox/{world.delivery.pk}/retry").status_code == 303
    assert Delivery.objects.get(pk=world.delivery.pk).state == DeliveryState.WAITING
    assert AuditEntry.objects.filter(act="retry", object_kind="delivery").exists()
    assert alices.post(f"/outbox/{world.delivery.pk}/retry").status_code == 409


@pytest.mark.parametrize(
    ("query", "seen"), [("", True), ("?kind=integration", True), ("?kind=team", False), ("?by=bob", True)]
)
def test_the_audit_log_filters_in_its_address(
    query: str, seen: bool, world: World, bobs: Client, alices: Client
) -> None:
    bobs.post("/integrations/prometheus/key")
    assert ("<strong>reveal-key</strong>" in alices.get(f"/audit{query}").content.decode()) is seen
