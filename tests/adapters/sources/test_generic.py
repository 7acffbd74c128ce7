from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.recordings import body_of, recorded
from tests.adapters.sources.reading import complaints, only, parse, refusal
from watchbill.adapters.sources.registry import all_sources
from watchbill.domain.alerting.event import Action, Link

NETDATA_WARNING, NETDATA_CRITICAL, NETDATA_CLEAR, APPRISE = recorded("generic")
NETDATA = {
    "summary": "{host}: {name} {info}",
    "dedup_key": "{host}/{chart}/{name}",
    "severity": {"path": "status", "warning": ["WARNING"], "critical": ["CRITICAL"]},
    "action": {"path": "status", "trigger": ["WARNING", "CRITICAL"], "resolve": ["CLEAR"]},
    "labels": {"chart": "chart", "family": "family"},
    "starts_at": "when",
}


def test_usual_names_need_no_mapping() -> None:
    sent = {
        "title": "Disk full",
        "key": "disk-db1",
        "state": "ALERTING",
        "level": "warn",
        "host": "db1",
        "labels": {"cluster": "north", "shard": 3, "tags": ["a"]},
        "url": "https://example.org/d",
        "runbook": "https://example.org/r",
        "time": 1795214730,
        "free": "1%",
    }
    found = only(parse("generic", sent))
    assert (found.action, found.dedup_key, found.summary) == (Action.TRIGGER, "disk-db1", "Disk full")
    assert (found.severity, found.source) == ("warning", "db1")
    assert found.labels == {"cluster": "north", "shard": "3", "tags": '["a"]'}
    assert found.links == (Link("https://example.org/d"),)
    assert found.runbook_url == "https://example.org/r"
    assert found.starts_at == datetime.fromtimestamp(1795214730, UTC)
    assert found.details == {"free": "1%"}


def test_apprise_is_understood_as_it_is() -> None:
    found = only(parse("generic", body_of(APPRISE)))
    assert found.summary == "title"
    assert found.details == {"version": "1.0", "message": "body", "attachments": [], "type": "info"}


def test_a_mapping_reads_netdata() -> None:
    events = [
        only(parse("generic", body_of(each), **NETDATA)) for each in (NETDATA_WARNING, NETDATA_CRITICAL, NETDATA_CLEAR)
    ]
    assert [(event.action.value, event.severity) for event in events] == [
        ("trigger", "warning"),
        ("trigger", "critical"),
        ("resolve", ""),
    ]
    assert {event.dedup_key for event in events} == {"vm/test.chart/test_alarm"}
    assert events[0].summary.startswith("vm: test_alarm needs attention")
    assert events[0].labels == {"chart": "test.chart", "family": "test.family"}
    assert events[0].starts_at == datetime.fromtimestamp(1795214730, UTC)


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("firing", Action.TRIGGER),
        ("1", Action.TRIGGER),
        (1, Action.TRIGGER),
        (True, Action.TRIGGER),
        ("ack", Action.ACKNOWLEDGE),
        ("OK", Action.RESOLVE),
        ("recovered", Action.RESOLVE),
        (0, Action.RESOLVE),
        (None, Action.TRIGGER),
    ],
)
def test_the_usual_words_for_what_happened_are_known(word: Any, action: Action) -> None:
    assert only(parse("generic", {"summary": "s", "status": word})).action is action


def test_an_unknown_word_pages_rather_than_being_lost_and_is_noted() -> None:
    parsed = parse("generic", {"summary": "s", "status": "purple", "severity": "mauve"})
    assert only(parsed).action is Action.TRIGGER
    assert only(parsed).labels == {"severity": "mauve"}
    assert parsed.notes == ('"purple" is not a known word for an action, so it was taken for a trigger',)


