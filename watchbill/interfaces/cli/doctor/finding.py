"""What a check has found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """`do` is what to do about it; empty when nothing needs doing."""

    level: Level
    about: str
    says: str
    do: str = ""


Check = Callable[[], Iterable[Finding]]


def ok(about: str, says: str) -> Finding:
    return Finding("ok", about, says)


def warn(about: str, says: str, do: str) -> Finding:
    return Finding("warn", about, says, do)


def fail(about: str, says: str, do: str) -> Finding:
    return Finding("fail", about, says, do)
