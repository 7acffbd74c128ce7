"""`GET /api/v1/oncall/now`, for machines that ask often: raw ASGI, from memory. By Django oncall.py says the same."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import msgspec
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import close_old_connections

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.oncall.services import LIVE as ROTA
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.apps.people.tokens import CHANGED as TOKENS
from watchbill.interfaces.api.callers import caller, secret_in
from watchbill.interfaces.api.failures import (
    INTERNAL,
    NO_TOKEN,
    UNAVAILABLE,
    UNKNOWN_TOKEN,
    Failure,
    does_not_fit,
    failure_of,
)
from watchbill.interfaces.api.instants import read_instant
from watchbill.interfaces.api.requests import refuse_unknown
from watchbill.interfaces.api.standing import Standing, standings
from watchbill.problems import Problem
from watchbill.secrets import digest

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
TOKEN_FRESH, ROTA_FRESH = 5.0, 2.0
"""Seconds for which a token and a rota are taken from memory, should no news of them arrive."""
MOST_HELD = 10_000
PARAMETERS = frozenset({"schedule", "at"})
ALL = ""
HEADERS = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store, private"),
    (b"x-content-type-options", b"nosniff"),
]
EXTRA = {
    401: [(b"www-authenticate", b"Bearer")],
    503: [(b"retry-after", b"2")],
}


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that holds for every instant of [since, until), while it is fresh."""

    content: msgspec.Raw
    since: datetime
    until: datetime | None
    fresh_until: float


class Refusal(Exception):
    def __init__(self, failure: Failure) -> None:
        self.failure = failure


class OncallNow:
    def __init__(self) -> None:
        self._tokens: dict[str, tuple[Actor, float]] = {}
        self._held: dict[str, Held] = {}
        self._all: tuple[list[str], float] = ([], 0.0)
        wake.listen(self._heard)

    def _heard(self, topics: frozenset[str]) -> None:
        """Called from any thread: memory is replaced, never changed under somebody who reads it."""
        if TOKENS in topics or "*" in topics:
            self._tokens = {}
        if ROTA in topics or "*" in topics:
            self._held, self._all = {}, ([], 0.0)

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:  # noqa: ARG002 - ASGI
        status, body = await self._answer(scope)
        headers = [*HEADERS, *EXTRA.get(status, ()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> tuple[int, bytes]:
        try:
            await self._admit(scope["headers"])
            return 200, await self._say(*_question(scope["query_string"]))
        except Refusal as refusal:
            failure = refusal.failure
        except Problem as problem:
            failure = failure_of(problem)
        except DatabaseError as problem:
            logger.error("The database does not answer: %s", problem)
            failure = UNAVAILABLE
        except Exception:  # every failure has an answer, and the log has the rest
            logger.exception("Who is on call could not be said")
            failure = INTERNAL
        return failure.status, failure.content()

    async def _admit(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        said = next((value for name, value in headers if name == b"authorization"), b"").decode("latin-1")
        secret = secret_in(said)
        known = self._tokens.get(key := digest(secret))
        if known is None or known[1] < time.monotonic():
            tokens = self._tokens
            by = await _caller(secret)
            if by is None:
                raise Refusal(UNKNOWN_TOKEN if said else NO_TOKEN)
            known = by, time.monotonic() + TOKEN_FRESH
            _hold(tokens, {key: known})
        require(known[0], Act.LOOK)

    async def _say(self, slugs: list[str], at: datetime | None) -> bytes:
        if at is not None:
            found: Any = await _standings(slugs, at)
            return msgspec.json.encode({"at": at, "schedules": found})
        now = clock.now().replace(microsecond=0)
        contents = self._remembered(slugs, now) or await self._find(slugs, now)
        return msgspec.json.encode({"at": now, "schedules": contents})

    def _remembered(self, slugs: list[str], now: datetime) -> dict[str, msgspec.Raw] | None:
        """None unless all of it is held."""
        at, found = time.monotonic(), {}
        if not slugs:
            slugs, fresh_until = self._all
            if fresh_until < at:
                return None
        for slug in slugs:
            held = self._held.get(slug)
            if held is None or held.fresh_until < at or not _covers(held, now):
                return None
            found[slug] = held.content
        return found

    async def _find(self, slugs: list[str], now: datetime) -> dict[str, msgspec.Raw]:
        held, fresh_until = self._held, time.monotonic() + ROTA_FRESH
        found = await _standings(slugs, now)
        contents = {slug: msgspec.Raw(msgspec.json.encode(standing)) for slug, standing in found.items()}
        _hold(held, {slug: Held(contents[slug], now, found[slug].until, fresh_until) for slug in found})
        if not slugs and held is self._held:
            self._all = list(found), fresh_until
        return contents


def _covers(held: Held, now: datetime) -> bool:
    return held.since <= now and (held.until is None or now < held.until)


def _hold(memory: dict[str, Any], found: dict[str, Any]) -> None:
    """`memory` as it was before the database was asked: news that came since have replaced it."""
    if len(memory) > MOST_HELD:
        memory.clear()
    memory.update(found)


def _question(query: bytes) -> tuple[list[str], datetime | None]:
    asked = parse_qs(query.decode("latin-1"), keep_blank_values=True)
    refuse_unknown(asked, PARAMETERS)
    try:
        at = read_instant(asked["at"][-1]) if "at" in asked else None
    except ValueError as problem:
        raise Refusal(does_not_fit({"at": str(problem)})) from problem
    return sorted(set(asked.get("schedule", ()))), at


@sync_to_async(thread_sensitive=False)
def _caller(secret: str) -> Actor | None:
    close_old_connections()
    return caller(secret)


@sync_to_async(thread_sensitive=False)
def _standings(slugs: list[str], at: datetime) -> dict[str, Standing]:
    close_old_connections()
    return standings(slugs, at)
