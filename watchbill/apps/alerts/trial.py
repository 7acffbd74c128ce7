"""A test of an integration: an alert as its sender would raise one, so that one sees who is paged."""

import json
from uuid import uuid4

from django.db import transaction

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.alerts.log import announce, entry
from watchbill.apps.alerts.models import Alert, Event, Integration, Received
from watchbill.apps.alerts.routing import ROUTE
from watchbill.apps.people import audit
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.alerting.event import Action
from watchbill.domain.alerting.urgency import urgency_of
from watchbill.problems import Conflict

SEVERITY = "error"


@transaction.atomic
def send_test(*, integration: Integration, by: Actor) -> Alert:
    """Routed and paged like any other alert. Its key is its own, so that it never meets a real one."""
    require(by, Act.RESPOND, integration.service.team if integration.service else None)
    if integration.archived_at is not None:
        raise Conflict("This integration is archived: what it sends goes nowhere.")
    now, key = clock.now(), f"watchbill-test-{uuid4().hex[:12]}"
    said = {"summary": f"Test of {integration}, sent by {by.name}", "severity": SEVERITY, "source": "watchbill"}
    alert = Alert.objects.create(
        integration=integration,
        dedup_key=key,
        labels={"test": "yes"},
        urgency=urgency_of(SEVERITY).value,
        triggered_at=now,
        last_event_at=now,
        **said,
    )
    body = json.dumps({**said, "dedup_key": key, "labels": alert.labels}).encode()
    received = Received.objects.create(integration=integration, at=now, content_type="application/json", body=body)
    Event.objects.create(
        received=received, alert=alert, integration=integration, action=Action.TRIGGER.value, dedup_key=key, at=now
    )
    entry(alert, "triggered", f"Triggered by a test that {by.name} sent.", now, by).save()
    agenda.set_timer(ROUTE, alert.pk, now)
    audit.record(by, "test", "integration", integration.slug, f"alert {alert.pk}")
    announce(alert)
    return alert
