"""The right to write, given out in turn.

SQLite has one writer at a time and lets the others poll. Inside the one process that holds the data folder, whoever
wants to write waits here instead, first come first served, and is woken when it is their turn.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident


class WriteQueue:
    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._holder: int | None = None
        self.pressed = False

    def acquire(self) -> None:
        with self._guard:
            if self._holder is None:
                self._holder = get_ident()
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()
        self._holder = get_ident()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._holder = None

    def held_here(self) -> bool:
        return self._holder == get_ident()

    @contextmanager
    def turn(self, *, pressing: bool = False) -> Iterator[None]:
        """`pressing`: whoever writes a lot keeps it short as long as this one waits (`pressed`)."""
        self.pressed = self.pressed or pressing
        self.acquire()
        self.pressed = self.pressed and not pressing
        try:
            yield
        finally:
            self.release()


writes = WriteQueue()
