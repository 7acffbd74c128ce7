"""What holds for every source, those that are still to be written included."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.recordings import FOLDER, body_of, recorded
from watchbill.adapters.sources.registry import all_sources
from watchbill.adapters.sources.source import Source
from watchbill.domain.alerting import event as limits
from watchbill.domain.alerting.event import Event, Parsed, Refused
from watchbill.domain.alerting.urgency import SEVERITIES

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "sources.md"

each_source = pytest.mark.parametrize("source", all_sources().values(), ids=lambda source: source.kind)

TRIGGER = b'{"event_action":"trigger","summary":"s","payload":{"summary":"s","source":"x","severity":"info",%s},%s}'
NASTIES = {
    "nothing": b"",
    "spaces": b" \n\t ",
    "half": b'{"alerts": [',
    "null": b"null",
    "number": b"-0",
    "text": b'"text"',
    "list": b"[]",
    "list of null": b"[null, [], {}, 0, true]",
    "empty object": b"{}",
    "null fields": b'{"alerts":null,"event_action":null,"payload":null,"summary":null,"labels":null,"status":null}',
    "not a number": TRIGGER % (b'"custom_details":{"n":NaN}', b'"details":{"n":-Infinity}'),
    "too large for a float": TRIGGER % (b'"custom_details":{"n":1e999}', b'"n":-1e999'),
    "large integer": TRIGGER % (b'"custom_details":{"n":%s}' % (b"9" * 400), b'"n":%s' % (b"9" * 400)),
    "huge integer": TRIGGER % (b'"custom_details":{"n":%s}' % (b"9" * 9000), b'"n":%s' % (b"9" * 9000)),
    "deep": b"[" * 100_000,
    "deep and closed": TRIGGER % (b'"custom_details":{"d":%s1%s}' % (b"[" * 900, b"]" * 900), b'"d":1'),
    "deep labels": TRIGGER % (b'"group":"g"', b'"labels":{"d":%s1%s}' % (b"[" * 900, b"]" * 900)),
    "lone surrogate": TRIGGER % (b'"component":"\\ud800"', b'"title":"\\udfff","dedup_key":"\\ud83d"'),
    "half a pair": TRIGGER % (b'"group":"\\ude00\\ud83d"', b'"labels":{"\\ud800":"\\ud800"}'),
    "NUL": TRIGGER % (b'"component":"a\\u0000b"', b'"dedup_key":"\\u0000","labels":{"a\\u0000":"\\u0000"}'),
    "raw NUL": TRIGGER % (b'"component":"a\x00b"', b'"n":1'),
    "not UTF-8": TRIGGER % (b'"component":"caf\xe9 \xff\xfe"', b'"host":"\x80\x81"'),
    "UTF-16": '{"summary":"s"}'.encode("utf-16"),
    "byte-order mark": b"\xef\xbb\xbf" + TRIGGER % (b'"group":"g"', b'"n":1'),
    "same key twice": b'{"summary":"a","summary":["b"],"payload":1,"payload":{},"alerts":[],"alerts":{}}',
    "a megabyte of text": TRIGGER
    % (b'"component":"%s"' % (b"x" * 1_000_000), b'"dedup_key":"%s"' % (b"k" * 1_000_000)),
    "many labels": b'{"summary":"s","alerts":[{"labels":{%s}}]}' % b",".join(b'"l%d":"v"' % n for n in range(5000)),
    "other alphabets": '{"summary":"Передатчик 2 молчит 送信機 ทดสอบ 🚨","alerts":[{"labels":{"имя":"值"}}]}'.encode(),
    "right to left": '{"summary":"\u202eعطل \u200f\u2066في","alerts":[{"labels":{"a":"\u202e"}}]}'.encode(),
    "dates at the edges": b'{"alerts":[{"labels":{"a":"b"},"startsAt":"0001-01-01T00:00:00+14:00"},'
    b'{"labels":{"a":"c"},"startsAt":"9999-12-31T23:59:59-12:00"}]}',
    "objects for texts": b'{"alerts":[{"labels":{"a":{}},"status":[]}],"event_action":{},"payload":{"summary":[]}}',
    "numbers for texts": b'{"alerts":[{"labels":{"a":1.5e300}}],"summary":1,"event_action":2,"routing_key":3}',
}


def outcome(source: Source, body: bytes) -> Parsed | Refused:
    try:
        return source.parse(body, {}, {})
    except Refused as refused:
        return refused


def is_storable(found: Event) -> bool:
    """PostgreSQL stores neither NUL nor lone surrogates; `encode` refuses the latter."""
    return b"\\u0000" not in msgspec.json.encode(found)


def is_within_limits(found: Event) -> bool:
    return (
        len(found.summary) <= limits.SUMMARY_LIMIT
        and 0 < len(found.dedup_key) <= limits.DEDUP_KEY_LIMIT
        and len(found.source) <= limits.SOURCE_LIMIT
        and len(found.runbook_url) <= limits.RUNBOOK_LIMIT
        and len(found.labels) <= limits.LABELS_LIMIT
        and all(len(name) <= limits.LABEL_NAME_LIMIT for name in found.labels)
        and all(len(value) <= limits.LABEL_LIMIT for value in found.labels.values())
        and len(found.links) <= limits.LINKS_LIMIT
    )


def check(source: Source, body: bytes) -> None:
    found = outcome(source, body)
    if isinstance(found, Refused):
        assert 400 <= found.status < 500
        assert found.message
        assert all(error.message for error in found.errors)
        return
    assert len(found.places) == len(found.events)
    for event in found.events:
        assert is_storable(event)
        assert is_within_limits(event)
        assert event.severity in ("", *SEVERITIES)


@each_source
@pytest.mark.parametrize("body", NASTIES.values(), ids=NASTIES)
def test_nothing_a_sender_writes_does_more_than_being_refused(source: Source, body: bytes) -> None:
    check(source, body)


@each_source
@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(source: Source, body: bytes) -> None:
    check(source, body)


FIELDS = [
    "alerts",
    "labels",
    "annotations",
    "status",
    "fingerprint",
    "startsAt",
    "generatorURL",
    "payload",
    "summary",
    "source",
    "severity",
    "event_action",
    "dedup_key",
    "custom_details",
    "links",
    "images",
    "href",
    "src",
    "timestamp",
    "details",
    "action",
    "client",
    "client_url",
]
WORDS = ["firing", "resolved", "trigger", "resolve", "critical", "https://example.org", "\x00", "\ud800", "k" * 300]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=20,
)


@each_source
@settings(max_examples=80, deadline=None)
@given(value=VALUES, escaped=st.booleans())
def test_any_json_is_read_or_refused(source: Source, value: Any, escaped: bool) -> None:
    check(source, json.dumps(value, ensure_ascii=escaped).encode(errors="surrogatepass"))


@each_source
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_recorded_payload_with_one_field_spoiled_is_read_or_refused(source: Source, data: st.DataObject) -> None:
    body = json.loads(body_of(data.draw(st.sampled_from(recorded(source.kind)))))
    holder = body
    while True:
        name = data.draw(st.sampled_from(sorted(holder)) if isinstance(holder, dict) else st.just(0))
        inner = holder[name]
        if not inner or not isinstance(inner, dict | list) or data.draw(st.booleans()):
            break
        holder = inner
    holder[name] = data.draw(VALUES)
    check(source, json.dumps(body).encode())


@each_source
def test_a_source_declares_what_its_pages_need(source: Source) -> None:
    assert source.kind.isidentifier()
    assert source.kind == source.kind.lower()
    assert source.title
    assert source.description.endswith(".")
    source.check_options({})
    with pytest.raises(ValueError, match="nonsense"):
        source.check_options({"nonsense": "x"})


@each_source
def test_a_snippet_can_be_pasted_as_it_is(source: Source) -> None:
    snippet = source.snippet("https://watchbill.example.org", "k" * 32)
    assert "https://watchbill.example.org/" in snippet
    assert "k" * 32 in snippet


@each_source
def test_a_source_is_tested_with_payloads_of_real_clients(source: Source) -> None:
    assert Path(__file__).with_name(f"test_{source.kind}.py").exists()
    assert (FOLDER / f"{source.kind}.jsonl").exists()
    for recording in recorded(source.kind):
        if "alertname" in str(recording["body"]) or source.kind != "generic":
            assert isinstance(outcome(source, body_of(recording)), Parsed)


@each_source
def test_a_source_has_its_line_in_the_reference(source: Source) -> None:
    assert f"| `{source.kind}` | {source.title} | {source.description} |" in REFERENCE.read_text()


@each_source
def test_every_option_of_a_source_is_in_the_reference(source: Source) -> None:
    reference = REFERENCE.read_text()
    info: Any = msgspec.inspect.type_info(source.options)
    for field in info.fields:
        description = field.type.extra_json_schema["description"]
        assert f"| `{field.name}` | {description} |" in reference
