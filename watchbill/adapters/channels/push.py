"""Web Push to a browser that asked for it: RFC 8030, its payload sealed as RFC 8291 says, its sender shown by RFC 8292.

The key pair that the sender is known by is derived from the installation's secret key, so every process has the same.
"""

import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

import aiohttp
import jwt
import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from watchbill.adapters.channels.channel import Channel, Message, PermanentFailure, PlaceError, Receipt
from watchbill.adapters.channels.posting import post
from watchbill.adapters.channels.settings import setting
from watchbill.domain.alerting.urgency import Urgency

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve's group
RECORD = 4096
PAYLOAD_LIMIT = RECORD - 16 - 4 - 1 - 65 - 16 - 1  # salt, record size, length and key, tag, delimiter
TEXT_LIMIT, TITLE_LIMIT = 600, 200
PLACE_LIMIT = 1200
WAITS = {Urgency.HIGH: timedelta(hours=1), Urgency.LOW: timedelta(hours=12)}
"""For how long the push service keeps it for a phone that is out of reach."""
TOKEN_LASTS = timedelta(hours=12)
GONE = frozenset((404, 410))
_PLACE = re.compile(r"([-_A-Za-z0-9]{8})\.([-_A-Za-z0-9]{44})\.([-_A-Za-z0-9]{22})")
_HOME = ("127.0.0.1", "localhost", "::1")


class Config(msgspec.Struct, frozen=True):
    contact: Annotated[
        str,
        setting(
            "WATCHBILL_PUSH_CONTACT",
            "whom a push service writes to when pushes make trouble: `mailto:ops@example.org`; "
            "the address of this installation when not given",
        ),
    ] = ""
    secret_key: Annotated[
        str,
        setting(
            "WATCHBILL_SECRET_KEY", "the installation's secret key, from which the key pair is derived", secret=True
        ),
    ] = ""


class Subscription(msgspec.Struct, frozen=True):
    """What a browser gives out: where to post, its public key, its secret, and by which key it knows the sender."""

    endpoint: str
    public: bytes
    secret: bytes
    sender: str


def place_of(*, endpoint: str, p256dh: str, auth: str, config: Config) -> str:
    """The place of a browser that subscribed just now. Raises `PlaceError` for what no browser gives."""
    try:
        public = _read_point(_decode(p256dh))
        secret = _decode(auth)
    except ValueError:
        raise PlaceError("The keys of this subscription cannot be read.") from None
    short = _encode(public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    return check_place(f"{endpoint}#{_name(sender_keys(config)[0])}.{short}.{_encode(secret)}")


def check_place(place: str) -> str:
    place = place.strip()
    read(place)
    return place


def read(place: str) -> Subscription:
    """`endpoint#sender.key.secret`, the key as a compressed point."""
    if len(place) > PLACE_LIMIT or not place.isascii() or not place.isprintable() or " " in place:
        raise PlaceError(f"{place[:60]!r} is no subscription of a browser: press “Ring this device” on your own page.")
    endpoint, _, said = place.partition("#")
    keys = _PLACE.fullmatch(said)
    if keys is None or not _usable(endpoint):
        raise PlaceError(f"{place[:60]!r} is no subscription of a browser: press “Ring this device” on your own page.")
    sender, public, secret = keys.groups()
    try:
        point = _read_point(_decode(public))
    except ValueError:
        raise PlaceError("The key of this subscription is not a point of the curve.") from None
    return Subscription(endpoint, _point(point), _decode(secret), sender)


def _usable(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        known = bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        return False
    return known and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HOME))


def shown(place: str) -> str:
    """For pages and records: the push service, and enough to tell one device from another."""
    endpoint = place.partition("#")[0]
    return f"{urlsplit(endpoint).hostname}/…{endpoint[-6:]}"


