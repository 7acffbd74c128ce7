"""Harbour Radio: a team with a rota, a policy of two steps, a service and an integration."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from tests.conftest import MONDAY, person
from watchbill import clock
from watchbill.apps.alerts.models import Integration
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall.models import Schedule, ScheduleVersion
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Membership, Person, Role, Team
from watchbill.domain.rota.values import Unit
from watchbill.domain.shape.policies import Policy as PolicyShape
from watchbill.domain.shape.policies import Step
from watchbill.domain.shape.schedules import Layer, Slot
from watchbill.domain.shape.targets import Target
from watchbill.secrets import digest

KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class Harbour:
    ana: Person
    ben: Person
    dora: Person
    team: Team
    schedule: Schedule
    policy: Policy
    service: Service
    integration: Integration


def harbour(**policy: Any) -> Harbour:
    """Ana is on call, then Ben, by the week; Ben is the second step after five minutes; Dora manages."""
    ana, ben, dora = person("ana"), person("ben"), person("dora")
    person("admin", Role.ADMINISTRATOR)
    team = Team.objects.create(slug="harbour", name="Harbour", zone="Europe/Amsterdam")
    for place, member in enumerate((ana, ben)):
        Membership.objects.create(team=team, person=member, position=place)
    Membership.objects.create(team=team, person=dora, member=False, manager=True)
    schedule = weekly("harbour-duty", team, "ana", "ben")
    plan = policy_row("harbour-default", **({"steps": two_steps()} | policy))
    service = Service.objects.create(
        slug="transmitter",
        name="Transmitter",
        team=team,
        policy=plan,
        runbooks=[{"title": "Restart", "url": "https://wiki.example.org/exciter"}],
    )
    return Harbour(ana, ben, dora, team, schedule, plan, service, integration("prometheus", service))


def two_steps(wait: int = 5) -> tuple[Step, ...]:
    return (
        Step(page=(Target(schedule="harbour-duty"),), wait=timedelta(minutes=wait)),
        Step(page=(Target(person="ben"),), wait=timedelta(minutes=wait)),
    )


def policy_row(slug: str, **said: Any) -> Policy:
    return Policy.objects.create(slug=slug, definition=msgspec.to_builtins(PolicyShape(**said)))


def weekly(slug: str, team: Team, *people: str) -> Schedule:
    """A week each from Monday 09:00 on, the first of them on call at the tests' instant."""
    schedule = Schedule.objects.create(slug=slug, team=team)
    starts = MONDAY.replace(tzinfo=None) - timedelta(days=7 * len(people))
    layer = Layer(
        name="weekly", slots=tuple(Slot(people=(each,)) for each in people), unit=Unit.WEEK, length=1, starts=starts
    )
    ScheduleVersion.objects.create(
        schedule=schedule, number=1, layers=msgspec.to_builtins((layer,)), made_at=clock.now()
    )
    return schedule


def integration(slug: str, service: Service | None, source: str = "pagerduty", key: str = KEY) -> Integration:
    return Integration.objects.create(
        slug=slug, source=source, service=service, key_digest=digest(key), key_sealed="", created_at=clock.now()
    )


def event(action: str = "trigger", key: str = "tx-2", severity: str = "critical", summary: str = "Silence") -> bytes:
    """An event as PagerDuty's clients send it."""
    said = {
        "routing_key": KEY,
        "event_action": action,
        "dedup_key": key,
        "payload": {"summary": summary, "source": "tx-2", "severity": severity},
    }
    return msgspec.json.encode(said)
