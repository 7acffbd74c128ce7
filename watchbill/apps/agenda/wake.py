"""Whoever waits for rows is told when a transaction has written some: `timers`, `deliveries`, `jobs`, or for a page."""

import logging
from collections.abc import Callable
from secrets import token_hex

from django.db import connection, transaction

logger = logging.getLogger(__name__)

TIMERS, DELIVERIES, JOBS = "timers", "deliveries", "jobs"
CHANNEL = "watchbill"
_HERE = token_hex(8)
Listener = Callable[[frozenset[str]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with the topics of every commit of this process; it must not block. Returns how to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def of_lane(lane: str) -> str:
    """The topic of one lane's new deliveries; DELIVERIES is that of all lanes."""
    return f"{DELIVERIES}-{lane}"


def changed(*topics: str) -> None:
    """Say, when the present transaction commits, that these topics have news; other processes hear it too."""
    transaction.on_commit(lambda: _committed(frozenset(topics)))


def _committed(topics: frozenset[str]) -> None:
    publish(topics)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload(topics)])


def publish(topics: frozenset[str]) -> None:
    """Tell the listeners of this process alone."""
    for listener in _listeners:
        listener(topics)


def payload(topics: frozenset[str]) -> str:
    """This process and its topics as one notification; PostgreSQL takes up to 8,000 bytes, and `*` means all."""
    text = " ".join(sorted(topics))
    return f"{_HERE} {text if len(text) < 7000 else '*'}"


def heard(text: str) -> None:
    """A notification came in. What this process sent itself its listeners know already."""
    origin, *topics = text.split(" ")
    if origin != _HERE:
        publish(frozenset(topics))
