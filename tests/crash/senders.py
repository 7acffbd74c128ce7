"""What monitoring systems post in a run: conversations about keys, each request said again until it is answered 202."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import aiohttp
import msgspec

from tests.crash.organisation import KEYS

TRIGGER, ACKNOWLEDGE, RESOLVE = "trigger", "acknowledge", "resolve"
SINGLES = (
    (TRIGGER,),
    (TRIGGER,),
    (TRIGGER, TRIGGER),
    (TRIGGER, ACKNOWLEDGE),
    (TRIGGER, RESOLVE),
    (TRIGGER, RESOLVE, TRIGGER),
    (TRIGGER, ACKNOWLEDGE, RESOLVE),
)
ANSWER_WITHIN = 5.0
AGAIN_AFTER = 0.05


@dataclass(frozen=True)
class Request:
    """One POST to a service's integration, and the events in it. No two have the same body."""

    service: str
    path: str
    body: bytes
    events: tuple[tuple[str, str], ...]  # (dedup key, action)


@dataclass(frozen=True)
class Conversation:
    requests: tuple[Request, ...]


def single(service: str, key: str, action: str, serial: str) -> Request:
    """An event as PagerDuty's clients send it."""
    said = {"summary": f"{key} is silent", "source": key, "severity": "critical", "custom_details": {"serial": serial}}
    body = {"routing_key": KEYS[service], "event_action": action, "dedup_key": key, "payload": said}
    return Request(service, "/v2/enqueue", msgspec.json.encode(body), ((key, action),))


def batch(service: str, keys: tuple[str, ...], resolved: frozenset[str], serial: str) -> Request:
    """A group of alerts as Alertmanager posts it."""
    alerts = [
        {
            "status": "resolved" if key in resolved else "firing",
            "labels": {"alertname": "Silence", "severity": "critical", "instance": key},
            "annotations": {"serial": serial},
            "fingerprint": key,
        }
        for key in keys
    ]
    events = tuple((key, RESOLVE if key in resolved else TRIGGER) for key in keys)
    body = msgspec.json.encode({"version": "4", "status": "firing", "alerts": alerts})
    return Request(service, f"/in/alertmanager/{KEYS[service]}", body, events)


def conversations(rng: Random, how_many: int, batches: float) -> list[Conversation]:
    """Each is about keys of its own; `batches` is the share of them that Alertmanager has."""
    return [_batches(rng, n) if rng.random() < batches else _singles(rng, n) for n in range(how_many)]


def _singles(rng: Random, number: int) -> Conversation:
    service, key = rng.choice(("transmitter", "studio")), f"tx-{number}"
    actions = rng.choice(SINGLES)
    return Conversation(tuple(single(service, key, action, f"{number}.{turn}") for turn, action in enumerate(actions)))


def _batches(rng: Random, number: int) -> Conversation:
    keys = tuple(f"mast-{number}-{place}" for place in range(rng.randint(2, 6)))
    ended = frozenset(key for key in keys if rng.random() < 0.3)
    first = batch("mast", keys, frozenset(), f"{number}.0")
    return Conversation((first, batch("mast", keys, ended, f"{number}.1")) if ended else (first,))


@dataclass
class Senders:
    """All conversations at once, `at_once` of them at a time, `pause` seconds (on average) before each."""

    rng: Random
    url: str
    conversations: list[Conversation]
    at_once: int
    pause: float
    accepted: list[Request] = field(default_factory=list)  # in the order of their answers
    odd_answers: Counter[int] = field(default_factory=Counter)

    async def speak(self, within: float) -> None:
        """Returns when every request has been answered 202, or the time is over."""
        self._until = time.monotonic() + within
        room = asyncio.Semaphore(self.at_once)
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(self.url, timeout=timeout) as http:
            await asyncio.gather(*(self._hold(each, room, http) for each in self.conversations))

    async def _hold(self, conversation: Conversation, room: asyncio.Semaphore, http: aiohttp.ClientSession) -> None:
        async with room:
            await asyncio.sleep(self.rng.expovariate(1 / self.pause) if self.pause else 0)
            for request in conversation.requests:
                await self._say(request, http)

    async def _say(self, request: Request, http: aiohttp.ClientSession) -> None:
        while time.monotonic() < self._until:
            status = await _post(request, http)
            if status == 202:
                self.accepted.append(request)
                return
            if status not in (0, 503):
                self.odd_answers[status] += 1
            await asyncio.sleep(AGAIN_AFTER)


async def _post(request: Request, http: aiohttp.ClientSession) -> int:
    """The status of the answer; 0 when there was none."""
    try:
        async with http.post(request.path, data=request.body) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        return 0
