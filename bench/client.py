"""One HTTP connection that is kept open, with as little around it as possible."""

import asyncio

_HEAD_END = b"\r\n\r\n"


class Line:
    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def open(self) -> "Line":
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    def close(self) -> None:
        self._writer.close()

    async def post(self, path: str, body: bytes) -> int:
        """The status of the answer."""
        head = f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return await self._answer()

    async def get(self, path: str, **headers: str) -> int:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n{lines}\r\n".encode())
        return await self._answer()

    async def _answer(self) -> int:
        head = (await self._reader.readuntil(_HEAD_END)).lower()
        length = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        await self._reader.readexactly(int(length or 0))
        return int(head.split(b" ", 2)[1])
