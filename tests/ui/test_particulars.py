"""Hours of a team; name, zone and team of a schedule, and taking it out of use."""

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import AuditEntry, Team

pytestmark = pytest.mark.django_db
HOURS = {
    "working_days": "sun-thu",
    "calendar": "NL",
    "add": "2026-12-24",
    "drop": "2026-04-27",
    "coverage": "mon-fri 08:00-18:00 not holidays\nsat 22:00-06:00",
}


def test_the_hours_of_a_team_are_seen_and_changed(world: World, bobs: Client) -> None:
    assert "Working days mon-fri Holidays no calendar Covers all hours" in text_of(bobs, "/teams/radio")
    saved = bobs.post("/teams/radio/hours", HOURS)
    assert saved.status_code == 303, saved.context["form"].errors
    team = Team.objects.get()
    assert team.working_days == [0, 1, 2, 3, 6]
    assert team.holidays == {"calendar": "NL", "add": ["2026-12-24"], "drop": ["2026-04-27"]}
    assert [window["from"] for window in team.coverage] == ["08:00:00", "22:00:00"]
    page = text_of(bobs, "/teams/radio")
    assert "mon-fri 08:00-18:00 not holidays" in page
    assert "but not 2026-04-27" in page
    assert AuditEntry.objects.filter(object_kind="team", person=world.bob).exists()


def test_what_the_form_shows_is_what_was_saved(world: World, bobs: Client) -> None:
    bobs.post("/teams/radio/hours", HOURS)
    before = Team.objects.values().get()
    page = bobs.get("/teams/radio/hours")
    assert bobs.post("/teams/radio/hours", page.context["form"].initial).status_code == 303
    assert Team.objects.values().get() == before


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("working_days", "mon-sum", "expected days such as mon-fri"),
        ("calendar", "Narnia", "There is no calendar Narnia."),
        ("add", "2026-12-24\nChristmas", "Line 2: "),
        ("coverage", "weekdays", "expected days and times such as mon-fri 09:00-17:00"),
    ],
)
def test_hours_that_cannot_be_read_are_said_at_their_field_and_kept(
    field: str, typed: str, sentence: str, world: World, bobs: Client
) -> None:
    page = bobs.post("/teams/radio/hours", HOURS | {field: typed}).content.decode()
    assert sentence in page
    assert typed in page
    assert f'id="id_{field}_error"' in page


def test_a_schedule_in_another_zone_moves_shifts_and_tells_who_is_moved(world: World, bobs: Client) -> None:
    before = Delivery.objects.count()
    said = {"name": "Radio watch", "team": "radio", "zone": "America/New_York"}
    answer = bobs.post("/rota/radio-duty/particulars", said, follow=True)
    assert "Everybody whose shift moved is told." in answer.content.decode()
    schedule = Schedule.objects.get()
    assert (schedule.name, schedule.zone, schedule.team) == ("Radio watch", "America/New_York", world.team)
    assert Delivery.objects.count() > before


def test_a_new_name_alone_moves_nobody(world: World, bobs: Client) -> None:
    before = Delivery.objects.count()
    bobs.post("/rota/radio-duty/particulars", {"name": "Radio watch", "team": "radio", "zone": ""})
    assert (Schedule.objects.get().name, Delivery.objects.count()) == ("Radio watch", before)


def test_a_schedule_is_not_given_to_a_team_of_others(world: World, bobs: Client) -> None:
    Team.objects.create(slug="studio", name="Studio")
    page = bobs.post("/rota/radio-duty/particulars", {"name": "Radio watch", "team": "studio", "zone": ""})
    assert 'id="id_team_error"' in page.content.decode()
    assert Schedule.objects.get().team == world.team


def test_before_a_schedule_goes_out_of_use_it_is_said_which_policies_still_page_it(world: World, bobs: Client) -> None:
    assert "Policies still page it: radio-default" in text_of(bobs, "/rota/radio-duty/particulars")
    bobs.post("/rota/radio-duty/archive")
    assert Schedule.objects.get().archived_at is not None
    assert bobs.get("/rota/radio-duty").status_code == 404
    assert AuditEntry.objects.filter(act="archive", object_kind="schedule").exists()
