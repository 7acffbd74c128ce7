"""The group commit on SQLite: one connection, one thread, prepared statements."""

import sqlite3
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from watchbill.database.queue import writes
from watchbill.runtime.ingest.batch import Batch, Ids, Intake, Key, content, encode, keys_of, opened_row, work_out
from watchbill.runtime.points import point

_LOOK_UP = """SELECT integration_id, dedup_key, alerts_alert.id, status FROM json_each(?) AS wanted
    CROSS JOIN alerts_alert ON integration_id = json_extract(wanted.value, '$[0]')
    AND dedup_key = json_extract(wanted.value, '$[1]') AND NOT (status = 'resolved')"""
_RECEIVED = "INSERT INTO alerts_received (id, integration_id, at, content_type, body) VALUES (?, ?, ?, ?, ?)"
_OPEN = """INSERT INTO alerts_alert (id, integration_id, dedup_key, status, summary, severity, source, labels, details,
    links, runbook_url, urgency, triggered_at, last_event_at, acknowledged_at, resolved_at, event_count, epoch)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"""
_REPEAT = """UPDATE alerts_alert SET last_event_at = ?, event_count = event_count + ?, summary = ?, severity = ?,
    source = ?, labels = ?, details = ?, links = ?, runbook_url = ? WHERE id = ?"""
_ACKNOWLEDGE = "UPDATE alerts_alert SET status = 'acknowledged', acknowledged_at = ?, epoch = epoch + 1 WHERE id = ?"
_RESOLVE = """UPDATE alerts_alert SET status = 'resolved', resolved_at = ?, snoozed_until = NULL, epoch = epoch + 1
    WHERE id = ?"""
_EVENT = """INSERT INTO alerts_event (id, received_id, place, alert_id, integration_id, action, dedup_key, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_ENTRY = "INSERT INTO alerts_alertentry (alert_id, at, kind, text, data) VALUES (?, ?, ?, ?, '{}')"
_TIMER = """INSERT INTO agenda_timer (kind, subject_id, due_at, epoch, data, attempts, error)
    VALUES (?, ?, ?, 0, '{}', 0, '')"""


def stamp(at: datetime) -> str:
    """An instant as Django keeps it in SQLite."""
    text = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return text.removesuffix(".000000")


class EmbeddedStore:
    """Used by one thread. `write` returns when the batch is on the disk."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=20)
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;")

    def close(self) -> None:
        self._connection.close()

    def write(self, intakes: list[Intake], now: datetime) -> Batch:
        with writes.turn(pressing=True):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                batch = put(self._connection, intakes, now)
                point("ingest.written")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        point("ingest.committed")
        return batch


def put(connection: sqlite3.Connection, intakes: list[Intake], now: datetime) -> Batch:
    """Work the batch out and write its rows, in the transaction that is open on this connection."""
    found = _open_alerts(connection, keys_of(intakes))
    batch = work_out(intakes, found, _ids(connection), now)
    at = stamp(now)
    opened = [_texts(opened_row(alert, opened, now)) for alert, opened in batch.opened.items()]
    repeated = [(at, n, *content(event), alert) for alert, (n, event) in batch.repeated.items()]
    for statement, rows in (
        (_RECEIVED, [(row[0], row[1], at, row[3], row[4]) for row in batch.received]),
        (_REPEAT, repeated),
        (_ACKNOWLEDGE, [(at, alert) for alert in batch.acknowledged]),
        (_RESOLVE, [(at, alert) for alert in batch.resolved]),
        (_OPEN, opened),
        (_EVENT, [(*row[:7], at) for row in batch.events]),
        (_ENTRY, [(alert, at, kind, text) for alert, _, kind, text in batch.entries]),
        (_TIMER, [(kind, alert, at) for kind, alert, _ in batch.timers]),
    ):
        if rows:
            connection.executemany(statement, rows)
    return batch


def _ids(connection: sqlite3.Connection) -> Ids:
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return Ids(*(count(last.get(table, 0) + 1) for table in ("alerts_received", "alerts_alert", "alerts_event")))


def _open_alerts(connection: sqlite3.Connection, keys: list[Key]) -> dict[Key, tuple[int, str]]:
    wanted = encode(keys).decode()
    return {
        (integration, key): (alert, status)
        for integration, key, alert, status in connection.execute(_LOOK_UP, [wanted])
    }


def _texts(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(stamp(value) if isinstance(value, datetime) else value for value in row)
