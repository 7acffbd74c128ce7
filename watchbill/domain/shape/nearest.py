"""The known word that a mistyped one was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

SHORTEST_BEGINNING = 3


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Case does not count. None when nothing is near."""
    typed = word.lower()[:100]
    by_lower = {one.lower(): one for one in sorted(known)}
    found = get_close_matches(typed, by_lower, n=1, cutoff=0.6) or [one for one in by_lower if _begun(typed, one)]
    return by_lower[found[0]] if found else None


def _begun(typed: str, word: str) -> bool:
    return len(typed) >= SHORTEST_BEGINNING and word.startswith(typed)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: empty, or `; did you mean 'x'?`."""
    found = nearest(word, known)
    return f"; did you mean {found!r}?" if found else ""
