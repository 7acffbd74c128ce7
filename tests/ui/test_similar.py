"""What came before: alerts like this one, how they ended, and every try to tell somebody."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World, alert_of
from watchbill import clock
from watchbill.apps.agenda.models import Attempt
from watchbill.apps.alerts.similar import words_of

pytestmark = pytest.mark.django_db


def section(page: str) -> str:
    return page[page.index("Similar ones") : page.index("What was received")]


def test_the_same_problem_and_the_same_words_are_similar_and_say_how_they_ended(world: World, bobs: Client) -> None:
    now = clock.now()
    over = {
        "status": "resolved",
        "triggered_at": now - timedelta(days=2),
        "resolved_at": now - timedelta(days=2, hours=-1),
    }
    same = alert_of(world.integration, summary="Said otherwise", resolved_by=world.ana, **over)
    words = alert_of(world.integration, "other", summary="Transmitter 7 is silent", **over)
    alert_of(world.integration, "unlike", summary="The mast light is out")
    alert_of(world.integration, "long-ago", last_event_at=now - timedelta(days=31), summary="Transmitter 3 is silent")
    found = section(text_of(bobs, f"/alerts/{world.alert.pk}"))
    assert f"#{same.pk} Said otherwise" in found
    assert "resolved by Ana after 1 h" in found
    assert f"#{words.pk} Transmitter 7 is silent" in found
    assert "resolved by its source after 1 h" in found
    assert "mast light" not in found
    assert "Transmitter 3" not in found


def test_figures_do_not_tell_summaries_apart() -> None:
    assert words_of("Disk 91% full on db1") == words_of("disk 97% FULL on db2")
    assert words_of("Disk full") != words_of("Disk slow")


def test_each_try_and_the_receipt_of_the_provider_stand_on_the_alert(world: World, bobs: Client) -> None:
    world.delivery.provider_id = "<7f3k@mail.example.org>"
    world.delivery.save()
    for number, (result, detail) in enumerate([("temporary", "421 come again"), ("permanent", "550 no such box")], 1):
        Attempt.objects.create(
            delivery=world.delivery, number=number, started_at=clock.now(), result=result, detail=detail
        )
    page = text_of(bobs, f"/alerts/{world.alert.pk}")
    assert "2 tries, and a receipt" in page
    assert "421 come again" in page
    assert "550 no such box" in page
    assert "&lt;7f3k@mail.example.org&gt;" in page


def test_the_runbook_stands_at_the_head_of_the_alert(world: World, bobs: Client) -> None:
    assert 'href="https://wiki.example.org/exciter"' in bobs.get(f"/alerts/{world.alert.pk}").content.decode()
