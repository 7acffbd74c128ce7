"""The receiver of the pages: answers 200 to every POST, as cheaply as it can, and remembers when each one came."""

import asyncio
import re
import time

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_DEDUP_KEY = re.compile(rb'"dedup_key":"([^"]*)"')
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Sink:
    """`came` says for each dedup key when its first page arrived; `posts` counts all."""

    def __init__(self) -> None:
        self.came: dict[str, float] = {}
        self.posts = 0
        self._waiting: dict[str, asyncio.Future[float]] = {}

    async def start(self, port: int = 0) -> str:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._server.close()

    def forget(self) -> None:
        self.came.clear()
        self.posts = 0

    async def arrival(self, key: str, within: float) -> float:
        """When the page about this key came, by time.perf_counter()."""
        if key in self.came:
            return self.came[key]
        future = self._waiting[key] = asyncio.get_running_loop().create_future()
        return await asyncio.wait_for(future, within)

    def received(self, body: bytes) -> None:
        self.posts += 1
        found = _DEDUP_KEY.search(body)
        if found is None:
            return
        key, now = found.group(1).decode(), time.perf_counter()
        self.came.setdefault(key, now)
        future = self._waiting.pop(key, None)
        if future is not None and not future.done():
            future.set_result(now)


class _Connection(asyncio.Protocol):
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._read, 0, end + 2)
            whole = end + 4 + (int(length.group(1)) if length else 0)
            if len(self._read) < whole:
                return
            self._sink.received(self._read[end + 4 : whole])
            self._read = self._read[whole:]
            self._transport.write(_ANSWER)  # type: ignore[attr-defined]
