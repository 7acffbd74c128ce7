"""Times that belong to blocks of a rotation, in columns: a year of them is built and cut without a Python loop."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import repeat
from operator import eq, ge
from typing import NamedTuple

from watchbill.domain.rota.walltime import Span


class Pieces(NamedTuple):
    """In order, disjoint: all of a block, or one of its working days."""

    blocks: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]


NO_PIECES = Pieces((), (), ())


def pieces_within(pieces: Pieces, spans: list[Span]) -> Pieces:
    """What of the pieces lies in the spans. A piece without length lies there when its instant does."""
    if pieces.starts and spans and spans[0][0] < pieces.starts[0]:
        spans = [span for span in spans if span[1] > pieces.starts[0]]
    if not pieces.starts or not spans:
        return NO_PIECES
    return _uncut(pieces, spans) or _cut(pieces, spans)


def _uncut(pieces: Pieces, spans: list[Span]) -> Pieces | None:
    """The answer in the usual case: each span lies in one piece."""
    blocks, starts, ends = pieces
    lows, highs = zip(*spans, strict=True)
    places = [after - 1 for after in map(bisect_right, repeat(starts), lows)]
    if places[0] < 0 or any(map(eq, starts, ends)) or not all(map(ge, map(ends.__getitem__, places), highs)):
        return None
    return Pieces([blocks[place] for place in places], lows, highs)


def _cut(pieces: Pieces, spans: list[Span]) -> Pieces:
    blocks, starts, ends = pieces
    found: list[tuple[int, int, int]] = []
    at, last = 0, len(starts)
    for low, high in spans:
        at = bisect_left(ends, low, at)
        if at < last and ends[at] == low and starts[at] < low:
            at += 1
        while at < last and starts[at] < high:
            found.append((blocks[at], max(starts[at], low), min(ends[at], high)))
            at += 1
        at = max(at - 1, 0)
    return Pieces(*zip(*found, strict=True)) if found else NO_PIECES
