"""The link in a message: it acts for whoever was paged, at one click, without a password, and never by being opened."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.ui.world import World
from watchbill import clock
from watchbill.apps.alerts.models import Alert
from watchbill.apps.paging.models import Page
from watchbill.interfaces.ui.built import BUILT

pytestmark = pytest.mark.django_db
LIMIT = 30_000


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


def test_it_needs_no_script_and_weighs_less_than_30_kb(world: World, phone: Client) -> None:
    page = phone.get(f"/a/{world.link}").content
    assert b"<script" not in page
    styles = sum(path.stat().st_size for path in BUILT.glob("bare-*.css")) + 300
    assert len(page) + styles < LIMIT
