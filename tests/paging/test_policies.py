"""From the policy as it is written to the plan that a run walks."""

from datetime import time, timedelta
from typing import Any

import msgspec
import pytest

from tests.conftest import person
from tests.harbour import weekly
from watchbill.apps.paging.models import Policy
from watchbill.apps.paging.policies import archive_policy, create_policy, plan_for, plan_to, update_policy, written
from watchbill.apps.people.models import AuditEntry, Organisation, Person, Team
from watchbill.apps.people.permissions import Actor, engine, somebody
from watchbill.apps.people.services import person_left
from watchbill.domain.alerting.urgency import Urgency
from watchbill.domain.paging.plan import Plan, Step, Target
from watchbill.domain.rota.values import Window
from watchbill.domain.shape import policies as shape
from watchbill.domain.shape.targets import Target as Named
from watchbill.domain.shape.teams import Window as WrittenWindow
from watchbill.problems import Conflict, NotAllowed, Wrong

pytestmark = pytest.mark.django_db

MANAGERS = Step(page=(Target("managers", "radio"),), wait=300)
ADMINISTRATORS = Step(page=(Target("administrators"),), wait=300)


def step(wait: int | None = None, **more: Any) -> shape.Step:
    return shape.Step(wait=None if wait is None else timedelta(minutes=wait), **more)


def policy(by: Actor | None = None, **said: Any) -> Policy:
    said.setdefault("steps", (step(page=(Named(team="radio"),)),))
    return create_policy(slug="default", definition=shape.Policy(**said), by=by or engine())


@pytest.fixture
def duty(team: Team, bob: Person) -> Team:
    person("ana")
    weekly("duty", team, "ana", "bob")
    return team


def test_steps_are_laid_out_in_seconds_with_five_minutes_where_nothing_is_said(duty: Team) -> None:
    hours = WrittenWindow(days=frozenset({5, 6}), start=time(7), end=time(23))
    made = policy(
        repeat=2,
        acknowledgement_timeout=timedelta(hours=1),
        steps=(
            step(5, page=(Named(schedule="duty"),)),
            step(page=(Named(team="radio"), Named(address="mail:ops@example.org")), how=shape.How.ROUND_ROBIN),
            step(15, volunteers=("slack:#radio",)),
            step(0, page=(Named(person="ana"),), when=shape.Condition(urgency=Urgency.HIGH, hours=(hours,))),
        ),
    )
    plan = plan_for(made, duty)
    assert plan == Plan(
        steps=(
            Step(page=(Target("schedule", "duty"),), wait=300),
            Step(page=(Target("team", "radio"), Target("address", "mail:ops@example.org")), how="round-robin"),
            Step(volunteers=("slack:#radio",), wait=900),
            Step(
                page=(Target("person", "ana"),),
                wait=0,
                urgency="high",
                hours=(Window(frozenset({5, 6}), time(7), time(23)),),
            ),
        ),
        repeat=2,
        acknowledgement_timeout=3600,
        fallback=(MANAGERS, ADMINISTRATORS),
        zone="Europe/Amsterdam",
    )
    assert msgspec.convert(msgspec.to_builtins(plan), Plan) == plan


def test_what_nobody_answers_goes_to_the_managers_and_then_to_the_administrators(team: Team) -> None:
    assert plan_for(None, team).fallback == (MANAGERS, ADMINISTRATORS)
    assert plan_for(None, team).steps == ()
    assert plan_for(None, None).fallback == (ADMINISTRATORS,)


@pytest.mark.parametrize(
    ("said", "fallback", "at_end"),
    [
        (None, (MANAGERS, ADMINISTRATORS), "stop"),
        ("none", (), "stop"),
        ("wait", (), "wait"),
        (
            (Named(managers="own"), Named(person="bob")),
            (Step(page=(Target("managers", "radio"), Target("person", "bob"))),),
            "stop",
        ),
    ],
)
def test_a_policy_may_say_another_end(team: Team, bob: Person, said: Any, fallback: Any, at_end: str) -> None:
    plan = plan_for(policy(fallback=said), team)
    assert (plan.fallback, plan.at_end) == (fallback, at_end)


