"""Services and who owns them."""

import pytest

from watchbill.apps.catalog.models import Service
from watchbill.apps.catalog.services import archive_service, create_service, edit_service
from watchbill.apps.paging.policies import create_policy
from watchbill.apps.people.models import AuditEntry, Person, Team
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.apps.people.teams import archive_team
from watchbill.domain.shape.policies import Policy, Step
from watchbill.domain.shape.services import Runbook
from watchbill.domain.shape.targets import Target
from watchbill.problems import Conflict, NotAllowed, Wrong

pytestmark = pytest.mark.django_db

RUNBOOK = Runbook(title="Restart the exciter", url="https://wiki.example.org/exciter")


def test_a_manager_says_what_the_team_owns(team: Team, bob: Person) -> None:
    by = somebody(bob, "web")
    steps = (Step(page=(Target(team="radio"),)),)
    policy = create_policy(slug="default", definition=Policy(team="radio", steps=steps), by=by)
    made = create_service(slug="transmitter", team=team, policy=policy, runbooks=[RUNBOOK], critical=True, by=by)
    assert made.runbooks == [{"title": "Restart the exciter", "url": "https://wiki.example.org/exciter"}]
    edited = edit_service(service=made, team=team, name="Transmitter", runbooks=[RUNBOOK], by=by)
    assert (edited.name, edited.policy, edited.critical) == ("Transmitter", None, False)
    entry = AuditEntry.objects.get(act="update", object_kind="service")
    assert entry.data["changes"] == {
        "name": ["", "Transmitter"],
        "policy": ["default", None],
        "critical": [True, False],
    }
    with pytest.raises(Conflict):
        create_service(slug="transmitter", team=team, by=by)


def test_a_service_goes_to_another_team_only_with_both(team: Team, bob: Person, as_alice: Actor) -> None:
    made = create_service(slug="transmitter", team=team, by=somebody(bob, "web"))
    studio = Team.objects.create(slug="studio", name="Studio")
    with pytest.raises(NotAllowed):
        edit_service(service=made, team=studio, by=somebody(bob, "web"))
    assert edit_service(service=made, team=studio, by=as_alice).team == studio


def test_an_archived_service_is_in_use_again_when_it_is_edited(team: Team, as_alice: Actor) -> None:
    made = create_service(slug="transmitter", team=team, by=as_alice)
    assert archive_service(service=made, by=as_alice).archived_at
    assert edit_service(service=made, team=team, by=as_alice).archived_at is None


def test_what_is_archived_owns_nothing_new(team: Team, as_alice: Actor) -> None:
    archive_team(team=team, by=as_alice)
    team.refresh_from_db()
    with pytest.raises(Wrong, match="archived"):
        create_service(slug="transmitter", team=team, by=as_alice)
    assert not Service.objects.exists()


def test_a_runbook_is_a_link(team: Team, as_alice: Actor) -> None:
    with pytest.raises(Wrong) as wrong:
        create_service(
            slug="transmitter", team=team, runbooks=[Runbook(title="Ask", url="javascript:alert(1)")], by=as_alice
        )
    assert "runbooks" in wrong.value.fields
