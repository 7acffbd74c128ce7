"""The group commit on PostgreSQL: every table's rows travel as one JSON value, in one round trip."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import psycopg

from watchbill.apps.agenda import wake
from watchbill.database.distributed.base import LET_GO, milliseconds
from watchbill.runtime.ingest.batch import (
    Batch,
    Ids,
    Intake,
    Key,
    content,
    encode,
    how_many_open,
    keys_of,
    opened_row,
    work_out,
)
from watchbill.runtime.points import point

_LOOK_UP = """SELECT a.integration_id, a.dedup_key, a.id, a.status
    FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS k(integration, key, place)
    JOIN alerts_alert a ON a.integration_id = k.integration AND a.dedup_key = k.key AND NOT (a.status = 'resolved')
    ORDER BY k.place FOR UPDATE OF a"""
_IDS = "SELECT nextval(%s::regclass) FROM generate_series(1, %s)"
_RECEIVED = """INSERT INTO alerts_received (id, integration_id, at, content_type, body)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::bytea[])"""
_OPEN_COLUMNS = """id bigint, integration_id bigint, dedup_key text, status text, summary text, severity text,
    source text, labels text, details text, links text, runbook_url text, urgency text, triggered_at timestamptz,
    last_event_at timestamptz, acknowledged_at timestamptz, resolved_at timestamptz, event_count int"""
_OPEN_NAMES = [column.split()[0] for column in _OPEN_COLUMNS.split(",")]
_OPEN = f"""INSERT INTO alerts_alert ({", ".join(_OPEN_NAMES)}, epoch)
    SELECT id, integration_id, dedup_key, status, summary, severity, source, labels::jsonb, details::jsonb,
        links::jsonb, runbook_url, urgency, triggered_at, last_event_at, acknowledged_at, resolved_at, event_count, 0
    FROM json_to_recordset(%s::json) AS x({_OPEN_COLUMNS})"""  # noqa: S608 - only the names above
_REPEAT = """UPDATE alerts_alert SET last_event_at = %s, event_count = event_count + x.n, summary = x.summary,
        severity = x.severity, source = x.source, labels = x.labels::jsonb, details = x.details::jsonb,
        links = x.links::jsonb, runbook_url = x.runbook_url
    FROM json_to_recordset(%s::json) AS x(id bigint, n int, summary text, severity text, source text, labels text,
        details text, links text, runbook_url text) WHERE alerts_alert.id = x.id"""
_REPEAT_NAMES = ("id", "n", "summary", "severity", "source", "labels", "details", "links", "runbook_url")
_ACKNOWLEDGE = """UPDATE alerts_alert SET status = 'acknowledged', acknowledged_at = %s, epoch = epoch + 1
    WHERE id = ANY(%s)"""
_RESOLVE = """UPDATE alerts_alert SET status = 'resolved', resolved_at = %s, snoozed_until = NULL, epoch = epoch + 1
    WHERE id = ANY(%s)"""
_EVENT = """INSERT INTO alerts_event (id, received_id, place, alert_id, integration_id, action, dedup_key, at)
    SELECT *, %s FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bigint[], %s::bigint[], %s::text[],
        %s::text[])"""
_ENTRY = """INSERT INTO alerts_alertentry (alert_id, at, kind, text, data)
    SELECT alert, %s, kind, text, '{}' FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS x(alert, kind, text)"""
_TIMER = """INSERT INTO agenda_timer (kind, subject_id, due_at, epoch, data, attempts, error)
    SELECT kind, alert, %s, 0, '{}', 0, '' FROM unnest(%s::text[], %s::bigint[]) AS x(kind, alert)"""


class PostgresStore:
    """Used by one thread. `write` returns when the batch is committed; a lost connection is opened again."""

    def __init__(self, address: Mapping[str, Any]) -> None:
        """`address`: what psycopg connects with."""
        self._address = address
        self._connection: psycopg.Connection[Any] | None = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def write(self, intakes: list[Intake], now: datetime) -> Batch:
        """Another process may open an alert of the same key in between: then the whole batch is worked out again."""
        for _ in range(8):
            try:
                batch = self._try(intakes, now)
            except psycopg.errors.UniqueViolation:
                continue
            point("ingest.committed")
            return batch
        return self._try(intakes, now)

    def _try(self, intakes: list[Intake], now: datetime) -> Batch:
        connection = self._connected()
        with connection.transaction():
            batch = put(connection, intakes, now)
            point("ingest.written")
        return batch

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed or self._connection.broken:
            self._connection = psycopg.connect(**self._address, autocommit=True)
            self._connection.execute(LET_GO, [milliseconds()])
        return self._connection


def put(connection: psycopg.Connection[Any], intakes: list[Intake], now: datetime) -> Batch:
    """Work the batch out and write its rows, in the transaction that is open on this connection."""
    with connection.cursor() as cursor:
        found = _open_alerts(cursor, keys_of(intakes))
        batch = work_out(intakes, found, _ids(cursor, intakes, how_many_open(intakes, found)), now)
        with connection.pipeline():
            _write(cursor, batch, now)
    return batch


def _open_alerts(cursor: psycopg.Cursor[Any], keys: list[Key]) -> dict[Key, tuple[int, str]]:
    cursor.execute(_LOOK_UP, [[key[0] for key in keys], [key[1] for key in keys]])
    return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def _write(cursor: psycopg.Cursor[Any], batch: Batch, now: datetime) -> None:
    run = cursor.execute
    run(_RECEIVED, _columns(batch.received))
    if batch.repeated:
        run(_REPEAT, [now, _records(_REPEAT_NAMES, _repeats(batch))])
    if batch.acknowledged:
        run(_ACKNOWLEDGE, [now, batch.acknowledged])
    if batch.resolved:
        run(_RESOLVE, [now, batch.resolved])
    if batch.opened:
        rows = (opened_row(alert, opened, now) for alert, opened in batch.opened.items())
        run(_OPEN, [_records(_OPEN_NAMES, rows)])
    run(_EVENT, [now, *_columns([row[:7] for row in batch.events])])
    if batch.entries:
        run(_ENTRY, [now, *_columns([(alert, kind, text) for alert, _, kind, text in batch.entries])])
    if batch.timers:
        run(_TIMER, [now, *_columns([(kind, alert) for kind, alert, _ in batch.timers])])
        run("SELECT pg_notify(%s, %s)", [wake.CHANNEL, wake.payload(news(batch))])


def news(batch: Batch) -> frozenset[str]:
    """What those who wait hear of a batch; pages that show a repeated alert look again by themselves."""
    shown = [f"alert-{alert}" for alert in list(batch.alerts())[:50]]
    return frozenset({wake.TIMERS, "alerts", *shown}) if batch.timers else frozenset()


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _records(names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> str:
    names = list(names)
    return encode([dict(zip(names, row, strict=True)) for row in rows]).decode()


def _repeats(batch: Batch) -> Iterable[tuple[Any, ...]]:
    return ((alert, n, *content(event)) for alert, (n, event) in sorted(batch.repeated.items()))


def _ids(cursor: psycopg.Cursor[Any], intakes: list[Intake], opened: int) -> Ids:
    events = sum(len(intake.events) for intake in intakes)
    wanted = (("alerts_received", len(intakes)), ("alerts_alert", opened), ("alerts_event", events))
    return Ids(*(_reserve(cursor, table, n) for table, n in wanted))


def _reserve(cursor: psycopg.Cursor[Any], table: str, how_many: int) -> Iterator[int]:
    cursor.execute(_IDS, [f"{table}_id_seq", how_many])
    return iter([row[0] for row in cursor.fetchall()])
