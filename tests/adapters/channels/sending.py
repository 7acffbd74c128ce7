"""A message, and a receiver on loopback that notes what came and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import msgspec
from aiohttp import web
from aiohttp.test_utils import TestServer

from watchbill.adapters.channels.channel import (
    Channel,
    Message,
    MessageAction,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MESSAGE = Message(
    subject="[HIGH] Disk full on db1 (#7)",
    text="Disk full on db1\n\nAcknowledge: https://watchbill.example.org/a/x\n",
    html="<h2>Disk full on db1</h2>",
    idempotency_key="5f0c6b1f",
    sent_at=AT,
    url="https://watchbill.example.org/alerts/7",
    actions=(MessageAction("Acknowledge", "https://watchbill.example.org/a/x"),),
    thread="alert-7",
    data={"page": 7},
)


def message(**changed: Any) -> Message:
    return msgspec.structs.replace(MESSAGE, **changed)


@dataclass
class Receiver:
    """`status` 0 never answers."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    requests: list[tuple[web.Request, bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request, await request.read()))
        if self.status == 0:
            await asyncio.Event().wait()
        return web.Response(status=self.status, headers=self.headers, body=self.body)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        async with TestServer(app) as server:
            yield str(server.make_url("")).rstrip("/")


def sent(channel: Channel, receiver: Receiver, path: str, config: Any, said: Message = MESSAGE) -> Receipt:
    """One attempt at the receiver; `{}` in the path is the receiver's address."""

    async def attempt() -> Receipt:
        async with receiver.listening() as address, aiohttp.ClientSession() as http:
            place = channel.check_place(path.format(address))
            return await channel.send(config=config, place=place, message=said, http=http)

    return asyncio.run(attempt())


def failure(
    channel: Channel, receiver: Receiver, path: str, config: Any, said: Message = MESSAGE
) -> TemporaryFailure | PermanentFailure:
    try:
        receipt = sent(channel, receiver, path, config, said)
    except (TemporaryFailure, PermanentFailure) as failed:
        return failed
    raise AssertionError(f"it was sent: {receipt}")
