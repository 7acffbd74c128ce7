"""The answers, letter for letter as `docs/reference` and PagerDuty's clients have them."""

import msgspec

from watchbill.adapters.sources import answers
from watchbill.domain.alerting.event import Action, Event, ItemError, Parsed

EVENT = Event(Action.TRIGGER, "disk-db1", "Disk full")


def test_one_event_is_answered_with_its_key() -> None:
    answer = answers.single(Parsed([EVENT]))
    assert answer == b'{"status":"success","message":"Event processed","dedup_key":"disk-db1"}'


def test_what_was_noted_is_said_to_the_sender() -> None:
    answer = msgspec.json.decode(answers.single(Parsed([EVENT], notes=("a was taken for b",))))
    assert answer["message"] == "Event processed. a was taken for b"


def test_a_batch_is_answered_with_what_was_left_out() -> None:
    parsed = Parsed([EVENT, EVENT], [ItemError(1, "labels", "alerts[1]: 'labels' is missing")], batch=True)
    expected = b'{"status":"success","accepted":2,"errors":[{"index":1,"message":"alerts[1]: \'labels\' is missing"}]}'
    assert answers.batch(parsed) == expected


def test_a_refusal_lists_sentences_and_never_none() -> None:
    answer = answers.refused("Event object is invalid", [ItemError(0, "payload", "'payload' is missing or blank")])
    expected = (
        b'{"status":"invalid event","message":"Event object is invalid","errors":["\'payload\' is missing or blank"]}'
    )
    assert answer == expected
    assert msgspec.json.decode(answers.refused("Too large."))["errors"] == ["Too large."]
