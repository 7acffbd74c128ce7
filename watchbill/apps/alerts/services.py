"""What people do to alerts. Each one is a transaction of its own; the alert is locked first, then its run."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from watchbill import clock
from watchbill.apps.agenda import services as agenda
from watchbill.apps.alerts.brief import SUBJECT, brief
from watchbill.apps.alerts.log import announce, entry
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.paging import services as paging
from watchbill.apps.paging.models import Page, PageStatus, Run
from watchbill.apps.paging.policies import plan_for, plan_to
from watchbill.apps.people import audit
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.problems import Conflict, NotFound, Wrong

UNSNOOZE = "unsnooze"
NOTE_LIMIT = 10_000


def locked(alert_id: int) -> Alert:
    """The alert, locked, with what a page about it needs."""
    try:
        alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id)
    except Alert.DoesNotExist as problem:
        raise NotFound(f"There is no alert {alert_id}.") from problem
    return alert


def team_of(alert: Alert) -> Team | None:
    return alert.service.team if alert.service else None


@transaction.atomic
def acknowledge_alert(*, alert_id: int, by: Actor) -> Alert:
    """Somebody has it: nobody else is paged. Acknowledging twice changes nothing."""
    now, alert = clock.now(), locked(alert_id)
    require(by, Act.RESPOND, team_of(alert))
    _must_be_open(alert, "acknowledge")
    if alert.status == AlertStatus.ACKNOWLEDGED and alert.snoozed_until is None:
        return alert
    _acknowledge(alert, by, now)
    entry(alert, "acknowledged", f"{by.name} acknowledged.", now, by).save()
    _done(alert, by, "acknowledge")
    return alert


def _acknowledge(alert: Alert, by: Actor, now: datetime) -> None:
    alert.status, alert.acknowledged_at, alert.acknowledged_by = AlertStatus.ACKNOWLEDGED, now, by.person
    alert.snoozed_until = None
    alert.epoch += 1
    alert.save()
    paging.acknowledge_runs(_runs(alert), by, now)


@transaction.atomic
def resolve_alert(*, alert_id: int, by: Actor) -> Alert:
    """It is over. Resolving twice changes nothing."""
    now, alert = clock.now(), locked(alert_id)
    require(by, Act.RESPOND, team_of(alert))
    if alert.status == AlertStatus.RESOLVED:
        return alert
    alert.status, alert.resolved_at, alert.resolved_by = AlertStatus.RESOLVED, now, by.person
    alert.snoozed_until = None
    alert.epoch += 1
    alert.save()
    paging.end_runs(_runs(alert), f"{by.name} resolved it.", now)
    entry(alert, "resolved", f"{by.name} resolved it.", now, by).save()
    _done(alert, by, "resolve")
    return alert


@transaction.atomic
def snooze_alert(*, alert_id: int, until: datetime, by: Actor) -> Alert:
    """Acknowledged until then; if it is still open at that time, paging begins again from the first step."""
    now, alert = clock.now(), locked(alert_id)
    require(by, Act.RESPOND, team_of(alert))
    _must_be_open(alert, "snooze")
    if until <= now:
        raise Wrong("A snooze ends in the future.", {"until": "This time has passed."})
    _acknowledge(alert, by, now)
    alert.snoozed_until = until
    alert.save(update_fields=["snoozed_until"])
    agenda.set_timer(UNSNOOZE, alert.pk, until, epoch=alert.epoch)
    entry(alert, "snoozed", f"{by.name} snoozed it until {until:%Y-%m-%d %H:%M} UTC.", now, by).save()
    _done(alert, by, "snooze", until=until.isoformat())
    return alert


@transaction.atomic
def reassign_alert(*, alert_id: int, target: dict[str, str], by: Actor) -> Alert:
    """Page somebody else for it, from the start: `{"person": slug}`, a schedule, a team or a policy."""
    now, alert = clock.now(), locked(alert_id)
    team = team_of(alert)
    require(by, Act.RESPOND, team)
    _must_be_open(alert, "reassign")
    policy, plan, text = plan_to(target, team)
    if plan is not None:
        plan = msgspec.structs.replace(plan, asked_by=by.name)
    alert.status, alert.acknowledged_at, alert.acknowledged_by = AlertStatus.TRIGGERED, None, None
    alert.snoozed_until = None
    alert.epoch += 1
    alert.save()
    paging.end_runs(_runs(alert), f"{by.name} reassigned it to {text}.", now)
    request = paging.RunRequest(
        SUBJECT, alert.pk, alert.summary, alert.urgency, policy=policy, plan=plan, team=team, brief=brief(alert)
    )
    paging.start_runs([request], now)
    entry(alert, "reassigned", f"{by.name} reassigned it to {text}.", now, by, target=target).save()
    _done(alert, by, "reassign", target=target)
    return alert


@transaction.atomic
def escalate_now(*, alert_id: int, by: Actor) -> Alert:
    """The next step of the plan begins at once, whether or not somebody has acknowledged."""
    now, alert = clock.now(), locked(alert_id)
    team = team_of(alert)
    require(by, Act.RESPOND, team)
    _must_be_open(alert, "escalate")
    runs = _runs(alert)
    if runs:
        paging.escalate_now(runs[0], by, now)
    else:
        plan = plan_for(alert.service.policy if alert.service else None, team)
        request = paging.RunRequest(
            SUBJECT, alert.pk, alert.summary, alert.urgency, plan=plan, team=team, brief=brief(alert)
        )
        paging.start_runs([request], now)
    alert.status, alert.acknowledged_at, alert.acknowledged_by = AlertStatus.TRIGGERED, None, None
    alert.snoozed_until = None
    alert.epoch += 1
    alert.save()
    entry(alert, "escalated", f"{by.name} escalated it.", now, by).save()
    _done(alert, by, "escalate")
    return alert


@transaction.atomic
def add_note(*, alert_id: int, text: str, by: Actor) -> Alert:
    now, alert = clock.now(), locked(alert_id)
    require(by, Act.RESPOND, team_of(alert))
    text = text.strip().replace("\x00", "")
    if not text:
        raise Wrong("A note needs words.", {"text": "Write at least one word."})
    if len(text) > NOTE_LIMIT:
        raise Wrong(f"A note holds up to {NOTE_LIMIT} characters.", {"text": f"This one has {len(text)}."})
    entry(alert, "note", text, now, by).save()
    announce(alert)
    return alert


@transaction.atomic
def answer_page(*, page_id: int, act: str) -> Alert:
    """What the signed link of a page does, for the person it was sent to: acknowledge, escalate or decline."""
    page = Page.objects.select_related("person", "run").filter(pk=page_id, run__subject_kind=SUBJECT).first()
    if page is None:
        raise NotFound("The page that this link was for is no longer kept.")
    by = Actor(name=page.person.name, via="link", person=page.person, trusted=True)
    if act == "acknowledge":
        return acknowledge_alert(alert_id=page.run.subject_id, by=by)
    if act == "escalate":
        return escalate_now(alert_id=page.run.subject_id, by=by)
    return _decline(page, by)


def _decline(page: Page, by: Actor) -> Alert:
    now, alert = clock.now(), locked(page.run.subject_id)
    runs = _runs(alert)
    if page.status != PageStatus.OPEN or not runs:
        raise Conflict("This page has been answered already.")
    page.run = runs[0]
    paging.decline_page(page, by, now)
    entry(alert, "declined", f"{by.name} declined the page.", now, by).save()
    announce(alert)
    return alert


def _runs(alert: Alert) -> list[Run]:
    return list(paging.lock_runs(SUBJECT, [alert.pk]).values())


def _must_be_open(alert: Alert, verb: str) -> None:
    if alert.status == AlertStatus.RESOLVED:
        raise Conflict(f"This alert is resolved: there is nothing to {verb}.")


def _done(alert: Alert, by: Actor, verb: str, **data: Any) -> None:
    audit.record(by, verb, SUBJECT, alert.pk, alert.summary[:200], **data)
    announce(alert)
