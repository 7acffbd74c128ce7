import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.channels.sending import AT, MESSAGE, Receiver, message
from watchbill.adapters.channels import push
from watchbill.adapters.channels.channel import (
    Message,
    PermanentFailure,
    PlaceError,
    PlaceGone,
    Receipt,
    TemporaryFailure,
)
from watchbill.adapters.channels.push import CHANNEL, Config, Subscription
from watchbill.domain.alerting.urgency import Urgency

TEXT = "Disk full on db1\n\nSince 09:48.\n\nAcknowledge: https://watchbill.example.org/a/x\n"
CONFIG = Config(secret_key="a secret of the tests")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class Device:
    """A browser that subscribed: it keeps the private key and the secret, and opens what is sent to it."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, secret: bytes = b"0123456789abcdef") -> None:
        self.private = private or ec.generate_private_key(push.CURVE)
        self.secret = secret
        self.public = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def place(self, endpoint: str = "https://push.example.org/send/x1", config: Config = CONFIG) -> str:
        return push.place_of(endpoint=endpoint, p256dh=text_of(self.public), auth=text_of(self.secret), config=config)

    def opened(self, body: bytes) -> bytes:
        """RFC 8188 and 8291 read from the other end."""
        salt, theirs, sealed = body[:16], body[21 : 21 + body[20]], body[21 + body[20] :]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(push.CURVE, theirs))
        agreed = self._derived(shared, self.secret, b"WebPush: info\x00" + self.public + theirs, 32)
        key = self._derived(agreed, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = self._derived(agreed, salt, b"Content-Encoding: nonce\x00", 12)
        text = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert text.endswith(b"\x02")
        return text[:-1]

    @staticmethod
    def _derived(secret: bytes, salt: bytes, told: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, told).derive(secret)


def attempt(receiver: Receiver, device: Device, said: Message = MESSAGE, config: Config = CONFIG) -> Receipt:
    async def tried() -> Receipt:
        async with receiver.listening() as address, aiohttp.ClientSession() as http:
            place = device.place(f"{address}/send/x1")
            return await CHANNEL.send(config=config, place=place, message=said, http=http)

    return asyncio.run(tried())


def test_the_example_of_rfc_8291_is_sealed_as_it_says() -> None:
    own = ec.derive_private_key(int.from_bytes(bytes_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), push.CURVE)
    public = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    receiver = Subscription("", bytes_of(public), bytes_of("BTBZMqHH6r4Tts7J_aSIgg"), "")
    sealed = push.seal(
        b"When I grow up, I want to be a watermelon", receiver, own=own, salt=bytes_of("DGv6ra1nlYgDCS1FRnbzlw")
    )
    assert text_of(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_what_is_sent_is_opened_by_the_device_alone() -> None:
    receiver, device = Receiver(status=201), Device()
    receipt = attempt(
        receiver, device, message(text=TEXT, data={"acknowledge_url": "https://watchbill.example.org/a/x"})
    )
    ((request, body),) = receiver.requests
    said = json.loads(device.opened(body))
    assert said == {
        "title": MESSAGE.subject,
        "text": "Since 09:48.",
        "urgency": "high",
        "tag": MESSAGE.idempotency_key,
        "url": MESSAGE.url,
        "act": "https://watchbill.example.org/a/x",
    }
    assert request.path == "/send/x1"
    assert receipt.detail == "taken by 127.0.0.1"
    with pytest.raises(Exception, match=r"^$"):
        Device().opened(body)


def test_the_push_service_is_told_how_urgent_it_is_and_what_it_replaces() -> None:
    receiver = Receiver(status=201)
    attempt(receiver, Device())
    sent = receiver.requests[0][0].headers
    assert sent["Content-Encoding"] == "aes128gcm"
    assert (sent["Urgency"], sent["TTL"], sent["Topic"]) == ("high", "3600", MESSAGE.idempotency_key)
    subscription = push.read(Device().place())
    quiet = push.headers_for(subscription, message(urgency=Urgency.LOW), CONFIG)
    assert (quiet["Urgency"], quiet["TTL"]) == ("normal", "43200")


@pytest.mark.parametrize("contact", ["", "mailto:ops@example.org"])
def test_the_sender_is_shown_by_a_token_for_this_service_alone(contact: str) -> None:
    config = Config(contact=contact, secret_key=CONFIG.secret_key)
    said = push.headers_for(push.read(Device().place()), MESSAGE, config)["Authorization"]
    token, key = said.removeprefix("vapid t=").split(", k=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(push.CURVE, bytes_of(key))
    read: dict[str, Any] = jwt.decode(
        token, public, algorithms=["ES256"], audience="https://push.example.org", options={"verify_exp": False}
    )
    assert read["sub"] == contact or "https://watchbill.example.org"
    assert 0 < read["exp"] - AT.timestamp() <= 24 * 3600
    assert key == push.public_key(config)


def test_every_process_with_the_same_secret_key_is_the_same_sender() -> None:
    push.sender_keys.cache_clear()
    again = Config(secret_key=CONFIG.secret_key)
    assert push.public_key(again) == push.public_key(CONFIG)
    assert push.public_key(Config(secret_key="another")) != push.public_key(CONFIG)


def test_while_the_secret_key_changes_devices_of_the_old_one_still_ring() -> None:
    both = Config(secret_key=f"a newer one,{CONFIG.secret_key}")
    receiver, device = Receiver(status=201), Device()
    attempt(receiver, device, config=both)
    assert receiver.requests[0][0].headers["Authorization"].endswith(f"k={push.public_key(CONFIG)}")


def test_after_that_they_are_said_to_need_a_new_subscription() -> None:
    with pytest.raises(PermanentFailure, match="Ring this device"):
        attempt(Receiver(), Device(), config=Config(secret_key="a newer one"))
    with pytest.raises(PermanentFailure, match="WATCHBILL_SECRET_KEY"):
        attempt(Receiver(), Device(), config=Config())


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_is_gone_for_good(status: int) -> None:
    with pytest.raises(PlaceGone, match="nobody is there any more"):
        attempt(Receiver(status=status), Device())


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_tried_again_when_it_asked_for(status: int) -> None:
    with pytest.raises(TemporaryFailure) as failed:
        attempt(Receiver(status=status, headers={"Retry-After": "120"}), Device())
    assert failed.value.retry_after == 120


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_any_other_refusal_is_for_good_and_says_nothing_about_the_device(status: int) -> None:
    with pytest.raises(PermanentFailure) as failed:
        attempt(Receiver(status=status), Device())
    assert not isinstance(failed.value, PlaceGone)


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=600), text=st.text(max_size=6000))
def test_however_long_the_message_it_fits_into_one_record(title: str, text: str) -> None:
    device = Device(secret=b"\x00" * 16)
    said = message(subject=title, text=text, data={"acknowledge_url": "https://watchbill.example.org/a/" + "x" * 60})
    body = push.seal(push.payload(said), push.read(device.place()))
    assert len(body) <= push.RECORD
    assert said.subject.startswith(json.loads(device.opened(body))["title"])


def test_a_place_is_short_and_shown_without_its_secret() -> None:
    device = Device()
    endpoint = "https://fcm.googleapis.com/fcm/send/" + "e" * 152
    place = device.place(endpoint)
    assert len(place) == len(endpoint) + 77
    assert push.read(place) == Subscription(endpoint, device.public, device.secret, place.split("#")[1][:8])
    assert CHANNEL.shown(place) == "fcm.googleapis.com/…eeeeee"


@pytest.mark.parametrize(
    "endpoint",
    ["", "http://push.example.org/x", "ftp://push.example.org/x", "https://", "https://a:b@push.example.org/x", "x y"],
)
def test_only_the_address_of_a_push_service_is_taken(endpoint: str) -> None:
    with pytest.raises(PlaceError, match="Ring this device"):
        Device().place(endpoint)


@pytest.mark.parametrize(("key", "auth"), [("AAAA", "BTBZMqHH6r4Tts7J_aSIgg"), ("é", "x"), ("", "")])
def test_keys_that_no_browser_gives_are_refused(key: str, auth: str) -> None:
    with pytest.raises(PlaceError, match="cannot be read"):
        push.place_of(endpoint="https://push.example.org/x", p256dh=key, auth=auth, config=CONFIG)
