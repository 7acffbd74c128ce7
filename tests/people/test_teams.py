"""Teams, and who is what in them."""

import pytest

from tests.conftest import person
from watchbill.apps.people.models import AuditEntry, Person, Team
from watchbill.apps.people.permissions import Act, Actor, may, somebody
from watchbill.apps.people.services import person_left
from watchbill.apps.people.teams import archive_team, create_team, set_members, update_team
from watchbill.problems import Conflict, NotAllowed, Wrong

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_a_team_and_its_manager_runs_it(as_alice: Actor, alice: Person) -> None:
    eva, finn = person("eva"), person("finn")
    team = create_team(slug="studio", name="Studio", by=as_alice)
    set_members(team=team, members=[finn, alice], seniors=[alice], managers=[eva], by=as_alice)
    assert may(somebody(eva, "web"), Act.MANAGE_TEAM, team)
    assert not may(somebody(finn, "web"), Act.MANAGE_TEAM, team)
    set_members(team=team, members=[alice, finn], managers=[eva], by=somebody(eva, "web"))
    found = [(one.person.slug, one.member, one.senior, one.manager) for one in team.memberships.all()]
    assert found == [
        ("alice", True, False, False),
        ("finn", True, False, False),
        ("eva", False, False, True),
    ]
    with pytest.raises(NotAllowed):
        set_members(team=team, members=[finn], by=somebody(finn, "web"))


def test_setting_the_same_members_again_changes_and_audits_nothing(team: Team, bob: Person, as_alice: Actor) -> None:
    set_members(team=team, members=[bob], managers=[bob], by=as_alice)
    before = AuditEntry.objects.count()
    set_members(team=team, members=[bob], managers=[bob], by=as_alice)
    assert AuditEntry.objects.count() == before


def test_who_left_is_no_member(team: Team, as_alice: Actor) -> None:
    eva = person("eva")
    person_left(person=eva, by=as_alice)
    eva.refresh_from_db()
    with pytest.raises(Wrong, match="Eva left"):
        set_members(team=team, members=[eva], by=as_alice)


def test_a_manager_changes_the_team_and_only_an_administrator_makes_one(team: Team, bob: Person) -> None:
    by = somebody(bob, "web")
    changed = update_team(team=team, working_days=[6, 0, 1], holidays={"calendar": "NL"}, by=by)
    assert (changed.working_days, changed.holidays) == ([0, 1, 6], {"calendar": "NL"})
    assert update_team(team=team, holidays={}, by=by).holidays == {}
    with pytest.raises(NotAllowed):
        create_team(slug="other", name="Other", by=by)


def test_a_key_that_means_something_else_is_no_team(as_alice: Actor, team: Team) -> None:
    with pytest.raises(Wrong, match="'own'"):
        create_team(slug="own", name="Own", by=as_alice)
    with pytest.raises(Conflict):
        create_team(slug="radio", name="Radio", by=as_alice)


def test_an_archived_team_is_in_use_again_when_it_is_changed(team: Team, as_alice: Actor) -> None:
    assert archive_team(team=team, by=as_alice).archived_at
    archive_team(team=team, by=as_alice)
    assert AuditEntry.objects.filter(act="archive").count() == 1
    assert update_team(team=team, name="Radio again", by=as_alice).archived_at is None
