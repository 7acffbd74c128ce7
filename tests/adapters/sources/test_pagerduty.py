from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.adapters.recordings import body_of, recorded
from tests.adapters.sources.reading import complaints, only, parse, refusal
from watchbill.adapters.sources import answers
from watchbill.adapters.sources.pagerduty import routing_key_of
from watchbill.domain.alerting.event import Action, Link, Refused

RECORDED = recorded("pagerduty")


def event(action: str = "trigger", **more: Any) -> dict[str, Any]:
    return {"routing_key": "0" * 32, "event_action": action, "payload": payload(), **more}


def payload(**changed: Any) -> dict[str, Any]:
    return {"summary": "Disk full", "source": "db1", "severity": "critical", **changed}


@pytest.mark.parametrize("recording", RECORDED, ids=lambda each: each["headers"]["user-agent"][:30])
def test_what_real_clients_send_is_answered_as_they_expect(recording: dict[str, Any]) -> None:
    parsed = parse("pagerduty", body_of(recording))
    answer = msgspec.json.decode(answers.single(parsed))
    expected = recording["replied"]["body"]
    if "dedup_key" not in recording["body"]:
        expected = {**expected, "dedup_key": only(parsed).dedup_key}
    assert answer == expected


def test_everything_that_alertmanager_says_of_an_alert_is_kept() -> None:
    sent = RECORDED[0]["body"]
    found = only(parse("pagerduty", body_of(RECORDED[0])))
    assert (found.action, found.dedup_key) == (Action.TRIGGER, sent["dedup_key"])
    assert (found.summary, found.severity, found.source) == (sent["payload"]["summary"], "critical", "Alertmanager")
    assert found.labels == {"component": "comp", "group": "grp", "class": "cls"}
    assert found.details == {**sent["payload"]["custom_details"], "client": "Alertmanager"}
    assert found.links == (
        Link(sent["client_url"], "Alertmanager"),
        Link("https://e.invalid/rb", "rb"),
        Link("https://e.invalid", "x", "https://e.invalid/i.png"),
    )


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("trigger", Action.TRIGGER),
        ("acknowledge", Action.ACKNOWLEDGE),
        ("resolve", Action.RESOLVE),
        ("PROBLEM", Action.TRIGGER),
        ("ACKNOWLEDGEMENT", Action.ACKNOWLEDGE),
        ("RECOVERY", Action.RESOLVE),
    ],
)
def test_actions_are_pagerduty_s_words_and_those_that_icinga_passes_on(word: str, action: Action) -> None:
    assert only(parse("pagerduty", event(word, dedup_key="k"))).action is action


def test_a_trigger_without_a_key_gets_a_new_one_each_time() -> None:
    one, two = only(parse("pagerduty", event())), only(parse("pagerduty", event(dedup_key="")))
    assert len(one.dedup_key) == len(two.dedup_key) == 32
    assert one.dedup_key != two.dedup_key


def test_to_resolve_nothing_but_the_key_has_to_be_right() -> None:
    assert only(parse("pagerduty", event("resolve", dedup_key="k", payload={"severity": 5}))).dedup_key == "k"
    assert only(parse("pagerduty", {"event_action": "acknowledge", "dedup_key": "k"})).summary == ""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, ["'event_action' is missing or blank"]),
        (event("explode"), ["'event_action' must be one of trigger, acknowledge, resolve; it was \"explode\""]),
        (event("resolve"), ["'dedup_key' is missing or blank"]),
        (event(payload=None), ["'payload' is missing or blank"]),
        (event(payload=[]), ["'payload' should be an object, not a list"]),
        (event(payload=payload(summary=" ")), ["'payload.summary' is missing or blank"]),
        (event(payload=payload(summary={})), ["'payload.summary' should be a text, not an object"]),
        (
            event(payload={"severity": "bad"}),
            [
                "'payload.summary' is missing or blank",
                "'payload.source' is missing or blank",
                "'payload.severity' must be one of critical, error, warning, info; it was \"bad\"",
            ],
        ),
        (event(dedup_key=["k"]), ["'dedup_key' should be a text, not a list"]),
        ([event()], ["the event should be an object, not a list"]),
    ],
)
def test_what_is_wrong_is_said_field_by_field(body: Any, says: list[str]) -> None:
    assert complaints("pagerduty", body) == says
    assert refusal("pagerduty", body).message == "Event object is invalid"


def test_what_has_only_one_meaning_is_repaired() -> None:
    bent = payload(summary=5, severity="CRITICAL", custom_details="free text", timestamp="2026-07-17T08:42:58.315+0000")
    found = only(parse("pagerduty", event(payload=bent, links="x", images=[7, {"src": "y"}])))
    assert (found.summary, found.severity) == ("5", "critical")
    assert found.details == {"custom_details": "free text"}
    assert found.starts_at == datetime(2026, 7, 17, 8, 42, 58, 315000, UTC)
    assert found.links == ()


def test_a_summary_is_cut_where_pagerduty_cuts_it_and_long_keys_stay_different() -> None:
    long = only(parse("pagerduty", event(payload=payload(summary="s" * 1025), dedup_key="k" * 300)))
    other = only(parse("pagerduty", event(dedup_key="k" * 301)))
    assert long.summary == "s" * 1023 + "…"
    assert len(long.dedup_key) == len(other.dedup_key) == 255
    assert long.dedup_key != other.dedup_key


def test_links_that_a_browser_may_not_open_are_left_out() -> None:
    sent = event(links=[{"href": "javascript:alert(1)"}, {"href": "https://example.org"}], client_url="data:text/html,")
    assert only(parse("pagerduty", sent)).links == (Link("https://example.org"),)


@pytest.mark.parametrize(
    "body", [b'{"routing_key": "abc"}', b'{"routing_key":"abc","x":"\\ud800"}', b'\xef\xbb\xbf{"routing_key":"abc"}']
)
def test_the_routing_key_is_found_before_anything_else_is_looked_at(body: bytes) -> None:
    assert routing_key_of(body) == "abc"


@pytest.mark.parametrize("body", [b"{}", b'{"routing_key": " "}', b'{"routing_key": {}}', b'{"routing_key": null}'])
def test_a_missing_routing_key_is_said_in_pagerduty_s_words(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        routing_key_of(body)
    assert [error.message for error in refused.value.errors] == ["'routing_key' is missing or blank"]


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"7", b"\xff", b"[" * 5000])
def test_no_body_breaks_the_search_for_the_routing_key(body: bytes) -> None:
    with pytest.raises(Refused):
        routing_key_of(body)
