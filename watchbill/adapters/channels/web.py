"""A signed POST to any address, as Standard Webhooks says (https://www.standardwebhooks.com)."""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlsplit

import aiohttp
import msgspec

from watchbill.adapters.channels.channel import Channel, Message, PermanentFailure, PlaceError, Receipt
from watchbill.adapters.channels.posting import post
from watchbill.adapters.channels.settings import setting

PREFIX = "whsec_"
PLACE_LIMIT = 2000


class Config(msgspec.Struct, frozen=True):
    webhook_secret: Annotated[
        str,
        setting(
            "WATCHBILL_WEBHOOK_SECRET",
            "what receivers check signatures with: `whsec_` and base64; a list while it changes, newest first; "
            "derived from the secret key when not given",
            secret=True,
        ),
    ] = ""
    secret_key: Annotated[
        str,
        setting("WATCHBILL_SECRET_KEY", "the installation's secret key, from which others are derived", secret=True),
    ] = ""


def check_place(place: str) -> str:
    place = place.strip()
    try:
        parts = urlsplit(place)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not place.isprintable() or " " in place:
        raise PlaceError(f"{place[:100]!r} is not a web address; expected one such as https://example.org/hook.")
    if len(place) > PLACE_LIMIT:
        raise PlaceError(f"The web address is longer than {PLACE_LIMIT} characters.")
    if parts.username or parts.password:
        raise PlaceError(
            "The web address holds a password, which would be shown; receivers check the signature instead."
        )
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()


@lru_cache(maxsize=4)
def signing_secrets(config: Config) -> tuple[bytes, ...]:
    """Newest first. Raises `PermanentFailure` when there is none, or one cannot be read."""
    given = config.webhook_secret.replace(",", " ").split()
    if given:
        return tuple(_read_secret(secret) for secret in given)
    keys = [key.strip() for key in config.secret_key.split(",") if key.strip()]
    if not keys:
        raise PermanentFailure("There is no secret to sign with: set WATCHBILL_WEBHOOK_SECRET or WATCHBILL_SECRET_KEY.")
    return tuple(hmac.digest(key.encode(), b"watchbill webhook signature", sha256) for key in keys)


def _read_secret(secret: str) -> bytes:
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise PermanentFailure("WATCHBILL_WEBHOOK_SECRET cannot be read: expected whsec_ and base64.") from None


def shared_secret(config: Config) -> str:
    """What the receiver is given, to check signatures with."""
    return PREFIX + b64encode(signing_secrets(config)[0]).decode()


def signed_headers(body: bytes, *, key: str, sent_at: datetime, secrets: Iterable[bytes]) -> dict[str, str]:
    timestamp = str(int(sent_at.timestamp()))
    content = b".".join((key.encode(), timestamp.encode(), body))
    signatures = (b64encode(hmac.digest(secret, content, sha256)).decode() for secret in secrets)
    return {
        "webhook-id": key,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def body_of(message: Message) -> bytes:
    """The same in every attempt but for the timestamp."""
    data: dict[str, Any] = {
        "subject": message.subject,
        "text": message.text,
        "urgency": message.urgency,
        "url": message.url,
        "actions": message.actions,
        "thread": message.thread,
        **message.data,
    }
    return msgspec.json.encode({"type": message.kind, "timestamp": message.sent_at, "data": data})


async def send(*, config: Config, place: str, message: Message, http: aiohttp.ClientSession) -> Receipt:
    body = body_of(message)
    key = message.idempotency_key
    headers = signed_headers(body, key=key, sent_at=message.sent_at, secrets=signing_secrets(config))
    answer = await post(http, place, body=body, headers=headers, sent_at=message.sent_at)
    return Receipt(detail=f"answered {answer.status}")


CHANNEL = Channel(
    kind="web",
    title="Webhook",
    description="A POST of JSON to any web address, signed so that its receiver can trust it (Standard Webhooks).",
    config=Config,
    check_place=check_place,
    send=send,
)