@lru_cache(maxsize=4)
def sender_keys(config: Config) -> tuple[ec.EllipticCurvePrivateKey, ...]:
    """Newest first. Raises `PermanentFailure` when there is no secret key."""
    said = [key.strip() for key in config.secret_key.split(",") if key.strip()]
    if not said:
        raise PermanentFailure("There is no key to show who sends this: set WATCHBILL_SECRET_KEY.")
    drawn = (int.from_bytes(hmac.digest(key.encode(), b"watchbill web push", "sha512")) for key in said)
    return tuple(ec.derive_private_key(number % (ORDER - 1) + 1, CURVE) for number in drawn)


def public_key(config: Config) -> str:
    """What a browser subscribes with."""
    return _encode(_point(sender_keys(config)[0].public_key()))


def _name(key: ec.EllipticCurvePrivateKey) -> str:
    return _encode(sha256(_point(key.public_key())).digest())[:8]


def seal(
    text: bytes, subscription: Subscription, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """One record of aes128gcm that only the subscription's private key opens (RFC 8291, section 3.4)."""
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    ours = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), _read_point(subscription.public))
    told = b"WebPush: info\x00" + subscription.public + ours
    agreed = _derive(shared, salt=subscription.secret, told=told, length=32)
    key = _derive(agreed, salt=salt, told=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derive(agreed, salt=salt, told=b"Content-Encoding: nonce\x00", length=12)
    head = salt + RECORD.to_bytes(4) + len(ours).to_bytes() + ours
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def _derive(secret: bytes, *, salt: bytes, told: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=told).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload(message: Message) -> bytes:
    """What the service worker shows (assets/ts/worker): cut to what a record takes."""
    said: dict[str, Any] = {
        "title": message.subject[:TITLE_LIMIT],
        "urgency": message.urgency,
        "tag": message.idempotency_key,
        "url": message.url,
        "act": message.data.get("acknowledge_url", ""),
    }
    text = "\n".join(line for line in message.text.splitlines() if _worth_reading(line, message.subject))
    length = TEXT_LIMIT
    while len(made := msgspec.json.encode(said | {"text": text[:length]})) > PAYLOAD_LIMIT and length:
        length //= 2
    return made


def _worth_reading(line: str, subject: str) -> bool:
    """Not what the title says already, and no address that nobody reads on a locked phone."""
    return bool(line) and line not in subject and "://" not in line


def headers_for(subscription: Subscription, message: Message, config: Config) -> dict[str, str]:
    urgent = message.urgency == Urgency.HIGH
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(WAITS[message.urgency].total_seconds())),
        "Urgency": "high" if urgent else "normal",
        "Topic": message.idempotency_key[:32],  # a repeat takes the place of the first while the phone is out of reach
        "Authorization": _token(subscription, message, config),
    }


def _token(subscription: Subscription, message: Message, config: Config) -> str:
    """RFC 8292: signed with the key that the browser subscribed for."""
    key = next((key for key in sender_keys(config) if _name(key) == subscription.sender), None)
    if key is None:
        raise PermanentFailure(
            "The device subscribed while WATCHBILL_SECRET_KEY was another, which is not in its list any more: "
            "press “Ring this device” on it again."
        )
    endpoint, own = urlsplit(subscription.endpoint), urlsplit(message.url)
    said: dict[str, Any] = {"aud": _origin(endpoint), "exp": int((message.sent_at + TOKEN_LASTS).timestamp())}
    if contact := config.contact or (_origin(own) if own.scheme == "https" else ""):
        said["sub"] = contact
    return f"vapid t={jwt.encode(said, key, algorithm='ES256')}, k={_encode(_point(key.public_key()))}"


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


async def send(*, config: Config, place: str, message: Message, http: aiohttp.ClientSession) -> Receipt:
    subscription = read(place)
    headers = headers_for(subscription, message, config)
    body = seal(payload(message), subscription)
    await post(http, subscription.endpoint, body=body, headers=headers, sent_at=message.sent_at, gone=GONE)
    return Receipt(detail=f"taken by {urlsplit(subscription.endpoint).hostname}")


CHANNEL = Channel(
    kind="push",
    title="Push",
    description="A notification on a phone or computer that rings by itself, with buttons that act (Web Push).",
    config=Config,
    check_place=check_place,
    send=send,
    shown=shown,
    typed=False,
)
