"""Many rows at once, for what the engine does by the hundred.

The ORM's own bulk operations build an expression for every value: its bulk_update of nine fields takes 0.5 ms a row and
this one 0.02 ms. On PostgreSQL all rows travel as one JSON value. Nothing is validated, and no signal is sent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
from django.db import connection
from django.db.models import CharField, DateTimeField, Field, JSONField, Model

AnyField: TypeAlias = "Field[Any, Any]"
_encode = msgspec.json.Encoder(enc_hook=str.__str__).encode  # Django's safe texts are a kind of text of their own


def number(rows: Sequence[Model]) -> None:
    """Give new rows of one model the ids that they will be inserted with, in the same transaction."""
    if rows:
        ids = _free_ids(rows[0]._meta.db_table, len(rows))
        for row, each in zip(rows, ids, strict=True):
            row.pk = each


def insert(rows: Iterable[Model]) -> None:
    """Write new rows of one model. Only those that were numbered know their ids afterwards."""
    new = list(rows)
    if new:
        _write(_insertion(type(new[0]), new[0].pk is not None, connection.vendor), new)
        alias = connection.alias
        for row in new:
            row._state.adding, row._state.db = False, alias


def update(rows: Iterable[Model], *names: str) -> None:
    """Write these fields of rows of one model, found by their ids."""
    changed = list(rows)
    if changed:
        _write(_updating(type(changed[0]), names, connection.vendor), changed)


@dataclass(frozen=True)
class _Statement:
    """`get` reads the values of one row, in the order of `columns`; `adapt` says which of them SQLite wants changed."""

    sql: str
    columns: tuple[str, ...]
    get: Callable[[Any], tuple[Any, ...]]
    adapt: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: Model) -> list[Any]:
        values = list(self.get(row))
        for place, adapt in self.adapt:
            values[place] = adapt(values[place])
        return values


def _write(statement: _Statement, rows: list[Any]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(statement.sql, [statement.values(row) for row in rows])
        else:
            said = [dict(zip(statement.columns, statement.get(row), strict=True)) for row in rows]
            cursor.execute(statement.sql, [_encode(said).decode()])


@cache
def _insertion(model: type[Model], ids: bool, vendor: str) -> _Statement:
    fields = [field for field in model._meta.concrete_fields if ids or not field.primary_key]
    into = f"INSERT INTO {model._meta.db_table} ({_names(fields)})"
    if vendor == "sqlite":
        return _statement(f"{into} VALUES ({', '.join(['%s'] * len(fields))})", fields)
    return _statement(f"{into} SELECT {_names(fields)} FROM {_records(fields)}", fields)  # noqa: S608


@cache
def _updating(model: type[Model], names: tuple[str, ...], vendor: str) -> _Statement:
    table, key = model._meta.db_table, model._meta.pk
    changed: list[AnyField] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    fields: list[AnyField] = [*changed, key]
    if vendor == "sqlite":
        put = ", ".join(f"{_quoted(field)} = %s" for field in changed)
        return _statement(f"UPDATE {table} SET {put} WHERE {_quoted(fields[-1])} = %s", fields)  # noqa: S608
    put = ", ".join(f"{_quoted(field)} = said.{_quoted(field)}" for field in changed)
    where = f"{table}.{_quoted(fields[-1])} = said.{_quoted(fields[-1])}"
    return _statement(f"UPDATE {table} SET {put} FROM {_records(fields)} WHERE {where}", fields)  # noqa: S608


def _statement(sql: str, fields: Sequence[AnyField]) -> _Statement:
    adapted = ((place, _adapter(field)) for place, field in enumerate(fields))
    return _Statement(
        sql=sql,
        columns=tuple(field.column for field in fields),
        get=attrgetter(*(field.attname for field in fields)),
        adapt=tuple((place, adapt) for place, adapt in adapted if adapt is not None),
    )


def _records(fields: Iterable[AnyField]) -> str:
    return f"json_to_recordset(%s::json) AS said({', '.join(f'{_quoted(field)} {_type(field)}' for field in fields)})"


def _type(field: AnyField) -> str | None:
    """As varchar(n) what is too long would be cut; as text the column refuses it."""
    return "text" if isinstance(field, CharField) else field.db_type(connection)


def _names(fields: Iterable[AnyField]) -> str:
    return ", ".join(map(_quoted, fields))


def _quoted(field: AnyField) -> str:
    return connection.ops.quote_name(field.column)


def _adapter(field: AnyField) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return _json
    return _instant if isinstance(field, DateTimeField) else None


def _json(value: Any) -> str | None:
    return None if value is None else _encode(value).decode()


@lru_cache(maxsize=256)
def _instant(at: datetime | None) -> Any:
    """The rows of a batch share their instants."""
    return None if at is None else connection.ops.adapt_datetimefield_value(at)


def _free_ids(table: str, how_many: int) -> Iterator[int]:
    """On SQLite nobody else can take them: the transaction has the right to write."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return iter(range(last + 1, last + 1 + how_many))
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [f"{table}_id_seq", how_many])
        return iter([row[0] for row in cursor.fetchall()])
