"""What people do to an alert, and what is refused."""

from datetime import timedelta

import pytest

from tests.conftest import advance
from tests.hand import pass_time, receive, told, turn
from tests.harbour import Harbour, event, harbour, integration
from watchbill import clock
from watchbill.apps.alerts import services
from watchbill.apps.alerts.models import Alert, AlertEntry, AlertStatus, Route
from watchbill.apps.paging.links import LinkBroken, LinkExpired, make_link, read_link
from watchbill.apps.paging.models import Page, PageStatus, Run, RunStatus
from watchbill.apps.people.models import AuditEntry, Person, Role
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.problems import Conflict, NotAllowed, NotFound, Wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def radio() -> Harbour:
    return harbour()


@pytest.fixture
def alert(radio: Harbour) -> Alert:
    receive(radio.integration, event())
    turn()
    return Alert.objects.get()


@pytest.fixture
def ana(radio: Harbour) -> Actor:
    return somebody(radio.ana, "web")


def log(alert: Alert) -> list[str]:
    return list(AlertEntry.objects.filter(alert=alert).values_list("text", flat=True))


def paged() -> list[str]:
    return [delivery.message["data"]["person"] for delivery in told()]


def test_the_log_says_what_happened_in_order(alert: Alert, ana: Actor) -> None:
    services.acknowledge_alert(alert_id=alert.pk, by=ana)
    services.add_note(alert_id=alert.pk, text="Looking at the exciter.", by=ana)
    services.resolve_alert(alert_id=alert.pk, by=ana)
    assert log(alert) == [
        "Triggered.",
        "Routed to transmitter, high urgency: " + log(alert)[1].split(": ", 1)[1],
        "Ana acknowledged.",
        "Looking at the exciter.",
        "Ana resolved it.",
    ]


def test_acknowledging_twice_changes_nothing(alert: Alert, ana: Actor) -> None:
    services.acknowledge_alert(alert_id=alert.pk, by=ana)
    before = AlertEntry.objects.count()
    services.acknowledge_alert(alert_id=alert.pk, by=ana)
    assert AlertEntry.objects.count() == before


def test_every_change_is_in_the_audit_log(alert: Alert, ana: Actor) -> None:
    services.acknowledge_alert(alert_id=alert.pk, by=ana)
    entry = AuditEntry.objects.get(object_kind="alert")
    assert (entry.act, entry.by, entry.via, entry.object_id) == ("acknowledge", "Ana", "web", str(alert.pk))


def test_a_viewer_may_look_and_not_act(alert: Alert, radio: Harbour) -> None:
    Person.objects.filter(pk=radio.ben.pk).update(role=Role.VIEWER)
    viewer = somebody(Person.objects.get(pk=radio.ben.pk), "web")
    for act in (services.acknowledge_alert, services.resolve_alert, services.escalate_now):
        with pytest.raises(NotAllowed, match="Ben may not act on alerts"):
            act(alert_id=alert.pk, by=viewer)


def test_a_token_without_the_scope_is_refused_by_name(alert: Alert, radio: Harbour) -> None:
    with pytest.raises(NotAllowed, match="lacks the scope 'respond'"):
        services.acknowledge_alert(alert_id=alert.pk, by=somebody(radio.ana, "api", frozenset({"read"})))


def test_snoozed_until_then_and_paged_again_when_still_open(alert: Alert, ana: Actor) -> None:
    services.snooze_alert(alert_id=alert.pk, until=clock.now() + timedelta(hours=1), by=ana)
    pass_time(minutes=59)
    assert paged() == ["ana"]
    pass_time(minutes=1)
    assert paged() == ["ana", "ana"]
    assert "The snooze is over. Paging begins again." in log(alert)


def test_a_snooze_that_was_overtaken_by_an_acknowledgement_does_not_wake(alert: Alert, ana: Actor) -> None:
    services.snooze_alert(alert_id=alert.pk, until=clock.now() + timedelta(hours=1), by=ana)
    services.acknowledge_alert(alert_id=alert.pk, by=ana)
    pass_time(hours=2)
    assert paged() == ["ana"]


