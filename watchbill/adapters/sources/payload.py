"""Reading what senders write: JSON of any kind into values that can be stored, and words for what is wrong with it.

The quick way in is a typed decoder of the source's own. This is the patient one, for what that does not take: it
repairs what has only one meaning, because a refused alert pages nobody.
"""

import json
import math
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from watchbill.domain.alerting.event import (
    DEDUP_KEY_LIMIT,
    DETAIL_LIMIT,
    DETAILS_DEPTH,
    DETAILS_LIMIT,
    LABEL_NAME_LIMIT,
    LINK_LIMIT,
    Refused,
)

DEPTH_LIMIT = 64
NUL = b"\\u0000"
"""How a NUL is written in JSON. PostgreSQL stores it in no text, so a body that holds it goes the patient way."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_EPOCH = re.compile(r"([0-9]{10})(?:[0-9]{3}|\.[0-9]+)?")
_LARGEST = 2**63


class FieldError(Exception):
    """One field is wrong, and the sentence says what was expected of it."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(f"'{field}' {expected}" if field else expected)
        self.field = field


def decoded(body: bytes) -> Any:
    """The JSON value of a body, with storable texts and numbers and no more than `DEPTH_LIMIT` levels.

    Read as Windows does it: a byte-order mark is skipped, bytes that are no UTF-8 are Latin-1; NaN and numbers too
    large for 64 bits become texts. Raises `Refused`.
    """
    try:
        return _tidied(json.loads(_text(body), parse_int=_integer, parse_float=_number, parse_constant=str), 0)
    except RecursionError:
        raise Refused(f"The body is nested deeper than {DEPTH_LIMIT} levels.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Refused(
            f"The body is not JSON: {error.msg.lower()} at {place}." if body else "The body is empty."
        ) from None


def _text(body: bytes) -> str:
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return _LATIN.sub(lambda byte: chr(ord(byte[0]) - 0xDC00), body.decode(errors="surrogateescape"))


_LATIN = re.compile("[\udc80-\udcff]")


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= 18 or (len(digits) <= 20 and abs(int(digits)) < _LARGEST) else digits


def _number(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _tidied(value: Any, depth: int) -> Any:
    if depth > DEPTH_LIMIT:
        raise RecursionError
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(name): _tidied(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_tidied(inner, depth + 1) for inner in value]
    return value


def storable(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def one_line(text: str, limit: int) -> str:
    """Without line breaks and doubled spaces, as a title needs it."""
    if len(text) <= limit and text.isprintable() and "  " not in text:
        return text
    return cut(" ".join(text.split()), limit)


def scalar(value: Any) -> str | None:
    """A text as it is, a number or truth value as JSON writes it, null as ""; None for an object or a list."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return None if isinstance(value, dict | list) else json.dumps(value)


def scalar_field(holder: dict[str, Any], name: str, path: str = "") -> str:
    """Raises `FieldError` for an object or a list."""
    text = scalar(holder.get(name))
    if text is None:
        raise FieldError(path + name, f"should be a text, not {shown(holder[name])}")
    return text


def shown(value: Any) -> str:
    """For a sentence: what was found."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return cut(json.dumps(value, ensure_ascii=False), 80)


def short_key(text: str) -> str:
    """A key too long to store keeps its beginning and gets a fingerprint, so that different keys stay different."""
    if len(text) <= DEDUP_KEY_LIMIT:
        return text
    fingerprint = sha256(text.encode()).hexdigest()
    return f"{text[: DEDUP_KEY_LIMIT - len(fingerprint) - 1]}…{fingerprint}"


def key_from(*parts: str) -> str:
    """The same for the same parts, whoever computes it."""
    return sha256("\x00".join(parts).encode()).hexdigest()[:32]


def web_address(text: str, limit: int = LINK_LIMIT) -> str:
    """The address if a browser may open it, else "": what senders write must not run as a script on our pages."""
    return text if text.startswith(("https://", "http://")) and len(text) <= limit else ""


def instant(text: str) -> datetime | None:
    """In UTC, which is also meant where no offset is written; seconds or milliseconds since 1970 are understood too.

    None for what is no instant, and for the year 1, which some senders write for "never".
    """
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return in_utc(moment)


def in_utc(moment: datetime) -> datetime | None:
    if moment.year in (1, 9999):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def bounded(details: dict[str, Any]) -> dict[str, Any]:
    """At most `DETAILS_LIMIT` values, `DETAILS_DEPTH` levels, `DETAIL_LIMIT` characters each; the rest becomes "…"."""
    if len(details) <= DETAILS_LIMIT and all(
        _is_small(value) and len(name) <= LABEL_NAME_LIMIT for name, value in details.items()
    ):
        return details
    return _Bounds().object(details, 0)


def _is_small(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= DETAIL_LIMIT
    if isinstance(value, int):
        return -_LARGEST < value < _LARGEST
    return value is None or isinstance(value, float)


class _Bounds:
    def __init__(self) -> None:
        self.left = DETAILS_LIMIT

    def value(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if _is_small(value):
            return value
        if depth >= DETAILS_DEPTH:
            return "…"
        if isinstance(value, dict):
            return self.object(value, depth)
        if isinstance(value, list):
            return self.list(value, depth)
        return cut(str(value), DETAIL_LIMIT)

    def object(self, value: dict[str, Any], depth: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, inner in value.items():
            if self.left <= 0:
                return {**kept, "…": f"{len(value) - len(kept)} more left out"}
            kept[cut(name, LABEL_NAME_LIMIT)] = self.value(inner, depth + 1)
        return kept

    def list(self, value: list[Any], depth: int) -> list[Any]:
        kept: list[Any] = []
        for inner in value:
            if self.left <= 0:
                return [*kept, f"… {len(value) - len(kept)} more left out"]
            kept.append(self.value(inner, depth + 1))
        return kept
