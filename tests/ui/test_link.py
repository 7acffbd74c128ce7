"""The link in a message: it acts for whoever was paged, at one click, without a password, and never by being opened."""

import gzip
import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.ui.world import World
from watchbill import clock
from watchbill.apps.alerts.models import Alert
from watchbill.apps.paging.models import Page
from watchbill.interfaces.ui.built import BUILT

pytestmark = pytest.mark.django_db
LIMIT, HEADERS = 30_000, 1_000


@pytest.fixture
def phone() -> Client:
    """Not signed in, and without cookies of its own."""
    return Client(enforce_csrf_checks=True)


def status_of(world: World) -> str:
    return Alert.objects.get(pk=world.alert.pk).status


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_it_changes_nothing(method: str, world: World, phone: Client) -> None:
    assert getattr(phone, method)(f"/a/{world.link}").status_code == 200
    assert status_of(world) == "triggered"


def test_it_says_what_broke_and_why_me_and_has_one_button(world: World, phone: Client) -> None:
    page = phone.get(f"/a/{world.link}").content.decode()
    assert "Transmitter 2 is silent" in page
    assert "You were paged because you are on call for radio-duty (step 1)." in page
    assert page.count('value="acknowledge"') == 1
    assert "You act as Ana." in page


def test_the_button_acknowledges_as_the_person_who_was_paged(world: World, phone: Client) -> None:
    answer = phone.post(f"/a/{world.link}", {"act": "acknowledge"}, follow=True)
    assert "Acknowledged by you" in answer.content.decode()
    alert = Alert.objects.get(pk=world.alert.pk)
    assert (alert.status, alert.acknowledged_by) == ("acknowledged", world.ana)
    assert alert.entries.filter(kind="acknowledged").get().data["via"] == "link"


def test_pressing_it_twice_is_no_harm(world: World, phone: Client) -> None:
    phone.post(f"/a/{world.link}")
    assert phone.post(f"/a/{world.link}", follow=True).status_code == 200
    assert Alert.objects.get(pk=world.alert.pk).entries.filter(kind="acknowledged").count() == 1


def test_whoever_cannot_come_says_so(world: World, phone: Client) -> None:
    phone.post(f"/a/{world.link}", {"act": "decline"})
    assert Page.objects.get(pk=world.page.pk).status == "declined"
    assert status_of(world) == "triggered"


def test_somebody_else_has_it_already(world: World, phone: Client, bobs: Client) -> None:
    bobs.post(f"/alerts/{world.alert.pk}/acknowledge")
    assert "Acknowledged by Bob" in phone.get(f"/a/{world.link}").content.decode()


def test_it_is_over_already(world: World, phone: Client, bobs: Client) -> None:
    bobs.post(f"/alerts/{world.alert.pk}/resolve")
    page = phone.get(f"/a/{world.link}").content.decode()
    assert "It is over." in page
    assert 'value="acknowledge"' not in page
    late = phone.post(f"/a/{world.link}")
    assert late.status_code == 409
    assert "there is nothing to acknowledge" in late.content.decode()


def test_after_three_days_it_has_expired(world: World, phone: Client) -> None:
    clock.advance(timedelta(days=3, minutes=1))
    for answer in (phone.get(f"/a/{world.link}"), phone.post(f"/a/{world.link}")):
        assert answer.status_code == 410
        assert "has expired" in answer.content.decode()
    assert status_of(world) == "triggered"


@pytest.mark.parametrize("broken", ["x", "1-ffffffff.sig", "%00", "a" * 500])
def test_a_link_that_is_not_whole_is_said_so(broken: str, world: World, phone: Client) -> None:
    assert phone.get(f"/a/{broken}").status_code == 404
    assert phone.post(f"/a/{broken}").status_code == 404


def test_another_page_cannot_be_named_by_changing_it(world: World, phone: Client) -> None:
    said, _, signature = world.link.rpartition(".")
    page_id, _, until = said.partition("-")
    forged = f"{int(page_id, 16) + 1:x}-{until}.{signature}"
    assert phone.post(f"/a/{forged}").status_code == 404


def test_it_needs_no_script_and_weighs_less_than_30_kb_altogether(world: World, phone: Client) -> None:
    """The document and all that it loads, compressed as they are sent, and their headers."""
    answer = phone.get(f"/a/{world.link}")
    page = answer.content.decode()
    assert "<script" not in page
    loaded = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page))
    assert any(name.startswith("bare-") for name in loaded)
    assets = sum((BUILT / f"{name}.gz").stat().st_size + HEADERS for name in loaded)
    assert len(gzip.compress(answer.content)) + HEADERS + assets < LIMIT


JSON = {"headers": {"Accept": "application/json"}}


@pytest.mark.parametrize(("act", "status"), [("acknowledge", "acknowledged"), ("escalate", "triggered")])
def test_the_button_of_a_notification_is_answered_in_json(act: str, status: str, world: World, phone: Client) -> None:
    answer = phone.post(f"/a/{world.link}", {"act": act}, **JSON)
    assert answer.status_code == 200
    assert answer.json()["done"] is True
    assert answer.json()["sentence"].startswith("Ana ")
    assert status_of(world) == status


def test_a_button_that_comes_too_late_says_why(world: World, phone: Client) -> None:
    Alert.objects.filter(pk=world.alert.pk).update(status="resolved")
    answer = phone.post(f"/a/{world.link}", {"act": "acknowledge"}, **JSON)
    assert (answer.status_code, answer.json()["done"]) == (409, False)
    clock.advance(timedelta(days=4))
    answer = phone.post(f"/a/{world.link}", {"act": "acknowledge"}, **JSON)
    assert (answer.status_code, answer.json()["done"]) == (410, False)
    assert "expired" in answer.json()["sentence"]
