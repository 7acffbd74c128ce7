"""Addresses: always `kind:place`. What a place looks like depends on its kind; the kinds of channels that are added
later are known to whoever reads the file, and their places are any text."""

import re
from collections.abc import Callable
from typing import Annotated

from watchbill.domain.shape.grammar import Grammar, UnreadableError, expected, shown
from watchbill.domain.shape.words import KEY_PATTERN, TEXT_LIMIT, is_link

_EMAIL = re.compile(r"[^@\s,;:\"<>()\[\]\\]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)*")
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)


def is_email(text: str) -> bool:
    return len(text) <= 254 and bool(_EMAIL.fullmatch(text)) and text.isprintable()


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda place: bool(compiled.fullmatch(place))


def _said(place: str) -> bool:
    return bool(place.strip()) and len(place) <= TEXT_LIMIT


_PHONE = (_like(r"\+[1-9][0-9]{6,14}"), "a number such as +31201234567, without spaces")
_PROJECT = (_like(r"[\w.-]+(/[\w.-]+)+"), "owner/repository")
_KINDS: dict[str, tuple[Callable[[str], bool], str]] = {
    "mail": (is_email, "an e-mail address such as ops@example.org"),
    "sms": _PHONE,
    "voice": _PHONE,
    "ntfy": (
        lambda place: bool(re.fullmatch(r"[\w-]{1,64}", place, re.ASCII)) or is_link(place),
        "a topic, or its URL",
    ),
    "slack": (_like(r"[#@]?[\w.-]{1,80}"), "a chat room such as #radio"),
    "mattermost": (_like(r"[\w.-]+/[\w@.-]+"), "team/room such as town/radio"),
    "matrix": (_like(r"[#!@][^\s:]+:\S+"), "a chat room such as #radio:example.org"),
    "room": (_like(KEY_PATTERN), "the key of a chat room"),
    "web": (is_link, "a URL that starts with https:// or http://"),
    "github": (_like(r"[\w.-]+/[\w.-]+"), "owner/repository"),
    "gitlab": _PROJECT,
    "jira": (_like(r"[A-Z][A-Z0-9_]+"), "the key of a project such as KEY"),
    "phabricator": (_said, "the name of a project"),
    "status": (_like(KEY_PATTERN), "the key of a status page"),
    "by-hand": (_said, "what somebody is to do"),
}
ADDRESS_KINDS = frozenset(_KINDS)
_AN_ADDRESS = "an address such as mail:ops@example.org (kind:place)"


def split_address(address: str) -> tuple[str, str]:
    kind, _, place = address.partition(":")
    return kind, place


def read_address(text: str) -> str:
    kind, place = split_address(text)
    if not _KIND.fullmatch(kind) or not _said(place):
        raise expected(text, _AN_ADDRESS + (f"; did you mean 'mail:{text}'?" if is_email(text) else ""))
    fits, what = _KINDS.get(kind, (_said, _AN_ADDRESS))
    if not fits(place):
        raise UnreadableError(f"found {shown(place)} after {kind}:, expected {what}")
    return text


def read_email(text: str) -> str:
    if not is_email(text):
        raise expected(text, "an e-mail address such as ana@example.org")
    return text


ADDRESS = Grammar(
    "address",
    read_address,
    str,
    {"type": "string", "pattern": "^[a-z][a-z0-9-]*:.+", "examples": ["mail:ops@example.org"]},
    quoted=True,
)
EMAIL = Grammar("email", read_email, str, {"type": "string", "pattern": "^[^@]+@[^@]+$"})
Address = Annotated[str, ADDRESS, ADDRESS.mark]
