"""Several alerts at once, and taking back what one has just done."""

import pytest

from tests.conftest import advance
from tests.hand import receive, told, turn
from tests.harbour import Harbour, event, harbour
from watchbill.apps.alerts import many, services
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.people.models import AuditEntry, Role
from watchbill.apps.people.permissions import Actor, somebody
from watchbill.problems import Conflict, NotAllowed, Wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def radio() -> Harbour:
    return harbour()


@pytest.fixture
def three(radio: Harbour) -> list[int]:
    for key in ("a", "b", "c"):
        receive(radio.integration, event(key=key))
    turn()
    return list(Alert.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def ana(radio: Harbour) -> Actor:
    return somebody(radio.ana, "web")


def statuses() -> list[str]:
    return list(Alert.objects.order_by("pk").values_list("status", flat=True))


def test_all_that_wait_are_acknowledged_and_the_rest_is_as_it_was(three: list[int], ana: Actor) -> None:
    services.resolve_alert(alert_id=three[0], by=ana)
    changed = many.acknowledge_alerts(alert_ids=[*three, 10**12], by=ana)
    assert [alert.pk for alert in changed] == three[1:]
    assert statuses() == [AlertStatus.RESOLVED, AlertStatus.ACKNOWLEDGED, AlertStatus.ACKNOWLEDGED]
    assert AuditEntry.objects.filter(act="acknowledge").count() == 2


def test_an_acknowledgement_that_is_taken_back_pages_again(three: list[int], ana: Actor) -> None:
    before = len(told())
    many.acknowledge_alerts(alert_ids=three, by=ana)
    turn()
    many.take_back_acknowledgement(alert_ids=three, by=ana)
    turn()
    assert statuses() == [AlertStatus.TRIGGERED] * 3
    assert len(told()) == before + 3


def test_a_resolution_that_is_taken_back_leaves_it_to_whoever_had_it(three: list[int], ana: Actor) -> None:
    services.acknowledge_alert(alert_id=three[0], by=ana)
    many.resolve_alerts(alert_ids=three, by=ana)
    turn()
    before = len(told())
    many.take_back_resolution(alert_ids=three, by=ana)
    turn()
    assert statuses() == [AlertStatus.ACKNOWLEDGED, AlertStatus.TRIGGERED, AlertStatus.TRIGGERED]
    assert len(told()) == before + 2


def test_what_came_again_meanwhile_stays_resolved(three: list[int], radio: Harbour, ana: Actor) -> None:
    many.resolve_alerts(alert_ids=three[:1], by=ana)
    receive(radio.integration, event(key="a"))
    with pytest.raises(Conflict, match="nothing to take back"):
        many.take_back_resolution(alert_ids=three[:1], by=ana)


def test_only_what_one_did_oneself_and_just_now_is_taken_back(three: list[int], radio: Harbour, ana: Actor) -> None:
    many.acknowledge_alerts(alert_ids=three, by=ana)
    with pytest.raises(Conflict):
        many.take_back_acknowledgement(alert_ids=three, by=somebody(radio.ben, "web"))
    advance(minutes=3)
    with pytest.raises(Conflict):
        many.take_back_acknowledgement(alert_ids=three, by=ana)
    assert statuses() == [AlertStatus.ACKNOWLEDGED] * 3


def test_whoever_may_only_look_changes_none_of_them(three: list[int], radio: Harbour) -> None:
    radio.ben.role = Role.VIEWER
    radio.ben.save()
    with pytest.raises(NotAllowed):
        many.resolve_alerts(alert_ids=three, by=somebody(radio.ben, "web"))
    assert statuses() == [AlertStatus.TRIGGERED] * 3


def test_too_many_at_once_are_refused(ana: Actor) -> None:
    with pytest.raises(Wrong, match="500 can be changed at once"):
        many.resolve_alerts(alert_ids=range(501), by=ana)
