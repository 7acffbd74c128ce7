"""One of everything that the API speaks of, owned by the team that Bob manages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.conftest import person
from tests.harbour import event, integration, policy_row, weekly
from watchbill import clock
from watchbill.apps.agenda.models import Delivery, DeliveryState
from watchbill.apps.alerts.models import Alert, Integration, Received, Refusal
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall.models import Override, Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Absence, ApiToken, Membership, Person, Team
from watchbill.domain.shape.policies import Step
from watchbill.domain.shape.targets import Target
from watchbill.secrets import digest


@dataclass
class World:
    team: Team
    ana: Person
    bob: Person
    schedule: Schedule
    override: Override
    policy: Policy
    service: Service
    integration: Integration
    alert: Alert
    absence: Absence
    token: ApiToken
    failed: Delivery
    received: Received
    refusal: Refusal


def world_of(team: Team, bob: Person) -> World:
    """Ana is on call now, then Bob, by the week."""
    now, ana = clock.now(), person("ana")
    Membership.objects.create(team=team, person=ana, position=1)
    schedule = weekly("radio-duty", team, "ana", "bob")
    policy = policy_row(
        "radio-default", team="radio", steps=(Step(page=(Target(schedule="radio-duty"),), wait=timedelta(minutes=5)),)
    )
    service = Service.objects.create(slug="transmitter", name="Transmitter", team=team, policy=policy)
    sender = integration("prometheus", service)
    token = ApiToken.objects.create(
        person=ana, name="bot", digest=digest("ana's"), hint="wb_ana", scopes=["read"], created_at=now
    )
    return World(
        team=team,
        ana=ana,
        bob=bob,
        schedule=schedule,
        override=_override(schedule, ana, bob, now),
        policy=policy,
        service=service,
        integration=sender,
        alert=alert(sender),
        absence=ana.absences.create(start_at=now + timedelta(days=30), end_at=now + timedelta(days=37)),
        token=token,
        failed=failed(ana),
        received=Received.objects.create(integration=sender, at=now, body=event()),
        refusal=Refusal.objects.create(integration=sender, at=now, body=event(), sentence="The event was cut off."),
    )


def alert(sender: Integration, key: str = "tx-2", **more: object) -> Alert:
    now = clock.now()
    said = {
        "summary": "Transmitter 2 is silent",
        "service": sender.service,
        "triggered_at": now,
        "last_event_at": now,
        "labels": {"severity": "page"},
    }
    return Alert.objects.create(integration=sender, dedup_key=key, **(said | more))


def failed(to: Person, key: str = "k1", **more: object) -> Delivery:
    now = clock.now()
    said = {
        "lane": "page",
        "channel": "mail",
        "place": f"{to.slug}@example.org",
        "message": {"subject": "Silence", "text": "The code is 1234."},
        "person_id": to.pk,
        "state": DeliveryState.FAILED,
        "due_at": now,
        "created_at": now,
    }
    return Delivery.objects.create(idempotency_key=key, **(said | more))


def _override(schedule: Schedule, ana: Person, bob: Person, now: datetime) -> Override:
    return Override.objects.create(
        schedule=schedule,
        kind="replace",
        person=ana,
        by=bob,
        start_at=now + timedelta(days=1),
        end_at=now + timedelta(days=2),
        made_at=now,
    )
