"""Posting over HTTP, and what each answer means for the delivery."""

from collections.abc import Mapping, Set
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
import msgspec

from watchbill.adapters.channels.channel import PermanentFailure, PlaceGone, TemporaryFailure

TIMEOUT = 10.0
ANSWER_LIMIT = 4096
USER_AGENT = "Watchbill"
RETRY_AFTER_LIMIT = 3600.0

_TEMPORARY = frozenset((408, 409, 421, 425, 429))


class Answer(msgspec.Struct, frozen=True):
    """A 2xx answer, and at most `ANSWER_LIMIT` bytes of its body."""

    status: int
    body: bytes


async def post(
    http: aiohttp.ClientSession,
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    sent_at: datetime,
    gone: Set[int] = frozenset(),
) -> Answer:
    """Redirects are not followed. Raises `TemporaryFailure` and `PermanentFailure` for any answer but 2xx, and none;
    a status in `gone` says that nobody is there any more (`PlaceGone`)."""
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    sending = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **headers}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with http.post(url, data=body, headers=sending, allow_redirects=False, timeout=timeout) as response:
            said = await _beginning(response)
            if response.status in gone:
                raise PlaceGone(f"{host} answered {response.status}: nobody is there any more.")
            if not 200 <= response.status < 300:
                raise _failure(host, response, said, sent_at)
            return Answer(response.status, said)
    except TimeoutError:
        raise TemporaryFailure(f"{host} did not answer within {TIMEOUT:.0f} seconds.") from None
    except aiohttp.InvalidURL:
        raise PermanentFailure(f"{url} is not an address that can be posted to.") from None
    except (aiohttp.ClientError, OSError) as error:
        raise TemporaryFailure(f"{host} cannot be reached: {error}.") from error


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """Enough of the body for the record. An endless or broken one changes nothing about the status."""
    parts, size = [], 0
    try:
        async for part in response.content.iter_any():
            parts.append(part)
            size += len(part)
            if size >= ANSWER_LIMIT:
                break
    except (aiohttp.ClientError, TimeoutError):
        return b""
    return b"".join(parts)[:ANSWER_LIMIT]


def _failure(
    host: str, response: aiohttp.ClientResponse, said: bytes, sent_at: datetime
) -> TemporaryFailure | PermanentFailure:
    status = response.status
    sentence = f"{host} answered {status} {response.reason or ''}".strip() + _shown(said)
    if status >= 500 or status in _TEMPORARY:
        return TemporaryFailure(sentence, retry_after(response.headers.get("Retry-After", ""), sent_at))
    if 300 <= status < 400:
        sentence += f"; redirects are not followed, so give the new address: {response.headers.get('Location', '?')}"
    return PermanentFailure(sentence)


def _shown(said: bytes) -> str:
    text = " ".join(said.decode(errors="replace").split())
    return f": {text[:200]}" if text else ""


def retry_after(value: str, sent_at: datetime) -> float | None:
    """Seconds, from either form of the header; None when it says nothing that can be used."""
    if value.isascii() and value.isdigit():
        return min(float(value), RETRY_AFTER_LIMIT)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return min(max((until - sent_at).total_seconds(), 0.0), RETRY_AFTER_LIMIT)
