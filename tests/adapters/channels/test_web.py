import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from tests.adapters.channels.sending import AT, MESSAGE, Receiver, failure, message, sent
from tests.adapters.recordings import recorded
from watchbill.adapters.channels import posting, web
from watchbill.adapters.channels.channel import PermanentFailure, PlaceError, TemporaryFailure
from watchbill.adapters.channels.web import CHANNEL, Config, check_place, shared_secret, signed_headers, signing_secrets

SECRET = "whsec_" + b64encode(b"0123456789abcdef01234567").decode()
CONFIG = Config(webhook_secret=SECRET)


def verified(headers: Any, body: bytes, secret: str) -> bool:
    """As a receiver does it, by the letter of the specification."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b64encode(hmac.new(b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


def test_the_signature_is_the_published_one() -> None:
    (vector,) = recorded("web")
    headers = signed_headers(
        vector["body"].encode(),
        key=vector["headers"]["webhook-id"],
        sent_at=AT.fromtimestamp(int(vector["headers"]["webhook-timestamp"]), AT.tzinfo),
        secrets=signing_secrets(Config(webhook_secret=vector["secret"])),
    )
    assert headers == vector["headers"]


def test_a_receiver_can_verify_and_read_what_it_gets() -> None:
    receiver = Receiver()
    receipt = sent(CHANNEL, receiver, "{}/hook?a=b", CONFIG)
    ((request, body),) = receiver.requests
    assert (request.method, str(request.rel_url)) == ("POST", "/hook?a=b")
    assert request.content_type == "application/json"
    assert verified(request.headers, body, SECRET)
    assert request.headers["webhook-id"] == MESSAGE.idempotency_key
    assert json.loads(body) == {
        "type": "page",
        "timestamp": "2026-03-02T09:00:00Z",
        "data": {
            "subject": MESSAGE.subject,
            "text": MESSAGE.text,
            "urgency": "high",
            "url": MESSAGE.url,
            "actions": [{"label": "Acknowledge", "url": "https://watchbill.example.org/a/x"}],
            "thread": "alert-7",
            "page": 7,
        },
    }
    assert receipt.detail == "answered 200"


def test_while_a_secret_changes_the_old_and_the_new_one_verify() -> None:
    old, new = SECRET, "whsec_" + b64encode(b"another secret of 24 byt").decode()
    receiver = Receiver()
    sent(CHANNEL, receiver, "{}/hook", Config(webhook_secret=f"{new},{old}"))
    ((request, body),) = receiver.requests
    assert verified(request.headers, body, old)
    assert verified(request.headers, body, new)


def test_without_a_secret_of_its_own_it_is_derived_from_the_installation_s() -> None:
    receiver = Receiver()
    config = Config(secret_key="newest, oldest")
    sent(CHANNEL, receiver, "{}/hook", config)
    ((request, body),) = receiver.requests
    assert verified(request.headers, body, shared_secret(config))
    assert verified(request.headers, body, shared_secret(Config(secret_key="oldest")))
    assert shared_secret(config) != shared_secret(Config(secret_key="another"))


@pytest.mark.parametrize("config", [Config(), Config(webhook_secret="whsec_not base64!")])
def test_without_a_usable_secret_nothing_is_sent(config: Config) -> None:
    receiver = Receiver()
    assert isinstance(failure(CHANNEL, receiver, "{}/hook", config), PermanentFailure)
    assert receiver.requests == []


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_success(status: int) -> None:
    assert sent(CHANNEL, Receiver(status=status), "{}/hook", CONFIG).detail == f"answered {status}"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, PermanentFailure),
        (307, PermanentFailure),
        (400, PermanentFailure),
        (401, PermanentFailure),
        (404, PermanentFailure),
        (410, PermanentFailure),
        (422, PermanentFailure),
        (408, TemporaryFailure),
        (409, TemporaryFailure),
        (425, TemporaryFailure),
        (429, TemporaryFailure),
        (500, TemporaryFailure),
        (502, TemporaryFailure),
        (503, TemporaryFailure),
    ],
)
def test_any_other_answer_is_a_failure_that_says_what_to_do_next(status: int, kind: type[Exception]) -> None:
    receiver = Receiver(status=status, headers={"Location": "/elsewhere"}, body=b"no\nroom")
    failed = failure(CHANNEL, receiver, "{}/hook", CONFIG)
    assert type(failed) is kind
    assert f"answered {status}" in failed.sentence
    assert "no room" in failed.sentence
    assert len(receiver.requests) == 1  # redirects are not followed


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 09:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.0),
        ("999999999", 3600.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_the_receiver_s_wish_when_to_come_again_is_passed_on(said: str, seconds: float | None) -> None:
    failed = failure(CHANNEL, Receiver(status=503, headers={"Retry-After": said}), "{}/hook", CONFIG)
    assert isinstance(failed, TemporaryFailure)
    assert failed.retry_after == seconds


def test_who_does_not_answer_in_time_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TIMEOUT", 0.05)
    failed = failure(CHANNEL, Receiver(status=0), "{}/hook", CONFIG)
    assert isinstance(failed, TemporaryFailure)
    assert "did not answer" in failed.sentence


def test_who_cannot_be_reached_is_tried_again() -> None:
    failed = failure(CHANNEL, Receiver(), "http://127.0.0.1:9/hook", CONFIG)
    assert isinstance(failed, TemporaryFailure)
    assert "cannot be reached" in failed.sentence


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    failed = failure(CHANNEL, Receiver(status=404, body=b"x" * 5_000_000), "{}/hook", CONFIG)
    assert len(failed.sentence) < 300


@pytest.mark.parametrize(
    ("place", "normal"),
    [
        ("https://Example.org/Hook?Q=1#part", "https://example.org/Hook?Q=1"),
        ("  HTTP://127.0.0.1:8080/x ", "http://127.0.0.1:8080/x"),
        ("https://[::1]/x", "https://[::1]/x"),
    ],
)
def test_a_place_has_one_form(place: str, normal: str) -> None:
    assert check_place(place) == normal
    assert check_place(normal) == normal


@pytest.mark.parametrize(
    "place",
    [
        "example.org",
        "ftp://example.org",
        "https://",
        "https://u:p@example.org",
        "https://a b.org",
        "https://x\n.org/",
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org/" + "x" * 2000,
        "javascript:alert(1)",
    ],
)
def test_what_is_no_web_address_is_refused(place: str) -> None:
    with pytest.raises(PlaceError):
        check_place(place)


def test_the_body_is_the_same_in_every_attempt_but_for_its_instant() -> None:
    one, two = (msgspec.json.decode(web.body_of(each)) for each in (MESSAGE, message(sent_at=AT.replace(hour=10))))
    assert one.pop("timestamp") != two.pop("timestamp")
    assert one == two