def test_own_is_the_team_of_the_policy_if_it_has_one_and_else_the_team_it_is_used_for(team: Team) -> None:
    studio = Team.objects.create(slug="studio", name="Studio", zone="Europe/Paris")
    own = (step(page=(Named(team="own"),)),)
    assert plan_for(policy(steps=own), studio).steps[0].page == (Target("team", "studio"),)
    of_radio = create_policy(slug="radio", definition=shape.Policy(team="radio", steps=own), by=engine())
    assert plan_for(of_radio, studio).steps[0].page == (Target("team", "radio"),)
    assert plan_for(of_radio, None).fallback == (MANAGERS, ADMINISTRATORS)


def test_the_zone_is_the_team_s_else_the_organisation_s_else_utc(team: Team) -> None:
    assert plan_for(None, team).zone == "Europe/Amsterdam"
    team.zone = ""
    Organisation.objects.update(zone="Asia/Tokyo")
    assert plan_for(None, team).zone == "Asia/Tokyo"
    Organisation.objects.all().delete()
    assert plan_for(None, None).zone == "UTC"


@pytest.mark.parametrize(
    ("target", "text"),
    [({"person": "ana"}, "Ana"), ({"schedule": "duty"}, "the schedule duty"), ({"team": "radio"}, "the team Radio")],
)
def test_a_reassignment_is_one_step_and_then_the_usual_end(duty: Team, target: dict[str, str], text: str) -> None:
    policy, plan, said = plan_to(target, duty)
    assert policy is None
    assert plan is not None
    ((kind, name),) = target.items()
    assert plan.steps == (Step(page=(Target(kind, name),)),)
    assert plan.fallback == (MANAGERS, ADMINISTRATORS)
    assert said == text


def test_a_reassignment_to_a_policy_walks_that_policy(team: Team) -> None:
    made = policy(name="The usual")
    assert plan_to({"policy": "default"}, team) == (made, plan_for(made, team), "the policy The usual")


@pytest.mark.parametrize(
    "target", [{}, {"person": "nobody"}, {"pigeon": "roof"}, {"person": "ana", "team": "radio"}, {"policy": "none"}]
)
def test_a_reassignment_to_nobody_is_refused(team: Team, target: dict[str, str]) -> None:
    with pytest.raises(Wrong):
        plan_to(target, team)


def test_a_reassignment_to_somebody_who_left_is_refused(team: Team) -> None:
    person_left(person=person("eva"), by=engine())
    with pytest.raises(Wrong, match="Eva left"):
        plan_to({"person": "eva"}, team)


def test_the_version_rises_with_the_plan_and_not_with_the_name(team: Team) -> None:
    made = policy()
    named = update_policy(policy=made, definition=msgspec.structs.replace(written(made), name="Usual"), by=engine())
    assert (named.name, named.version) == ("Usual", 1)
    again = update_policy(policy=made, definition=msgspec.structs.replace(written(made), name="Usual"), by=engine())
    assert again.version == 1
    assert AuditEntry.objects.filter(act="update").count() == 1
    changed = update_policy(policy=made, definition=msgspec.structs.replace(written(made), repeat=3), by=engine())
    assert changed.version == 2


def test_a_policy_that_pages_what_is_not_there_is_refused(team: Team) -> None:
    with pytest.raises(Wrong, match="no schedule 'night'"):
        policy(steps=(step(page=(Named(schedule="night"),)),))
    with pytest.raises(Wrong, match="at least one"):
        policy(steps=())
    with pytest.raises(Wrong, match="no team 'night'"):
        policy(team="night")


def test_a_policy_of_a_team_is_its_managers_to_change(team: Team, bob: Person, charlie: Person) -> None:
    made = policy(by=somebody(bob, "web"), team="radio")
    with pytest.raises(NotAllowed):
        archive_policy(policy=made, by=somebody(charlie, "web"))
    with pytest.raises(NotAllowed):
        update_policy(policy=made, definition=shape.Policy(steps=written(made).steps), by=somebody(bob, "web"))
    assert archive_policy(policy=made, by=somebody(bob, "web")).archived_at
    with pytest.raises(Conflict):
        policy()
    assert update_policy(policy=made, definition=written(made), by=engine()).archived_at is None
