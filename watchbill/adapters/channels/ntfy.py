"""Push messages to phones through ntfy (https://docs.ntfy.sh/publish/): on ntfy.sh, or a server of one's own."""

import re
from typing import Annotated, Any

import aiohttp
import msgspec

from watchbill.adapters.channels.channel import Channel, Message, PlaceError, Receipt
from watchbill.adapters.channels.posting import post
from watchbill.adapters.channels.settings import setting
from watchbill.domain.alerting.urgency import Urgency

TITLE_LIMIT = 250
MESSAGE_LIMIT = 4000  # bytes; the server makes an attachment of what is longer than 4,096
ACTIONS_LIMIT = 3

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_SERVER = re.compile(r"https?://[-A-Za-z0-9.]+(:[0-9]{1,5})?(/[-_.A-Za-z0-9]+)*")


class Config(msgspec.Struct, frozen=True):
    url: Annotated[str, setting("WATCHBILL_NTFY_URL", "the server that a topic without one is published on")] = (
        "https://ntfy.sh"
    )
    token: Annotated[
        str,
        setting("WATCHBILL_NTFY_TOKEN", "the access token for that server; other servers never see it", secret=True),
    ] = ""


class _Id(msgspec.Struct):
    id: str = ""


def check_place(place: str) -> str:
    server, topic = _parts(place.strip().rstrip("/"))
    if not _TOPIC.fullmatch(topic):
        shown = place[:100]
        raise PlaceError(f"{shown!r} is not a topic; expected 1 to 64 letters, digits, - or _, such as radio-7f3k.")
    if server and not _SERVER.fullmatch(server):
        raise PlaceError(
            f"{place[:100]!r} is not a topic's address; expected one such as https://ntfy.example.org/radio."
        )
    return f"{server}/{topic}" if server else topic


def _parts(place: str) -> tuple[str, str]:
    """The server, empty when only a topic is written, and the topic."""
    if "://" not in place:
        return "", place
    server, _, topic = place.rpartition("/")
    return server, topic


async def send(*, config: Config, place: str, message: Message, http: aiohttp.ClientSession) -> Receipt:
    server, topic = _parts(place)
    own = config.url.rstrip("/")
    headers = {"Authorization": f"Bearer {config.token}"} if config.token and server in ("", own) else {}
    body = msgspec.json.encode(publication(topic, message))
    answer = await post(http, f"{server or own}/", body=body, headers=headers, sent_at=message.sent_at)
    return Receipt(provider_id=_id_in(answer.body), detail=f"published on {topic}")


def publication(topic: str, message: Message) -> dict[str, Any]:
    urgent = message.urgency == Urgency.HIGH
    said = {
        "topic": topic,
        "title": message.subject[:TITLE_LIMIT],
        "message": message.text.encode()[:MESSAGE_LIMIT].decode(errors="ignore"),
        "priority": 5 if urgent else 3,
        "tags": ["rotating_light"] if urgent else ["bell"],
        "actions": [
            {"action": "view", "label": each.label, "url": each.url} for each in message.actions[:ACTIONS_LIMIT]
        ],
    }
    return {**said, "click": message.url} if message.url else said


def _id_in(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Id).id
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


CHANNEL = Channel(
    kind="ntfy",
    title="ntfy",
    description="A push message to the phones that follow a topic, on ntfy.sh or a server of one's own.",
    config=Config,
    check_place=check_place,
    send=send,
)
