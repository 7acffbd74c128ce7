"""The receiver of the pages: a webhook endpoint that remembers every POST, and is not always well."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
from aiohttp import web


@dataclass(frozen=True)
class Receipt:
    """One POST: to whom, with which idempotency key, about which page of which alert, and what was answered."""

    path: str
    key: str
    page: int
    alert: int
    status: int


@dataclass
class Sink:
    """`stumbling` is the share of pages whose first POST is answered 503; `slowest`, in seconds, how long one takes."""

    rng: Random
    stumbling: float = 0.0
    slowest: float = 0.0
    receipts: list[Receipt] = field(default_factory=list)
    stumbled: set[str] = field(default_factory=set)

    async def start(self) -> str:
        """Listen on a free port. Returns the address."""
        app = web.Application()
        app.router.add_post("/{who}", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        """Remembered before the answer: the sender may be killed without having heard it."""
        said = msgspec.json.decode(await request.read())["data"]
        key = request.headers["webhook-id"]
        status = self._status(key)
        self.receipts.append(Receipt(request.path, key, said["page"], said["subject"]["id"], status))
        if self.slowest:
            await asyncio.sleep(self.rng.uniform(0, self.slowest))
        return web.Response(status=status, headers=_RETRY if status == 503 else {})

    def _status(self, key: str) -> int:
        if key not in self.stumbled and self.rng.random() < self.stumbling:
            self.stumbled.add(key)
            return 503
        return 200


_RETRY: dict[str, Any] = {"Retry-After": "1"}
