"""Plays the stories of the past week through the product's own functions, with the clock moved along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection

from watchbill import clock
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.alerts import services as alerts
from watchbill.apps.alerts.models import Alert, AlertStatus, Integration
from watchbill.apps.oncall import selectors
from watchbill.apps.oncall import services as oncall
from watchbill.apps.paging.models import Page, PageStatus
from watchbill.apps.people.models import Membership, Person
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.interfaces.demo.engine import Engine
from watchbill.interfaces.demo.payloads import payload
from watchbill.interfaces.demo.stories import PAST, End, Story
from watchbill.runtime.ingest import embedded, postgres
from watchbill.runtime.ingest.batch import Intake

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LENGTH = timedelta(days=7)


@dataclass(frozen=True)
class Act:
    at: datetime
    do: Callable[[], None]


def play(now: datetime) -> None:
    """From the clock's stopped present to `now`."""
    acts = [act for story in PAST for act in _acts(story, now)]
    acts += _overrides(now)
    with Engine() as engine:
        for act in sorted(acts, key=lambda each: each.at):
            if act.at < now:
                engine.pass_until(act.at)
                act.do()
        engine.pass_until(now)


def _acts(story: Story, now: datetime) -> Iterator[Act]:
    began = now - story.ago * HOUR
    answered, over = began + story.answered * MINUTE, began + story.over * MINUTE
    yield Act(began, partial(_post, story, "trigger", began))
    for repeat in range(story.repeats):
        yield Act(began + (repeat + 1) * 0.8 * MINUTE, partial(_post, story, "trigger", began))
    yield from _answers(story, answered, over)
    if story.note:
        yield Act(over - MINUTE, partial(_note, story))
    if story.end in (End.BY_SOURCE, End.ALONE):
        yield Act(over, partial(_post, story, "resolve", began))
    elif story.end is End.SNOOZED:
        yield Act(over + 20 * MINUTE, partial(_resolve, story))
    elif story.end not in (End.OPEN, End.HELD):
        yield Act(over, partial(_resolve, story))


def _answers(story: Story, answered: datetime, over: datetime) -> Iterator[Act]:
    if story.end is End.SNOOZED:
        yield Act(answered, partial(_snooze, story, over))
        yield Act(over + 5 * MINUTE, partial(_acknowledge, story))
    elif story.end is End.HANDED_ON:
        yield Act(answered, partial(_hand_on, story))
        yield Act(answered + 4 * MINUTE, partial(_acknowledge, story))
    elif story.end not in (End.ALONE, End.OPEN):
        yield Act(answered, partial(_acknowledge, story))


def _post(story: Story, action: str, began: datetime) -> None:
    """As the ingest stores what came in, inside the transaction that is open."""
    integration = Integration.objects.get(slug=story.problem.integration)
    body = payload(integration.source, story.problem, action, began)
    parsed = all_sources()[integration.source].parse(body, {}, integration.options)
    intake = Intake(integration.pk, "application/json", body, parsed.events, parsed.places)
    put = embedded.put if settings.EMBEDDED else postgres.put
    put(connection.connection, [intake], clock.now())


def _alert(story: Story) -> Alert:
    same = Alert.objects.filter(integration__slug=story.problem.integration, dedup_key=story.problem.key)
    return same.select_related("service__team").latest("pk")


def _last_page(alert: Alert) -> Page | None:
    pages = Page.objects.filter(run__subject_id=alert.pk, status=PageStatus.OPEN).select_related("person")
    return pages.order_by("-pk").first()


def _who(alert: Alert) -> Actor:
    """Whoever acknowledged it or was paged for it last; else a senior of the team who saw it by themselves."""
    page = _last_page(alert)
    person = alert.acknowledged_by or (page.person if page else None)
    if person is None:
        seniors = Membership.objects.filter(team=alert.service.team if alert.service else None, senior=True)
        person = Person.objects.get(pk=seniors.values_list("person", flat=True)[:1])
    return somebody(person, "web")


def _acknowledge(story: Story) -> None:
    """By the link in the page, where there was one."""
    alert = _alert(story)
    if page := _last_page(alert):
        alerts.answer_page(page_id=page.pk, act="acknowledge")
    else:
        alerts.acknowledge_alert(alert_id=alert.pk, by=_who(alert))


def _snooze(story: Story, until: datetime) -> None:
    alert = _alert(story)
    alerts.snooze_alert(alert_id=alert.pk, until=until, by=_who(alert))


def _hand_on(story: Story) -> None:
    alert = _alert(story)
    alerts.reassign_alert(alert_id=alert.pk, target={"person": story.to}, by=_who(alert))


def _note(story: Story) -> None:
    alert = _alert(story)
    alerts.add_note(alert_id=alert.pk, text=story.note, by=_who(alert))


def _resolve(story: Story) -> None:
    alert = _alert(story)
    if alert.status != AlertStatus.RESOLVED:
        alerts.resolve_alert(alert_id=alert.pk, by=_who(alert))


def _overrides(now: datetime) -> Iterator[Act]:
    """Somebody went to the dentist two days ago, and somebody has a train to catch tomorrow."""
    yield Act(now - 60 * HOUR, partial(_stand_in, "platform-duty", "olena", now - 51 * HOUR, 3 * HOUR))
    yield Act(now - 30 * HOUR, partial(_stand_in, "platform-duty", "ana", now + 20 * HOUR, 4 * HOUR))
    yield Act(now - 26 * HOUR, partial(_stand_in, "booking-duty", "jo", now + 46 * HOUR, 6 * HOUR))


def _stand_in(schedule: str, instead: str, start: datetime, length: timedelta) -> None:
    """`instead` takes a span over from whoever holds it then: in whole hours, and no longer than that shift."""
    start = start.replace(minute=0, second=0, microsecond=0)
    found, comes = selectors.schedule(schedule), Person.objects.get(slug=instead)
    shift = selectors.load(found).shifts(start, start + length)[0]
    for holder in Person.objects.filter(slug__in=shift.people).exclude(pk=comes.pk):
        oncall.add_override(
            schedule=found,
            kind="replace",
            start=shift.start,
            end=shift.end,
            person=holder,
            replaced_by=comes,
            by=somebody(holder, "web"),
        )
