"""Keys, names, texts, zones and links."""

import re
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from watchbill.domain.shape.grammar import Grammar, Refers, UnreadableError, expected, shown
from watchbill.domain.shape.nearest import did_you_mean

KEY_PATTERN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
NAME_LIMIT, TEXT_LIMIT, LINK_LIMIT = 200, 20_000, 2_000
_NOT_A_PLACE = {"localtime", "posixrules", "Factory"}  # files of the zone database that say nothing for everybody


def read_key(text: str) -> str:
    if not re.fullmatch(KEY_PATTERN, text):
        raise expected(text, "a key of at most 64 letters, digits, dots, dashes and underscores")
    return text


def read_name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise expected(text, f"a name on one line, at most {NAME_LIMIT} characters")
    return name


def read_text(text: str) -> str:
    if not text.strip() or len(text) > TEXT_LIMIT or "\0" in text:
        raise expected(text, f"a text of at most {TEXT_LIMIT} characters")
    return text


def read_zone(text: str) -> str:
    if not is_zone(text):
        hint = did_you_mean(text, _zones())
        raise UnreadableError(f"found {shown(text)}, expected a time zone such as Europe/Amsterdam{hint}")
    return text


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_calendar(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]+(-\w[\w .'-]{0,60})?", text):
        raise expected(text, "a holiday calendar such as NL or US-CA")
    return text


def is_zone(text: str) -> bool:
    if text in _NOT_A_PLACE or not re.fullmatch(r"[A-Za-z0-9_+/-]{1,64}", text):
        return False
    try:
        return bool(ZoneInfo(text))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def read_link(text: str) -> str:
    if not is_link(text):
        raise expected(text, "a link that starts with https:// or http://")
    return text


def is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and _fits(text)
    except ValueError:
        return False


def _fits(text: str) -> bool:
    return len(text) <= LINK_LIMIT and text.isprintable() and " " not in text


KEY = Grammar("key", read_key, str, {"type": "string", "pattern": f"^{KEY_PATTERN}$"})
NAME = Grammar("name", read_name, str, {"type": "string", "minLength": 1, "maxLength": NAME_LIMIT})
TEXT = Grammar("text", read_text, str, {"type": "string", "minLength": 1, "maxLength": TEXT_LIMIT})
ZONE = Grammar("zone", read_zone, str, {"type": "string", "examples": ["Europe/Amsterdam"]})
LINK = Grammar("link", read_link, str, {"type": "string", "pattern": "^https?://"}, quoted=True)

Key = Annotated[str, KEY, KEY.mark]
Name = Annotated[str, NAME, NAME.mark]
Text = Annotated[str, TEXT, TEXT.mark]
Zone = Annotated[str, ZONE, ZONE.mark]
Link = Annotated[str, LINK, LINK.mark]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
CountFromNought = Annotated[int, msgspec.Meta(ge=0, le=1_000)]

SourceKey = Annotated[str, KEY, Refers("sources"), KEY.mark]
"""A kind of sender. Which there are is known to whoever reads the file (reading.Known)."""

OWN = "own"
"""In a target: the team that the object belongs to, or that a profile is applied to."""

PersonKey = Annotated[str, KEY, Refers("people"), KEY.mark]
TeamKey = Annotated[str, KEY, Refers("teams"), KEY.mark]
OwnTeamKey = Annotated[str, KEY, Refers("teams", (OWN,)), KEY.mark]
ScheduleKey = Annotated[str, KEY, Refers("schedules"), KEY.mark]
PolicyKey = Annotated[str, KEY, Refers("policies"), KEY.mark]
ServiceKey = Annotated[str, KEY, Refers("services"), KEY.mark]
CommunityKey = Annotated[str, KEY, Refers("communities"), KEY.mark]
AffectedCommunityKey = Annotated[str, KEY, Refers("communities", ("affected",)), KEY.mark]
InvolvedTeamKey = Annotated[str, KEY, Refers("teams", ("each-team-involved",)), KEY.mark]
RoleKey = Annotated[str, KEY, Refers("roles"), KEY.mark]
ProcessKey = Annotated[str, KEY, Refers("processes"), KEY.mark]
CALENDAR = Grammar(
    "calendar", read_calendar, str, {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9]+(-.+)?$", "examples": ["NL"]}
)
CalendarName = Annotated[str, CALENDAR, Refers("calendars"), CALENDAR.mark]
