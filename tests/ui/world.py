"""One of everything that the pages show, owned by the team that Bob manages."""

import json
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from tests.conftest import person
from tests.harbour import KEY, policy_row, weekly
from watchbill import clock
from watchbill.apps.agenda.models import Delivery, DeliveryState
from watchbill.apps.alerts.models import Alert, AlertEntry, Event, Integration, Received, Refusal, Route
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall.models import Override, Schedule
from watchbill.apps.paging.links import make_link
from watchbill.apps.paging.models import Page, Policy, Run, RunEntry
from watchbill.apps.people.models import Absence, ApiToken, ContactMethod, Membership, Person, Team
from watchbill.domain.shape.policies import Step
from watchbill.domain.shape.targets import Target
from watchbill.secrets import digest, seal


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
    page: Page
    delivery: Delivery
    absence: Absence
    unverified: ContactMethod
    token: ApiToken
    session: UserSession
    received: Received
    refusal: Refusal
    link: str


def world_of(team: Team, bob: Person) -> World:
    """Ana is on call now, then Bob, by the week; an alert has paged Ana."""
    now, ana = clock.now(), person("ana")
    Membership.objects.create(team=team, person=ana, position=1)
    schedule = weekly("radio-duty", team, "ana", "bob")
    steps = (Step(page=(Target(schedule="radio-duty"),)), Step(page=(Target(team="radio"),)))
    policy = policy_row("radio-default", name="Radio, by default", team="radio", steps=steps)
    runbooks = [{"title": "Restart", "url": "https://wiki.example.org/exciter"}]
    service = Service.objects.create(
        slug="transmitter", name="Transmitter", team=team, policy=policy, runbooks=runbooks
    )
    sender = sender_of(service)
    alert = alert_of(sender)
    page = page_of(alert, ana, policy)
    Authenticator.objects.create(user=ana, type="totp", data={"secret": "sealed"})
    routes_of('severity="critical"', 'site="south"')
    bob.saved_views.create(name="North", query="text=north", made_at=now)
    token = ApiToken.objects.create(
        person=ana, name="bot", digest=digest("ana's"), hint="wb_ana", scopes=["read"], created_at=now
    )
    return World(
        team=team,
        ana=ana,
        bob=bob,
        schedule=schedule,
        override=override_of(schedule, ana, bob),
        policy=policy,
        service=service,
        integration=sender,
        alert=alert,
        page=page,
        delivery=delivery_of(page),
        absence=ana.absences.create(start_at=now + timedelta(days=30), end_at=now + timedelta(days=37)),
        unverified=ana.contact_methods.create(name="app", channel="ntfy", place="ana-7f3k", position=1),
        token=token,
        session=UserSession.objects.create(user=ana, ip="192.0.2.7", session_key="anas", user_agent="Firefox/140.0"),
        received=received_of(sender),
        refusal=refusal_of(sender),
        link=make_link(page.pk, now),
    )


def sender_of(service: Service | None, slug: str = "prometheus", key: str = KEY) -> Integration:
    return Integration.objects.create(
        slug=slug,
        name=slug.capitalize(),
        source="alertmanager",
        service=service,
        key_digest=digest(key),
        key_sealed=seal(key, settings.SECRET_KEYS),
        created_at=clock.now(),
    )


def routes_of(*matchers: str) -> None:
    """One a matcher, each to low urgency."""
    for position, matcher in enumerate(matchers):
        said = {"match": [matcher], "urgency": "low"}
        Route.objects.create(position=position, definition=said, **said)


FIRING = {"status": "firing", "labels": {"alertname": "Mast light", "severity": "warning"}, "fingerprint": "ml"}


def received_of(sender: Integration, *alerts: dict[str, object]) -> Received:
    """A webhook of Alertmanager, one alert in it unless others are given."""
    body = json.dumps({"version": "4", "status": "firing", "alerts": list(alerts or (FIRING,))}).encode()
    return Received.objects.create(integration=sender, at=clock.now(), content_type="application/json", body=body)


def refusal_of(sender: Integration) -> Refusal:
    """Refused once; what the parser makes of it now is another question."""
    body = json.dumps({"version": "4", "status": "firing", "alerts": [FIRING]}).encode()
    return Refusal.objects.create(integration=sender, at=clock.now(), body=body, sentence="The alerts were not found.")


def alert_of(sender: Integration, key: str = "tx-2", **more: object) -> Alert:
    now = clock.now()
    said = {
        "summary": "Transmitter 2 is silent",
        "service": sender.service,
        "severity": "critical",
        "triggered_at": now - timedelta(minutes=12),
        "last_event_at": now,
        "labels": {"site": "north"},
    }
    alert = Alert.objects.create(integration=sender, dedup_key=key, **(said | more))
    received = Received.objects.create(integration=sender, at=now, body=b'{"status": "firing"}')
    Event.objects.create(received=received, alert=alert, integration=sender, action="trigger", dedup_key=key, at=now)
    AlertEntry.objects.create(alert=alert, at=now, kind="triggered", text="Triggered.")
    return alert


def page_of(alert: Alert, who: Person, policy: Policy) -> Page:
    now = clock.now()
    run = Run.objects.create(
        subject_kind="alert",
        subject_id=alert.pk,
        title=alert.summary,
        policy=policy,
        plan={"steps": []},
        urgency="high",
        started_at=now,
        next_at=now + timedelta(minutes=5),
    )
    RunEntry.objects.create(run=run, at=now, kind="paged", text="Step 1: paged Ana.", person=who)
    return Page.objects.create(
        run=run, person=who, turn=1, line="step 1", why="you are on call for radio-duty", on_duty=True, created_at=now
    )


def delivery_of(page: Page, key: str = "k1", **more: object) -> Delivery:
    now = clock.now()
    said = {
        "lane": "page",
        "channel": "mail",
        "place": page.person.email,
        "message": {
            "subject": "[HIGH] Transmitter 2 is silent",
            "text": "Since 09:48.\n",
            "actions": [{"label": "Acknowledge", "url": "http://watchbill.example.org/a/token"}],
        },
        "subject_kind": "page",
        "subject_id": page.pk,
        "person_id": page.person_id,
        "state": DeliveryState.FAILED,
        "attempts": 1,
        "due_at": now,
        "created_at": now,
    }
    return Delivery.objects.create(idempotency_key=key, **(said | more))


def override_of(schedule: Schedule, ana: Person, bob: Person) -> Override:
    now = clock.now()
    return Override.objects.create(
        schedule=schedule,
        kind="replace",
        person=ana,
        by=bob,
        start_at=now + timedelta(days=1),
        end_at=now + timedelta(days=2),
        made_at=now,
    )
