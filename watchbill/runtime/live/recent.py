"""What had news lately, numbered, so that a viewer whose stream was lost gets what it missed."""

from collections import deque
from secrets import token_hex

KEPT = 2000
"""Commits; a viewer who missed more is told to reload."""


class Recent:
    """Ids are `<process>-<number>`: those of another process, or of before a restart, say nothing here."""

    def __init__(self, kept: int = KEPT) -> None:
        self._here = token_hex(4)
        self._news: deque[frozenset[str]] = deque(maxlen=kept)
        self.last = 0

    def add(self, topics: frozenset[str]) -> None:
        self._news.append(topics)
        self.last += 1

    def ident(self, number: int) -> str:
        return f"{self._here}-{number}"

    def since(self, ident: str) -> frozenset[str] | None:
        """Every topic that had news after this id; None when that is not known any more."""
        here, _, said = ident.rpartition("-")
        number = int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else -1
        missed = self.last - number
        if here != self._here or not 0 <= missed <= len(self._news):
            return None
        return frozenset().union(*list(self._news)[len(self._news) - missed :])
