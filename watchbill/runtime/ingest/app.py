"""The fast path: what senders post, as raw ASGI. The answer follows the commit."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from watchbill.adapters.sources import answers
from watchbill.adapters.sources.pagerduty import routing_key_of
from watchbill.adapters.sources.registry import all_sources
from watchbill.domain.alerting.event import Parsed, Refused
from watchbill.runtime.ingest.batch import Intake
from watchbill.runtime.ingest.keys import Keys, Sender
from watchbill.runtime.ingest.refusals import Refusals
from watchbill.runtime.ingest.writer import CannotStore, Overloaded, Unavailable, Writer
from watchbill.runtime.points import point

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
JSON = (b"content-type", b"application/json")
RETRY_AFTER = b"2"
ENQUEUE = "/v2/enqueue"


class TooLarge(Exception):
    """The body is larger than a sender may post."""


class Gone(Exception):
    """The sender went away before its request was whole."""


class IngestApp:
    def __init__(self, writer: Writer, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys
        self._refusals = Refusals()
        self.refused = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, body, headers = await self._answer(scope, receive)
        except Gone:
            return
        if status >= 400:
            self.refused += 1
        await send({"type": "http.response.start", "status": status, "headers": [JSON, *_length(body), *headers]})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, Headers]:
        if scope["method"] != "POST":
            return 405, answers.refused("This address takes POST only."), [(b"allow", b"POST")]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("content-encoding", "identity") != "identity":
            return 415, answers.refused("Send the body as it is, without content-encoding."), []
        try:
            body = await _body(receive, headers, settings.MAX_EVENT_BODY)
        except TooLarge:
            return (
                413,
                answers.refused(f"A request holds up to {settings.MAX_EVENT_BODY} bytes; this one is larger."),
                [],
            )
        try:
            return await self._take(scope["path"], headers, body)
        except Refused as refused:
            return refused.status, answers.refused(refused.message, refused.errors), []

    async def _take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, Headers]:
        sender = await self._sender(path, body)
        if sender is None:
            return (
                404,
                answers.refused("No integration has this key. Copy the address from the integration's page."),
                [],
            )
        content_type = headers.get("content-type", "")[:100]
        try:
            parsed = all_sources()[sender.source].parse(body, headers, sender.options)
        except Refused as refused:
            await self._refusals.note(sender.integration, content_type, body, refused)
            raise
        point("ingest.received")
        if parsed.events:
            intake = Intake(sender.integration, content_type, body, parsed.events, parsed.places)
            try:
                await self._writer.put(intake)
            except (Overloaded, Unavailable):
                return 503, answers.refused("Nothing was kept: try again."), [(b"retry-after", RETRY_AFTER)]
            except CannotStore as problem:
                return 400, answers.refused(f"This cannot be stored: {problem}"), []
        return _accepted(parsed)

    async def _sender(self, path: str, body: bytes) -> Sender | None:
        """`/in/{source}/{key}`, or the routing key inside the body of PagerDuty's address."""
        if path.rstrip("/") == ENQUEUE:
            found, source = await self._keys.find(routing_key_of(body)), "pagerduty"
        else:
            _, _, source, key, *rest = [*path.split("/"), "", ""]
            found = await self._keys.find(key if not any(rest) else "")
        return found if found is not None and found.source == source else None


def _accepted(parsed: Parsed) -> tuple[int, bytes, Headers]:
    if parsed.batch:
        return (202 if parsed.events or not parsed.errors else 400), answers.batch(parsed), []
    return 202, answers.single(parsed), []


async def _body(receive: Receive, headers: dict[str, str], limit: int) -> bytes:
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > limit:
        raise TooLarge
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise TooLarge
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _length(body: bytes) -> Headers:
    return [(b"content-length", str(len(body)).encode())]
