"""An alert pages the right person, and the record says why each thing happened."""

from datetime import time, timedelta

import msgspec
import pytest

from tests.conftest import advance
from tests.hand import pass_time, receive, told, turn, waiting_timers
from tests.harbour import Harbour, event, harbour, two_steps
from watchbill import clock
from watchbill.apps.agenda.models import DeliveryState
from watchbill.apps.alerts import services as alerts
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.paging.models import Page, PageStatus, Run, RunStatus
from watchbill.apps.people.models import Absence, ContactMethod, NotificationRule, Person
from watchbill.apps.people.permissions import somebody
from watchbill.domain.shape.policies import Condition, Step
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.teams import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def radio() -> Harbour:
    return harbour()


def paged() -> list[str]:
    """Who has been told, in order."""
    return [delivery.message["data"]["person"] for delivery in told()]


def trigger(radio: Harbour, **said: str) -> Alert:
    alert = receive(radio.integration, event(**said))[-1]
    turn()
    alert.refresh_from_db()
    return alert


def run_of(alert: Alert) -> Run:
    return Run.objects.get(subject_id=alert.pk, subject_kind="alert")


def log(alert: Alert) -> list[str]:
    return [entry.text for entry in run_of(alert).entries.all()]


@pytest.mark.req("OF-7", part=True)
def test_the_person_on_duty_is_paged_first_and_told_why(radio: Harbour) -> None:
    alert = trigger(radio)
    assert paged() == ["ana"]
    page = Page.objects.get()
    assert page.on_duty
    assert page.why == "you are on call for harbour-duty"
    assert "Step 1: paged Ana (on duty), because they are on call for harbour-duty." in log(alert)
    mail = told("ana")[0]
    assert mail.message["subject"] == f"[HIGH] Silence (#{alert.pk})"
    assert "https://wiki.example.org/exciter" in mail.message["text"]


def test_nobody_answers_and_the_second_person_is_paged_as_an_escalation_step(radio: Harbour) -> None:
    alert = trigger(radio)
    pass_time(minutes=4, seconds=59)
    assert paged() == ["ana"]
    pass_time(seconds=1)
    assert paged() == ["ana", "ben"]
    assert not Page.objects.get(person=radio.ben).on_duty
    assert "paged Ben (off duty, paged by an escalation step)" in log(alert)[-1]


def test_acknowledging_stops_paging_for_all(radio: Harbour) -> None:
    alert = trigger(radio)
    alerts.acknowledge_alert(alert_id=alert.pk, by=somebody(radio.ana, "web"))
    pass_time(hours=2)
    assert paged() == ["ana"]
    assert run_of(alert).status == RunStatus.ACKNOWLEDGED
    assert Page.objects.get().status == PageStatus.ACKNOWLEDGED


def test_after_the_last_step_the_managers_and_then_the_administrators_are_paged(radio: Harbour) -> None:
    alert = trigger(radio)
    pass_time(minutes=30)
    assert paged() == ["ana", "ben", "dora", "admin"]
    assert run_of(alert).status == RunStatus.EXHAUSTED
    assert "nobody has answered" in log(alert)[-1]


def test_a_policy_repeats_as_often_as_it_says() -> None:
    radio = harbour(repeat=1, fallback="none")
    trigger(radio)
    pass_time(hours=1)
    assert paged() == ["ana", "ben", "ana", "ben"]


def test_the_plan_is_frozen_when_paging_begins_and_people_are_found_when_a_step_begins(radio: Harbour) -> None:
    trigger(radio)
    radio.policy.definition = {"steps": [{"page": [{"person": "dora"}]}]}
    radio.policy.save()
    pass_time(minutes=5)
    assert paged() == ["ana", "ben"]


def test_whoever_is_on_call_when_the_step_begins_is_paged() -> None:
    radio = harbour(steps=(*two_steps()[1:], *two_steps()[:1]))
    clock.advance(timedelta(days=6, hours=22, minutes=57))  # three minutes before the handover
    trigger(radio)
    pass_time(minutes=5)
    assert paged() == ["ben", "ben"]  # Ana's week ended in between
    assert [page.on_duty for page in Page.objects.order_by("pk")] == [False, True]


def test_a_step_with_nobody_is_passed_over_at_once_and_recorded() -> None:
    radio = harbour(steps=(Step(page=(Target(schedule="harbour-duty"),)), *two_steps()[1:]))
    radio.schedule.archived_at = clock.now()
    radio.schedule.save()
    alert = trigger(radio)
    assert paged() == ["ben"]
    assert "Passed over step 1: nobody to page: schedule harbour-duty." in log(alert)


def test_a_condition_by_urgency_and_by_local_time_decides_which_steps_count() -> None:
    radio = harbour(
        steps=(
            Step(page=(Target(person="dora"),), when=Condition(urgency="low")),
            *two_steps(),
        )
    )
    alert = trigger(radio)
    assert paged() == ["ana"]
    assert "Passed over step 1: it is for low urgency, and this is high." in log(alert)


def test_a_person_who_left_is_never_paged(radio: Harbour) -> None:
    Person.objects.filter(slug="ana").update(is_active=False)
    alert = trigger(radio)
    assert paged() == ["ben"]
    assert "Passed over step 1" in log(alert)[1]