def test_without_a_key_the_same_problem_on_the_same_source_has_the_same_one() -> None:
    one = only(parse("generic", {"summary": "Disk full", "source": "db1"})).dedup_key
    again = only(parse("generic", {"source": "db1", "summary": "Disk full", "status": "ok"})).dedup_key
    other = only(parse("generic", {"summary": "Disk full", "source": "db2"})).dedup_key
    assert one == again != other


def test_a_list_is_a_batch_and_its_bad_items_are_named() -> None:
    parsed = parse("generic", [{"summary": "a"}, {"note": "b"}, "c", {"summary": "d"}])
    assert (parsed.batch, parsed.places) == (True, [0, 3])
    assert [(error.index, error.message) for error in parsed.errors] == [
        (1, "item 1: 'summary' is missing or blank; it is looked for in summary or title or message"),
        (2, 'item 2: an event should be an object, not "c"'),
    ]


def test_a_mapping_finds_the_batch_and_reaches_into_objects_and_lists() -> None:
    sent = {"data": {"problems": [{"id": 7, "hosts": [{"host.name": "db1"}], "text": "Disk {full}"}]}}
    mapping = {
        "batch": "data.problems",
        "summary": '{hosts[0]["host.name"]} says {text}{missing}',
        "dedup_key": "id",
        "source": 'hosts[0]["host.name"]',
    }
    found = only(parse("generic", sent, **mapping))
    assert (found.summary, found.dedup_key, found.source) == ("db1 says Disk {full}", "7", "db1")
    assert complaints("generic", {"data": 5}, **mapping) == ["'data.problems' should be a list of events, not null"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "'summary' is missing or blank; it is looked for in summary or title or message"),
        ({"summary": {}}, "'summary' should be a text, not an object"),
        ({"summary": "s", "labels": "x"}, "'labels' should be an object of texts, not \"x\""),
        ({"summary": "s", "status": []}, "'status' should be a text, not a list"),
        ("text", 'an event should be an object, not "text"'),
    ],
)
def test_what_is_wrong_names_the_field_and_what_was_expected(body: Any, says: str) -> None:
    assert complaints("generic", body) == [says]


def test_a_batch_of_nothing_but_bad_items_is_refused() -> None:
    assert refusal("generic", [{}, 1]).message == "None of the events could be read."
    assert parse("generic", []).events == []


def test_to_resolve_a_key_is_enough() -> None:
    assert only(parse("generic", {"key": "k", "status": "ok"})).summary == ""


def test_links_may_be_addresses_or_objects_and_only_web_addresses_are_kept() -> None:
    sent = {
        "summary": "s",
        "links": ["https://a.example.org", {"url": "https://b.example.org", "title": "B"}, "x", {}, 5],
    }
    assert only(parse("generic", sent)).links == (Link("https://a.example.org"), Link("https://b.example.org", "B"))


def test_details_are_bounded() -> None:
    nested: Any = "deep"
    for _ in range(40):
        nested = {"in": nested}
    found = only(
        parse("generic", {"summary": "s", "details": {"n": nested, "many": list(range(5000)), "t": "x" * 9000}})
    )
    assert "deep" not in str(found.details["n"])
    assert found.details["many"][-1].endswith("more left out")
    assert len(str(found.details)) < 40_000


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"sumary": "title"}, "unknown field `sumary`"),
        ({"summary": "a..b"}, "The mapping of summary cannot be read: 'a..b' is not a path"),
        ({"summary": "{a} {}"}, "a path is empty"),
        ({"summary": "{a"}, "is not a path"),
        ({"summary": "{a} b}"}, "a brace too many"),
        ({"labels": {"host": "[x]"}}, "The mapping of labels.host cannot be read"),
        ({"action": {"path": "status", "fire": ["x"]}}, "unknown field `fire`"),
        ({"action": {"path": "?["}}, "The mapping of action cannot be read"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_when_it_is_given(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        all_sources()["generic"].check_options(options)
    assert says in str(refused.value)
    assert refusal("generic", {"summary": "s"}, **options).message == str(refused.value)
