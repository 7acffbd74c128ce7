"""The front door: what is raw ASGI by its address, and everything else to Django in threads."""

from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from watchbill.interfaces.api import metrics
from watchbill.interfaces.api.oncall_now import OncallNow
from watchbill.runtime.process import Process

Scope = dict[str, Any]
App = Callable[..., Awaitable[None]]
THREADS = 8


class Front:
    def __init__(self, process: Process) -> None:
        self._process = process
        self._django: App = WSGIMiddleware(get_wsgi_application(), workers=THREADS)  # type: ignore[arg-type]
        self._oncall = OncallNow()
        metrics.expose(process)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self._choose(scope)(scope, _Receive(receive), send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    def _choose(self, scope: Scope) -> App:
        path: str = scope["path"]
        if path.startswith("/in/") or path in ("/v2/enqueue", "/v2/enqueue/"):
            return self._process.ingest
        if path == "/live":
            return self._process.live
        if path == "/api/v1/oncall/now" and scope["method"] == "GET":
            return self._oncall
        return self._django


class _Receive:
    """The server's own receive is not a coroutine function, which a2wsgi insists on."""

    def __init__(self, receive: Any) -> None:
        self._receive = receive

    async def __call__(self) -> Any:
        return await self._receive()
