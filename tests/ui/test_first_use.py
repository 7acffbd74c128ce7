"""An empty installation: its first administrator, and the way to a first page. And the demo's way in."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.conftest import person
from tests.ui.test_alerts import text_of
from tests.ui.world import World
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.alerts.models import Alert, Integration
from watchbill.apps.oncall import selectors
from watchbill.apps.people.models import AuditEntry, Organisation, Person, Role, Team
from watchbill.clock import now as the_time
from watchbill.environment import Address
from watchbill.interfaces.ui import welcome

YOU = {
    "organisation": "Harbour Radio",
    "zone": "Europe/Amsterdam",
    "name": "Dora Lund",
    "email": "dora@example.org",
    "password": "a long one of my own",
}
pytestmark = [pytest.mark.django_db]


@pytest.fixture
def empty(now: object, tmp_path: Path, settings: Any) -> Client:
    """A browser before an installation that knows nobody, listening on loopback."""
    settings.DATA = tmp_path
    settings.BASE_URL = "http://127.0.0.1:8000"
    return Client()


def test_the_first_page_of_an_empty_installation_is_first_use(empty: Client) -> None:
    assert empty.get("/").headers["Location"] == "/welcome"
    assert "Five small steps" in text_of(empty, "/welcome")


def test_five_forms_lead_from_nothing_to_a_page_that_reaches_somebody(empty: Client) -> None:
    assert empty.post("/welcome", YOU).headers["Location"] == "/welcome/team"
    assert (
        empty.post("/welcome/team", {"name": "Radio", "zone": "Europe/Amsterdam"}).headers["Location"]
        == "/welcome/people"
    )
    people = {"people": "Ben Okafor <ben@example.org>\nChi Tran, chi@example.org", "me_too": "on", "invite": "on"}
    assert empty.post("/welcome/people", people).headers["Location"] == "/welcome/rota"
    form = empty.get("/welcome/rota").content.decode()
    assert "Dora Lund\nBen Okafor\nChi Tran</textarea>" in form
    rota = {"order": "Ben Okafor\nChi Tran\nDora Lund", "unit": "week", "starts": "2026-03-02T09:00"}
    assert empty.post("/welcome/rota", rota).headers["Location"] == "/welcome/sender"
    done = empty.post("/welcome/sender", {"service": "Transmitter north", "source": "alertmanager"})
    assert done.headers["Location"] == "/integrations/alertmanager"
    assert empty.post("/integrations/alertmanager/test").status_code == 303

    dora = Person.objects.get(slug="dora")
    assert (dora.role, dora.check_password(YOU["password"])) == (Role.ADMINISTRATOR, True)
    assert [each.slug for each in selectors.who_is_on_call("radio-duty", the_time())] == ["ben"]
    integration = Integration.objects.get()
    assert integration.service is not None
    assert integration.service.policy is not None
    assert integration.service.policy.slug == "radio-default"
    assert Alert.objects.get().summary.startswith("Test of Alertmanager for Transmitter north")
    assert empty.get("/welcome").headers["Location"] == "/"


def test_those_who_are_added_are_mailed_a_link_to_choose_a_password(empty: Client) -> None:
    empty.post("/welcome", YOU)
    empty.post("/welcome/team", {"name": "Radio", "zone": "UTC"})
    empty.post("/welcome/people", {"people": "Ben Okafor <ben@example.org>", "invite": "on"})
    mail = Delivery.objects.get(place="ben@example.org", message__subject__endswith="password")
    assert (mail.lane, mail.message["subject"]) == ("notice", "Watchbill: choose a password")
    assert "/accounts/password/reset/key/" in mail.message["text"]


def test_it_can_be_left_and_gone_on_with_where_it_was_left(empty: Client) -> None:
    empty.post("/welcome", YOU)
    empty.post("/welcome/team", {"name": "Radio", "zone": "UTC"})
    assert empty.get("/welcome").headers["Location"] == "/welcome/people"
    assert empty.get("/").status_code == 200
    assert "Go on with the first team" in text_of(empty, "/")


def test_with_an_administrator_it_is_closed_for_everybody_else(empty: Client) -> None:
    empty.post("/welcome", YOU)
    stranger = Client()
    assert stranger.get("/welcome").headers["Location"] == "/"
    assert stranger.post("/welcome", YOU | {"email": "eve@example.org"}).headers["Location"] == "/"
    assert not Person.objects.filter(email="eve@example.org").exists()


def test_what_was_typed_is_kept_when_something_does_not_fit(empty: Client) -> None:
    page = empty.post("/welcome", YOU | {"password": "short"}).content.decode()
    assert 'value="Dora Lund"' in page
    assert "This password is too short" in page
    assert "short" not in [value for value in page.split('"') if value == "short"]
    assert not Person.objects.exists()


def test_a_line_that_names_nobody_is_said_and_kept(empty: Client) -> None:
    empty.post("/welcome", YOU)
    empty.post("/welcome/team", {"name": "Radio", "zone": "UTC"})
    page = empty.post("/welcome/people", {"people": "Ben Okafor <ben@example.org>\nChi Tran"}).content.decode()
    assert "Line 2: found &#x27;Chi Tran&#x27;, expected Ben Okafor" in page
    assert "Chi Tran</textarea>" in page
    assert Person.objects.count() == 1


def test_somebody_whom_the_configuration_file_has_becomes_the_administrator(empty: Client) -> None:
    Organisation.objects.create(name="Harbour Radio", zone="UTC", created_at=the_time())
    dora = person("dora")
    empty.post("/welcome", YOU)
    dora.refresh_from_db()
    assert (dora.role, Person.objects.count()) == (Role.ADMINISTRATOR, 1)


def test_first_use_is_on_the_audit_log(empty: Client) -> None:
    empty.post("/welcome", YOU)
    assert AuditEntry.objects.filter(by="First use", act="create", object_kind="person").exists()


@pytest.fixture
def public(empty: Client, settings: Any) -> Client:
    """The same, listening where others can reach it."""
    settings.BIND = Address("0.0.0.0", 8000)
    return empty


def test_off_loopback_the_code_that_serve_printed_is_asked_for(public: Client) -> None:
    code = welcome.code_to_say()
    assert code is not None
    assert "The code that the server printed" in text_of(public, "/welcome")
    assert "This is not the code" in public.post("/welcome", YOU).content.decode() or not Person.objects.exists()
    assert "This is not the code" in public.post("/welcome", YOU | {"code": "BBBB-CCCC-DDDD"}).content.decode()
    assert not Person.objects.exists()
    typed = code.lower().replace("-", " ")
    assert public.post("/welcome", YOU | {"code": typed}).headers["Location"] == "/welcome/team"
    assert welcome.read_code() is None


def test_the_code_stays_the_same_over_restarts_and_is_nobody_elses_to_read(public: Client, tmp_path: Path) -> None:
    assert welcome.code_to_say() == welcome.code_to_say()
    assert (tmp_path / "welcome-code").stat().st_mode & 0o077 == 0


def test_without_a_code_nobody_gets_in(public: Client) -> None:
    assert public.post("/welcome", YOU | {"code": ""}).status_code == 200
    assert public.post("/welcome", YOU | {"code": "x"}).status_code == 200
    assert not Person.objects.exists()


def test_behind_a_proxy_the_code_is_asked_for_too(empty: Client, settings: Any) -> None:
    settings.BASE_URL = "https://watchbill.example.org"
    assert welcome.code_to_say() is not None
    assert "This is not the code" in empty.post("/welcome", YOU | {"code": "x"}).content.decode()


def test_on_loopback_no_code_is_said(empty: Client) -> None:
    assert welcome.code_to_say() is None


def test_the_demo_opens_on_whose_eyes_to_use(world: World, visitors: Client, settings: Any) -> None:
    settings.DEMO = True
    assert visitors.get("/").headers["Location"] == "/look-around"
    page = text_of(visitors, "/look-around")
    assert "Ana , on call now" in page
    assert "Three things to try" in page
    assert visitors.post("/look-around", {"person": "ana"}).headers["Location"] == "/"
    assert "you look around as Ana" in text_of(visitors, "/")


def test_elsewhere_nobody_looks_around(world: World, visitors: Client) -> None:
    assert visitors.post("/look-around", {"person": "ana"}).status_code == 404
    assert "_auth_user_id" not in visitors.session


def test_a_team_without_members_has_a_next_step(empty: Client) -> None:
    empty.post("/welcome", YOU)
    empty.post("/welcome/team", {"name": "Radio", "zone": "UTC"})
    page = empty.post("/welcome/people", {"people": ""}).content.decode()
    assert "Name at least one person, or yourself." in page
    assert Team.objects.get().memberships.filter(member=True).count() == 0
