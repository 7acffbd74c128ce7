"""What is asked often and may be a few seconds old is computed once for all who ask."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """`compute` runs in one thread at a time, and at most once in `seconds`; its failures are not remembered."""

    def __init__(self, compute: Callable[[], T], seconds: float) -> None:
        self._compute = compute
        self._seconds = seconds
        self._lock = Lock()
        self._held: tuple[T, float] | None = None

    def __call__(self) -> T:
        with self._lock:
            if self._held is None or time.monotonic() >= self._held[1]:
                self._held = self._compute(), time.monotonic() + self._seconds
            return self._held[0]

    def forget(self) -> None:
        with self._lock:
            self._held = None
