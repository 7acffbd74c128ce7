"""What a channel is. A module of this package that holds one, named `CHANNEL`, is one: nothing else registers it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, Protocol

import aiohttp
import msgspec

from watchbill.domain.alerting.urgency import Urgency


class MessageAction(msgspec.Struct, frozen=True):
    """Something the reader can do: a label, and the address that does it or asks."""

    label: str
    url: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell one person, at one attempt.

    `idempotency_key` is the same in every attempt; `sent_at` is the instant of this one. Messages with the same
    `thread` belong together in the reader's eyes. `data` is the same said for a machine, JSON values only.
    """

    subject: str
    text: str
    idempotency_key: str
    sent_at: datetime
    html: str = ""
    urgency: Urgency = Urgency.HIGH
    url: str = ""
    actions: tuple[MessageAction, ...] = ()
    thread: str = ""
    kind: Literal["page", "notice"] = "page"
    data: dict[str, Any] = {}


class Receipt(msgspec.Struct, frozen=True):
    """What the provider answered: its own id for the message, and a sentence for the record."""

    provider_id: str = ""
    detail: str = ""


class PlaceError(ValueError):
    """A place that the channel cannot reach. The sentence says what was expected."""


class TemporaryFailure(Exception):
    """Not now. `retry_after` is in seconds, when the receiver said so."""

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retry_after = retry_after


class PermanentFailure(Exception):
    """Never, this way."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PlaceGone(PermanentFailure):
    """Nobody is reached at this place any more, whatever is sent."""


class Send(Protocol):
    async def __call__(self, *, config: Any, place: str, message: Message, http: aiohttp.ClientSession) -> Receipt:
        """`config` is an instance of the channel's `config`. Raises `TemporaryFailure` or `PermanentFailure`.

        It ends within `Channel.timeout` seconds.
        """


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """`check_place` gives the place in its normal form or raises `PlaceError`.

    `shown` is the place as pages and records show it. One that is not `typed` is given by a device, never by hand.
    `config` is a frozen struct whose every field is a setting (see `settings.py`).
    """

    kind: str
    title: str
    description: str
    config: type[msgspec.Struct]
    check_place: Callable[[str], str]
    send: Send
    timeout: float = 15.0
    shown: Callable[[str], str] = str
    typed: bool = True
