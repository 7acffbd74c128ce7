"""Many connections at once: by wrk where the machine has it, else by lines of our own."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.client import Line

WRK = shutil.which("wrk")
_DONE = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\n{"requests": %d, "us": %d, "errors": %d, "p50": %d, "p99": %d}\\n', summary.requests,
    summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50),
    latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Rate:
    """`p50` and `p99` of one request, in milliseconds."""

    per_second: float
    errors: int
    p50: float
    p99: float


@dataclass(frozen=True)
class Work:
    """Requests number 0, 1, 2 ... `lua` is what wrk runs for each, `body` the same in Python; no body: a GET."""

    path: str
    lua: str
    body: Callable[[int], bytes] | None = None
    headers: tuple[tuple[str, str], ...] = ()


async def hammer(url: str, work: Work, *, connections: int, seconds: float) -> Rate:
    if WRK:
        return await _by_wrk(url, work, connections, seconds)
    return await _by_hand(url, work, connections, seconds)


async def _by_wrk(url: str, work: Work, connections: int, seconds: float) -> Rate:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in work.headers)
        script.write(headers + work.lua + _DONE)
        script.flush()
        command = [str(WRK), "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "-s", script.name, url + work.path]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
    said = json.loads(output.decode().strip().splitlines()[-1])
    rate = said["requests"] / (said["us"] / 1e6)
    return Rate(rate, said["errors"], said["p50"] / 1000, said["p99"] / 1000)


async def _by_hand(url: str, work: Work, connections: int, seconds: float) -> Rate:
    host, _, port = url.removeprefix("http://").partition(":")
    until = time.perf_counter() + seconds
    times: list[float] = []
    statuses: list[int] = []

    async def one(line: Line) -> None:
        while (began := time.perf_counter()) < until:
            number = len(statuses)
            statuses.append(0)
            statuses[number] = await _ask(line, work, number)
            times.append(time.perf_counter() - began)

    lines = [await Line(host, int(port)).open() for _ in range(connections)]
    await asyncio.gather(*(one(line) for line in lines))
    for line in lines:
        line.close()
    times.sort()
    errors = sum(1 for status in statuses if not 200 <= status < 300)
    return Rate(len(times) / seconds, errors, 1000 * _at(times, 0.5), 1000 * _at(times, 0.99))


async def _ask(line: Line, work: Work, number: int) -> int:
    if work.body is None:
        return await line.get(work.path, **dict(work.headers))
    return await line.post(work.path, work.body(number))


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
