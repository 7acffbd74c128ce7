"""What one sender said once, in our words, and how a reading of a payload ended.

These are built 25,000 times a second, so they are slim: not tracked by the garbage collector (nothing in them
points back at them) and never changed after they are made.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

SUMMARY_LIMIT = 1024
DEDUP_KEY_LIMIT = 255
SOURCE_LIMIT = 512
LABEL_NAME_LIMIT = 128
LABEL_LIMIT = 1024
LABELS_LIMIT = 128
LINK_LIMIT = 4096
LINKS_LIMIT = 32
RUNBOOK_LIMIT = 1000
DETAIL_LIMIT = 8192
DETAILS_DEPTH = 16
DETAILS_LIMIT = 2048


class Action(StrEnum):
    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


class Link(msgspec.Struct, frozen=True, gc=False):
    """`image` is the address of a picture to show for the link; either address may be empty, not both."""

    href: str
    text: str = ""
    image: str = ""


class Event(msgspec.Struct, frozen=True, gc=False):
    """`severity` is one of `urgency.SEVERITIES` or "" (not said, or said in words we do not know: those are a label).

    Every text is within the limits above, holds no NUL and no lone surrogate, and can be stored as it is.
    `starts_at` is in UTC.
    """

    action: Action
    dedup_key: str
    summary: str
    severity: str = ""
    source: str = ""
    labels: dict[str, str] = {}
    details: dict[str, Any] = {}
    links: tuple[Link, ...] = ()
    runbook_url: str = ""
    starts_at: datetime | None = None


class ItemError(msgspec.Struct, frozen=True):
    """What is wrong with one item of a payload. `field` may be empty when it is the item itself."""

    index: int
    field: str
    message: str


class Parsed(msgspec.Struct, frozen=True):
    """`places` says for each event which item of the payload it was; `errors` what was left out, and why.

    `notes` are sentences for whoever looks after the integration; they refuse nothing.
    """

    events: list[Event]
    errors: list[ItemError] = []
    batch: bool = False
    places: list[int] = []
    notes: tuple[str, ...] = ()


class Refused(Exception):
    """The payload was refused whole; nothing of it is kept as an event."""

    def __init__(self, message: str, errors: list[ItemError] | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors or []
        self.status = status
