"""Django's SQLite backend, with the right to write taken from the process's own queue."""

from typing import Any

from django.db.backends.sqlite3 import base

from watchbill.database.queue import writes

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class QueuedCursor(base.SQLiteCursorWrapper):
    """A statement that writes outside a transaction takes its turn as a transaction would."""

    def __init__(self, connection: Any, wrapper: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self._wrapper.in_atomic_block or writes.held_here() or not query.lstrip()[:8].upper().startswith(_WRITES):
            return super().execute(query, params)
        with writes.turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if self._wrapper.in_atomic_block or writes.held_here():
            return super().executemany(query, param_list)
        with writes.turn():
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    _has_turn = False

    def create_cursor(self, name: str | None = None) -> QueuedCursor:  # noqa: ARG002 - the signature is Django's
        return QueuedCursor(self.connection, self)

    def _start_transaction_under_autocommit(self) -> None:
        writes.acquire()
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._has_turn:
            self._has_turn = False
            writes.release()
