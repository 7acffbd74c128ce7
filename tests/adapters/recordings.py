"""Requests that real clients made, and what they were answered; one JSON object a line."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"


def recorded(kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{kind}.jsonl").read_text().splitlines()]


def body_of(recording: dict[str, Any]) -> bytes:
    return json.dumps(recording["body"]).encode()
