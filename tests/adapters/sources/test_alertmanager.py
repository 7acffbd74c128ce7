from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.recordings import body_of, recorded
from tests.adapters.sources.reading import complaints, only, parse, refusal
from watchbill.domain.alerting.event import Action, Link

FIRING, FLAP, RESOLVED = recorded("alertmanager")
ALERT = FIRING["body"]["alerts"][0]


def webhook(*alerts: Any, **more: Any) -> dict[str, Any]:
    return {"version": "4", "status": "firing", "alerts": list(alerts), **more}


def alert(**changed: Any) -> dict[str, Any]:
    return {**ALERT, **changed}


def test_a_firing_alert_becomes_a_trigger() -> None:
    event = only(parse("alertmanager", body_of(FIRING)))
    assert event.action is Action.TRIGGER
    assert event.dedup_key == "4f768dd424f093fc"
    assert event.summary == "127.0.0.1:1 down"
    assert (event.severity, event.source) == ("critical", "127.0.0.1:1")
    assert event.labels == ALERT["labels"]
    assert event.details == {"annotations": ALERT["annotations"]}
    assert event.links == (Link(ALERT["generatorURL"], "Expression"),)
    assert event.runbook_url == "https://example.invalid/rb"
    assert event.starts_at == datetime(2026, 11, 20, 22, 9, 57, 689000, UTC)


def test_a_resolved_alert_resolves_what_its_fingerprint_triggered() -> None:
    fired, resolved = only(parse("alertmanager", body_of(FLAP))), only(parse("alertmanager", body_of(RESOLVED)))
    assert (fired.action, resolved.action) == (Action.TRIGGER, Action.RESOLVE)
    assert fired.dedup_key == resolved.dedup_key


def test_each_alert_of_a_group_is_an_event_of_its_own() -> None:
    group = webhook(alert(), alert(status="resolved", fingerprint="ab"), alert(fingerprint="cd"))
    parsed = parse("alertmanager", group)
    assert [(event.action.value, event.dedup_key) for event in parsed.events] == [
        ("trigger", "4f768dd424f093fc"),
        ("resolve", "ab"),
        ("trigger", "cd"),
    ]
    assert (parsed.batch, parsed.places, parsed.errors) == (True, [0, 1, 2], [])


def test_the_status_of_the_group_counts_for_an_alert_without_one() -> None:
    assert only(parse("alertmanager", webhook(alert(status=""), status="resolved"))).action is Action.RESOLVE


def test_without_a_fingerprint_the_labels_make_the_key_whatever_their_order() -> None:
    labels = ALERT["labels"]
    one = only(parse("alertmanager", webhook(alert(fingerprint="", labels=labels))))
    two = only(parse("alertmanager", webhook(alert(fingerprint="", labels=dict(reversed(labels.items()))))))
    other = only(parse("alertmanager", webhook(alert(fingerprint="", labels={**labels, "job": "up"}))))
    assert one.dedup_key == two.dedup_key != other.dedup_key


@pytest.mark.parametrize(
    ("annotations", "labels", "summary"),
    [
        ({"summary": "S", "description": "D", "title": "T"}, {"alertname": "A"}, "S"),
        ({"description": "D", "title": "T"}, {"alertname": "A"}, "D"),
        ({"summary": "  ", "title": "T"}, {"alertname": "A"}, "T"),
        ({"summary": "two\n  lines"}, {"alertname": "A"}, "two lines"),
        ({}, {"alertname": "A", "instance": "db1"}, "A on db1"),
        ({}, {"alertname": "A"}, "A"),
        ({}, {"job": "down"}, "An alert without a name"),
        ({"summary": "x" * 2000}, {"alertname": "A"}, "x" * 1023 + "…"),
        ({"summary": "عطل في جهاز الإرسال"}, {"alertname": "A"}, "عطل في جهاز الإرسال"),
    ],
)
def test_the_summary_is_the_best_line_there_is(
    annotations: dict[str, str], labels: dict[str, str], summary: str
) -> None:
    assert only(parse("alertmanager", webhook(alert(annotations=annotations, labels=labels)))).summary == summary


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-11-20T23:10:00+01:00", datetime(2026, 11, 20, 22, 10, tzinfo=UTC)),
        ("2026-11-20T22:10:00.123456111Z", datetime(2026, 11, 20, 22, 10, 0, 123456, UTC)),
        ("2026-11-20T22:10:00", datetime(2026, 11, 20, 22, 10, tzinfo=UTC)),
        ("yesterday", None),
        (5, None),
    ],
)
def test_a_beginning_is_in_utc_and_may_be_missing(said: Any, meant: datetime | None) -> None:
    assert only(parse("alertmanager", webhook(alert(startsAt=said)))).starts_at == meant


def test_one_bad_alert_is_named_and_the_others_are_kept() -> None:
    parsed = parse("alertmanager", webhook(alert(), alert(labels=["a"]), 7, alert(fingerprint="ab")))
    assert parsed.places == [0, 3]
    assert [(error.index, error.field, error.message) for error in parsed.errors] == [
        (1, "labels", "alerts[1]: 'labels' should be an object of texts, not a list"),
        (2, "", "alerts[2]: an alert should be an object, not 7"),
    ]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"annotations": {}}, "'labels' is missing"),
        (alert(labels={"a": {}}), "'labels.a' should be a text, not an object"),
        (alert(labels={}, fingerprint=""), "'labels' is empty, and there is no fingerprint"),
        (alert(status="purple"), "'status' should be firing or resolved, not \"purple\""),
        (alert(annotations="a"), "'annotations' should be an object of texts, not \"a\""),
        (alert(fingerprint=[1]), "'fingerprint' should be a text, not a list"),
    ],
)
def test_a_webhook_of_nothing_but_bad_alerts_is_refused(bad: Any, says: str) -> None:
    (complaint,) = complaints("alertmanager", webhook(bad))
    assert complaint.startswith(f"alerts[0]: {says}")


@pytest.mark.parametrize("body", [{}, [], {"alerts": None}, {"alerts": {}}, "text", None])
def test_what_is_no_webhook_of_alertmanager_is_refused(body: Any) -> None:
    assert "Alertmanager's webhook" in refusal("alertmanager", body).message


def test_what_has_only_one_meaning_is_repaired() -> None:
    bent = alert(labels={"alertname": "A", "shard": 7, "on": True, "none": None}, annotations=None, generatorURL=None)
    event = only(parse("alertmanager", webhook(bent)))
    assert event.labels == {"alertname": "A", "shard": "7", "on": "true", "none": ""}


def test_texts_past_their_limits_are_cut_and_marked() -> None:
    event = only(parse("alertmanager", webhook(alert(labels={"alertname": "A" * 5000}, fingerprint="f" * 300))))
    assert event.labels == {"alertname": "A" * 1023 + "…"}
    assert len(event.dedup_key) == 255
    assert event.dedup_key.startswith("ffff")


def test_only_addresses_that_a_browser_may_open_become_links() -> None:
    annotations = {"runbook_url": "javascript:alert(1)", "dashboard_url": "https://example.org/d"}
    event = only(parse("alertmanager", webhook(alert(annotations=annotations, generatorURL="javascript:alert(1)"))))
    assert event.links == (Link("https://example.org/d", "Dashboard"),)
    assert event.runbook_url == ""


def test_alerts_that_were_left_out_are_noted() -> None:
    assert parse("alertmanager", webhook(alert(), truncatedAlerts=3)).notes == (
        "Alertmanager left 3 alerts out of this group: raise max_alerts in its webhook configuration",
    )
