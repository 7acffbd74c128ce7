"""What commands print for a person: columns, instants on the clock of this machine, and nothing that moves a cursor."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

GAP = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The last column is as wide as it likes."""
    lines = [head, *([printable(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def printable(text: str) -> str:
    """What others wrote cannot speak to the terminal."""
    return "".join(each if each.isprintable() else "�" for each in text)


def local(instant: str | None) -> str:
    """`2026-03-02 10:00 CET`: an instant of the API on the clock of this machine."""
    return f"{datetime.fromisoformat(instant).astimezone():%Y-%m-%d %H:%M %Z}" if instant else "-"


def age(instant: str) -> str:
    """How long ago, by its largest unit: `12m`."""
    passed = max(datetime.now(UTC) - datetime.fromisoformat(instant), timedelta(0))
    seconds = int(passed.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def as_json(said: Any) -> str:
    return json.dumps(said, indent=2, ensure_ascii=False)