def test_a_snooze_into_the_past_is_refused(alert: Alert, ana: Actor) -> None:
    with pytest.raises(Wrong) as refused:
        services.snooze_alert(alert_id=alert.pk, until=clock.now(), by=ana)
    assert refused.value.fields == {"until": "This time has passed."}


def test_reassigned_to_a_person_pages_them_and_ends_the_old_run(alert: Alert, ana: Actor) -> None:
    services.reassign_alert(alert_id=alert.pk, target={"person": "dora"}, by=ana)
    turn()
    assert paged() == ["ana", "dora"]
    assert list(Run.objects.order_by("pk").values_list("status", flat=True)) == [RunStatus.ENDED, RunStatus.PAGING]


def test_reassigned_to_nobody_there_is_refused_with_a_sentence(alert: Alert, ana: Actor) -> None:
    with pytest.raises(Wrong, match="nobody-here"):
        services.reassign_alert(alert_id=alert.pk, target={"person": "nobody-here"}, by=ana)
    assert Run.objects.get().status == RunStatus.PAGING


def test_escalating_begins_the_next_step_at_once_even_when_acknowledged(alert: Alert, ana: Actor) -> None:
    services.acknowledge_alert(alert_id=alert.pk, by=ana)
    services.escalate_now(alert_id=alert.pk, by=ana)
    turn()
    assert paged() == ["ana", "ben"]
    alert.refresh_from_db()
    assert alert.status == AlertStatus.TRIGGERED


def test_escalating_past_the_end_of_the_plan_says_so(alert: Alert, ana: Actor) -> None:
    pass_time(hours=1)
    with pytest.raises(Conflict, match="at its end"):
        services.escalate_now(alert_id=alert.pk, by=ana)


@pytest.mark.parametrize("act", [services.acknowledge_alert, services.escalate_now])
def test_nothing_is_done_to_a_resolved_alert(alert: Alert, ana: Actor, act: object) -> None:
    services.resolve_alert(alert_id=alert.pk, by=ana)
    with pytest.raises(Conflict, match="resolved"):
        act(alert_id=alert.pk, by=ana)  # type: ignore[operator]


def test_an_alert_that_does_not_exist_is_not_found(radio: Harbour, ana: Actor) -> None:
    with pytest.raises(NotFound, match="no alert 4711"):
        services.acknowledge_alert(alert_id=4711, by=ana)


def test_the_link_of_a_page_acts_for_the_person_it_was_sent_to(alert: Alert) -> None:
    page = Page.objects.get()
    services.answer_page(page_id=read_link(make_link(page.pk, clock.now())), act="acknowledge")
    alert.refresh_from_db()
    page.refresh_from_db()
    assert (alert.status, alert.acknowledged_by) == (AlertStatus.ACKNOWLEDGED, page.person)
    assert page.status == PageStatus.ACKNOWLEDGED


def test_declining_leaves_it_to_the_others_and_begins_the_next_step_when_nobody_is_left(alert: Alert) -> None:
    services.answer_page(page_id=Page.objects.get().pk, act="decline")
    turn()
    assert paged() == ["ana", "ben"]


def test_a_link_expires_and_a_changed_one_is_refused(alert: Alert) -> None:
    token = make_link(Page.objects.get().pk, clock.now())
    with pytest.raises(LinkBroken):
        read_link(token[:-1] + ("a" if token[-1] != "a" else "b"))
    with pytest.raises(LinkBroken):
        read_link("2-zz." + token)
    advance(days=3, seconds=1)
    with pytest.raises(LinkExpired):
        read_link(token)


def test_routes_refine_what_an_integration_without_a_service_sends(radio: Harbour) -> None:
    loose = integration("everything", None, key="b" * 32)
    Route.objects.create(position=1, match=['severity="warning"'], service=radio.service, urgency="high")
    receive(loose, event(severity="warning"))
    turn()
    alert = Alert.objects.get(integration=loose)
    assert (alert.service, alert.urgency) == (radio.service, "high")
    assert paged() == ["ana"]


def test_what_no_route_takes_pages_the_administrators(radio: Harbour) -> None:
    receive(integration("everything", None, key="b" * 32), event())
    turn()
    assert paged() == ["admin"]
    assert "no service" in log(Alert.objects.get())[1]
