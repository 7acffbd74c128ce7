"""How these tests hand a body to a source."""

import json
from typing import Any

import pytest

from watchbill.adapters.sources.registry import all_sources
from watchbill.domain.alerting.event import Event, Parsed, Refused


def parse(kind: str, body: Any, **options: Any) -> Parsed:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return all_sources()[kind].parse(raw, {"content-type": "application/json"}, options)


def only(parsed: Parsed) -> Event:
    (event,) = parsed.events
    return event


def refusal(kind: str, body: Any, **options: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        parse(kind, body, **options)
    return refused.value


def complaints(kind: str, body: Any, **options: Any) -> list[str]:
    return [error.message for error in refusal(kind, body, **options).errors]
