"""The text of a kept request, for whoever may look: some senders write the integration's key into the body."""

import json
import re

from watchbill.apps.alerts.models import Received, Refusal
from watchbill.secrets import digest

KEY = "KEY"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")


def text_of(kept: Received | Refusal) -> str:
    """What is no UTF-8 is replaced; the key of its integration, which is known by its digest alone, is `KEY`."""
    text = bytes(kept.body).decode("utf-8", "replace")
    own = kept.integration.key_digest
    keys = {word for word in _routing_keys(text) if digest(word) == own}
    for key in keys:
        text = text.replace(key, KEY)
    return text


def _routing_keys(text: str) -> set[str]:
    """Every word of one event that could be a key; in a large body, only where PagerDuty's clients write it."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return set(_TOKEN.findall(text[:4000]))
    said = body.get("routing_key") if isinstance(body, dict) else None
    return {said} if isinstance(said, str) and said else set()
