"""What a machine sent, made readable: pretty JSON where it is JSON, text where it is text, and never more than fits."""

import json
from typing import Any

from watchbill.apps.alerts.bodies import text_of
from watchbill.apps.alerts.models import Received, Refusal

LONGEST = 20_000


def shown(what: Any) -> str:
    """A JSON value, or the body of a request; None: no longer kept."""
    if what is None:
        return ""
    text = _body(what) if isinstance(what, Received | Refusal) else json.dumps(what, indent=2, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… and {len(text) - LONGEST} characters more"


def _body(kept: Received | Refusal) -> str:
    text = text_of(kept)
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
