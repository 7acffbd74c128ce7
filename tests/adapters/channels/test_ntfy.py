import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.adapters.channels.sending import MESSAGE, Receiver, failure, message, sent
from tests.adapters.recordings import recorded
from watchbill.adapters.channels.channel import MessageAction, PermanentFailure, PlaceError, TemporaryFailure
from watchbill.adapters.channels.ntfy import CHANNEL, Config, check_place, publication
from watchbill.domain.alerting.urgency import Urgency

CONFIG = Config()


def published(receiver: Receiver) -> dict[str, Any]:
    ((_request, body),) = receiver.requests
    found: dict[str, Any] = json.loads(body)
    return found


def test_a_page_is_published_on_the_topic() -> None:
    receiver = Receiver(body=b'{"id": "xE73Iyuabi", "time": 1673542291, "event": "message"}')
    receipt = sent(CHANNEL, receiver, "{}/radio-7f3k", CONFIG)
    assert published(receiver) == {
        "topic": "radio-7f3k",
        "title": MESSAGE.subject,
        "message": MESSAGE.text,
        "priority": 5,
        "tags": ["rotating_light"],
        "click": MESSAGE.url,
        "actions": [{"action": "view", "label": "Acknowledge", "url": "https://watchbill.example.org/a/x"}],
    }
    assert receiver.requests[0][0].path == "/"
    assert (receipt.provider_id, receipt.detail) == ("xE73Iyuabi", "published on radio-7f3k")


def test_the_fields_are_those_that_other_clients_publish() -> None:
    (recording,) = recorded("ntfy")
    ours = publication("topic", MESSAGE)
    assert recording["path"] == "/"
    assert {name: type(value) for name, value in recording["body"].items()}.items() <= {
        name: type(value) for name, value in ours.items()
    }.items()


def test_what_is_not_urgent_does_not_ring() -> None:
    assert publication("t", message(urgency=Urgency.LOW))["priority"] == 3
    assert "click" not in publication("t", message(url=""))


def test_a_long_message_is_cut_between_characters_before_it_becomes_an_attachment() -> None:
    cut = publication("t", message(text="é" * 5000))["message"]
    assert cut == "é" * 2000


def test_no_more_buttons_are_sent_than_are_shown() -> None:
    actions = tuple(MessageAction(str(number), "https://example.org") for number in range(5))
    assert len(publication("t", message(actions=actions))["actions"]) == 3


def test_the_token_goes_to_its_own_server_only() -> None:
    foreign = Receiver()
    sent(CHANNEL, foreign, "{}/topic", Config(url="https://ntfy.example.org", token="tk_secret"))
    assert "Authorization" not in foreign.requests[0][0].headers


def test_the_token_is_shown_to_the_configured_server() -> None:
    own = Receiver()

    async def attempt() -> None:
        async with own.listening() as address, aiohttp.ClientSession() as http:
            config = Config(url=f"{address}/", token="tk_secret")
            await CHANNEL.send(config=config, place="topic", message=MESSAGE, http=http)

    asyncio.run(attempt())
    assert own.requests[0][0].headers["Authorization"] == "Bearer tk_secret"


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"\xff"])
def test_an_answer_without_an_id_is_success_all_the_same(body: bytes) -> None:
    assert sent(CHANNEL, Receiver(body=body), "{}/topic", CONFIG).provider_id == ""


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, PermanentFailure), (403, PermanentFailure), (429, TemporaryFailure), (507, TemporaryFailure)],
)
def test_a_refusal_says_what_to_do_next(status: int, kind: type[Exception]) -> None:
    assert type(failure(CHANNEL, Receiver(status=status), "{}/topic", CONFIG)) is kind


@pytest.mark.parametrize(
    ("place", "normal"),
    [
        (" radio-7f3k ", "radio-7f3k"),
        ("https://ntfy.example.org/radio_1/", "https://ntfy.example.org/radio_1"),
        ("http://127.0.0.1:8080/push/radio", "http://127.0.0.1:8080/push/radio"),
    ],
)
def test_a_place_is_a_topic_with_or_without_its_server(place: str, normal: str) -> None:
    assert check_place(place) == normal


@pytest.mark.parametrize("place", ["", "two words", "a/b", "é", "x" * 65, "https://ntfy.example.org/", "ftp://x/topic"])
def test_what_is_no_topic_is_refused(place: str) -> None:
    with pytest.raises(PlaceError, match="expected"):
        check_place(place)
