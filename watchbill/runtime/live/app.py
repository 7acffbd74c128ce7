"""Server-sent events: which topics have news. The pages fetch what they show by themselves.

What is told ends with the id of the last news that it tells of. A browser that lost its stream gives that id back, and
hears of what it missed, or is told to `reload` when that is not known any more.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.http import HttpRequest

from watchbill.apps.agenda import wake
from watchbill.runtime.live.recent import Recent

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
KEEP_ALIVE = 15.0
CHECK_AGAIN = 60.0
"""Seconds after which a stream asks again whether its viewer is still signed in."""
MOST_TOPICS = 50
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """One viewer's topics, and which of them have news that was not sent yet."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.news: set[str] = set()
        self.some = asyncio.Event()

    def hear(self, topics: frozenset[str]) -> None:
        heard = self.topics if "*" in topics else self.topics & topics
        if heard:
            self.news |= heard
            self.some.set()

    async def next(self) -> set[str]:
        """News, or nothing after the time that a quiet stream stays quiet."""
        try:
            async with asyncio.timeout(KEEP_ALIVE):
                await self.some.wait()
        except TimeoutError:
            return set()
        self.some.clear()
        news, self.news = self.news, set()
        return news


class LiveApp:
    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._recent = Recent()
        self._closing = asyncio.Event()

    def start(self) -> None:
        loop = asyncio.get_running_loop()

        def heard(topics: frozenset[str]) -> None:
            loop.call_soon_threadsafe(self._spread, topics)

        self._stop = wake.listen(heard)

    def stop(self) -> None:
        """End every stream; browsers open them again by themselves."""
        self._stop()
        self._closing.set()
        for stream in self._streams:
            stream.some.set()

    def viewers(self) -> int:
        return len(self._streams)

    def _spread(self, topics: frozenset[str]) -> None:
        self._recent.add(topics)
        for stream in self._streams:
            stream.hear(topics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = _session_key(scope)
        if not await _signed_in(cookie):
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("topics", [""])[0]
        stream = Stream(frozenset(asked.split(",")[:MOST_TOPICS]) - {""})
        beginning = self._begin(stream, _header(scope, b"last-event-id"))
        gone = asyncio.create_task(_gone(receive))
        try:
            await self._follow(stream, beginning, cookie, gone, send)
        finally:
            self._streams.discard(stream)
            gone.cancel()

    def _begin(self, stream: Stream, last_seen: str) -> str:
        """Follow from now on, and what is said first: all that this viewer missed since what they saw last."""
        self._streams.add(stream)
        if last_seen:
            missed = self._recent.since(last_seen)
            if missed is None:
                return f"event: reload\ndata: {{}}\n{self._place()}"
            if missed:
                stream.hear(missed)
                return "\n"  # told next, with its id
        return self._place()

    def _place(self) -> str:
        return f"id: {self._recent.ident(self._recent.last)}\n\n"

    async def _follow(
        self, stream: Stream, beginning: str, cookie: str, gone: "asyncio.Task[None]", send: Send
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _write(send, f"retry: 2000\n{beginning}")
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECK_AGAIN
        while not gone.done() and not self._closing.is_set():
            if loop.time() > check_at:
                if not await _signed_in(cookie):
                    break
                check_at = loop.time() + CHECK_AGAIN
            news = await stream.next()  # nothing is awaited between this and the id that goes with it
            lines = [f"event: changed\ndata: {json.dumps({'topic': topic})}\n\n" for topic in sorted(news)]
            await _write(send, "".join(lines) + self._place() if lines else ": still here\n\n")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _session_key(scope: Scope) -> str:
    found = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


@sync_to_async(thread_sensitive=False)
def _signed_in(cookie: str) -> bool:
    close_old_connections()
    request = HttpRequest()
    request.session = SessionStore(cookie)
    user = get_user(request)
    return user.is_authenticated and user.is_active
