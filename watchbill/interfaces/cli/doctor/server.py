"""Whether the server that has the embedded database is able to page."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings

from watchbill.database.folder import Folder
from watchbill.interfaces.cli.doctor.finding import Finding, fail, ok

ABOUT = "server"
TIMEOUT = 10.0


@cache
def served() -> dict[str, Any] | None:
    """How to reach whoever serves the embedded database."""
    return Folder(settings.DATA).introduced() if settings.EMBEDDED else None


def server() -> Iterator[Finding]:
    """On PostgreSQL it may run on any machine; its engine's signs of life are in the database."""
    if not settings.EMBEDDED:
        return
    found = served()
    if found is None:
        yield fail(ABOUT, f"Nobody serves {settings.DATA}.", "Start it: watchbill serve")
        return
    reasons = _ask(f"{found['url']}/readyz")
    if reasons:
        yield fail(ABOUT, f"{found['url']} is not ready: {' '.join(reasons)}", "See its log.")
    else:
        yield ok(ABOUT, f"{found['url']} is ready to page.")


def _ask(url: str) -> list[str]:
    try:
        with urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310 - written by our own server
            answer.read()
    except HTTPError as refusal:
        said: list[str] = json.loads(refusal.read())["reasons"]
        return said
    except OSError as problem:
        return [f"It does not answer: {problem}."]
    return []