def test_the_rules_of_the_person_say_which_way_and_when(radio: Harbour) -> None:
    phone = ContactMethod.objects.create(
        person=radio.ana, name="app", channel="mail", place="app@example.org", verified_at=clock.now(), position=1
    )
    mail = radio.ana.contact_methods.get(name="mail")
    for place, (method, minutes) in enumerate([(phone, 0), (mail, 2)]):
        NotificationRule.objects.create(
            person=radio.ana, urgency="high", contact_method=method, delay=timedelta(minutes=minutes), position=place
        )
    trigger(radio)
    assert [delivery.place for delivery in told()] == ["app@example.org"]
    pass_time(minutes=2)
    assert [delivery.place for delivery in told()] == ["app@example.org", "ana@example.org"]


def test_an_unverified_contact_is_not_used(radio: Harbour) -> None:
    ContactMethod.objects.create(person=radio.ana, name="new", channel="mail", place="new@example.org", position=1)
    trigger(radio)
    assert [delivery.place for delivery in told("ana")] == ["ana@example.org"]


def test_a_way_that_fails_for_good_goes_on_with_the_next_at_once(radio: Harbour) -> None:
    mail = radio.ana.contact_methods.get()
    gone = ContactMethod.objects.create(
        person=radio.ana, name="pigeon", channel="pigeon", place="loft", verified_at=clock.now(), position=1
    )
    for place, (method, minutes) in enumerate([(gone, 0), (mail, 10)]):
        NotificationRule.objects.create(
            person=radio.ana, urgency="high", contact_method=method, delay=timedelta(minutes=minutes), position=place
        )
    alert = trigger(radio)
    assert [(row.channel, row.state) for row in told()] == [
        ("pigeon", DeliveryState.FAILED),
        ("mail", DeliveryState.SENT),
    ]
    assert "Ana was not reached by pigeon." in log(alert)
    assert Page.objects.get().status == PageStatus.OPEN


def test_nobody_reachable_in_a_step_begins_the_next_at_once(radio: Harbour) -> None:
    radio.ana.contact_methods.update(channel="pigeon")
    alert = trigger(radio)
    assert paged() == ["ana", "ben"]
    assert Page.objects.get(person=radio.ana).status == PageStatus.UNREACHABLE
    assert "Nobody of this step can be reached: the next one begins at once." in log(alert)


def test_somebody_without_any_contact_is_recorded_as_unreachable_and_the_next_step_begins(radio: Harbour) -> None:
    radio.ana.contact_methods.all().delete()
    alert = trigger(radio)
    assert paged() == ["ben"]
    assert "Step 1: Ana has no verified way to be reached." in log(alert)


def test_low_urgency_waits_for_the_hours_of_the_team(radio: Harbour) -> None:
    hours = Window(days=frozenset(range(5)), start=time(8), end=time(18))
    radio.team.coverage = msgspec.to_builtins((hours,))
    radio.team.save()
    advance(hours=12)  # 22:00 in Amsterdam
    alert = trigger(radio, severity="warning")
    assert paged() == []
    assert "low urgency waits until 2026-03-03 07:00 UTC" in log(alert)[1]
    pass_time(hours=10)
    assert paged()[0] == "ana"


def test_not_resolved_within_the_acknowledgement_timeout_pages_again() -> None:
    radio = harbour(acknowledgement_timeout=timedelta(minutes=30))
    alert = trigger(radio)
    alerts.acknowledge_alert(alert_id=alert.pk, by=somebody(radio.ana, "web"))
    pass_time(minutes=30)
    assert paged() == ["ana", "ana"]
    alert.refresh_from_db()
    assert alert.status == AlertStatus.TRIGGERED


def test_an_acknowledgement_that_was_renewed_does_not_time_out_early() -> None:
    radio = harbour(acknowledgement_timeout=timedelta(minutes=30))
    alert = trigger(radio)
    ana = somebody(radio.ana, "web")
    alerts.acknowledge_alert(alert_id=alert.pk, by=ana)
    pass_time(minutes=20)
    alerts.escalate_now(alert_id=alert.pk, by=ana)
    alerts.acknowledge_alert(alert_id=alert.pk, by=ana)
    pass_time(minutes=20)
    alert.refresh_from_db()
    assert alert.status == AlertStatus.ACKNOWLEDGED


def test_when_the_source_resolves_paging_ends(radio: Harbour) -> None:
    alert = trigger(radio)
    receive(radio.integration, event("resolve"))
    turn()
    pass_time(hours=1)
    assert paged() == ["ana"]
    assert run_of(alert).status == RunStatus.ENDED


def test_round_robin_takes_the_next_person_for_each_run() -> None:
    radio = harbour(steps=(Step(page=(Target(team="harbour"),), how="round-robin"),))
    for key in ("a", "b", "c"):
        trigger(radio, key=key)
    assert paged() == ["ana", "ben", "ana"]


def test_one_after_another_pages_each_with_the_wait_between() -> None:
    radio = harbour(
        steps=(Step(page=(Target(team="harbour"),), how="one-after-another", wait=timedelta(minutes=2)),),
        fallback="none",
    )
    trigger(radio)
    assert paged() == ["ana"]
    pass_time(minutes=2)
    assert paged() == ["ana", "ben"]


def test_a_finished_story_leaves_no_timer_behind(radio: Harbour) -> None:
    alert = trigger(radio)
    alerts.resolve_alert(alert_id=alert.pk, by=somebody(radio.ana, "web"))
    pass_time(hours=2)
    assert [timer.kind for timer in waiting_timers()] == []


def test_absence_alone_never_moves_a_page(radio: Harbour) -> None:
    """Rota 11: unavailability is a conflict to be shown, it does not move a shift silently."""
    Absence.objects.create(person=radio.ana, start_at=clock.now(), end_at=clock.now() + timedelta(days=1))
    trigger(radio)
    assert paged() == ["ana"]
