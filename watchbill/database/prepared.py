"""Queries of the engine whose SQL is made once.

The ORM makes the SQL of a query anew each time it is asked, which takes ten times as long as SQLite takes to answer it.
The engine asks the same few questions for every page, so these keep what the ORM has made, for each thread.
"""

from collections.abc import Callable, Iterable, Sequence
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=Model)
MOST = 500
"""Values in one query; more are asked for in parts."""


def _number(place: int) -> int:
    return 10**15 + place


def _text(place: int) -> str:
    return f"\x01{place}"


class Prepared(Generic[M]):
    """Rows by a list of ids or slugs: `build` is given the list and returns the query, in which it may stand once."""

    def __init__(self, build: Callable[[list[Any]], "QuerySet[M]"], *, texts: bool = False) -> None:
        self._build = build
        self._stand_in: Callable[[int], Any] = _text if texts else _number
        self._made = local()

    def __call__(self, values: Iterable[Any]) -> list[M]:
        wanted = sorted(set(values))
        found: list[M] = []
        for start in range(0, len(wanted), MOST):
            part = wanted[start : start + MOST]
            size = 1 << (len(part) - 1).bit_length()  # so that few sizes are ever made
            found += self._query(size).rows([*part, *[part[-1]] * (size - len(part))])
        return found

    def all(self) -> list[M]:
        """For a query that needs no list."""
        return self._query(0).rows([])

    def by_id(self, ids: Iterable[int]) -> dict[int, M]:
        return {row.pk: row for row in self(ids)}

    def _query(self, size: int) -> "_Query[M]":
        made: dict[Any, _Query[M]] = self._made.__dict__
        if size not in made:
            stand_ins = [self._stand_in(place) for place in range(size)]
            made[size] = _Query(self._build(stand_ins), stand_ins)
        return made[size]


class _Query(Generic[M]):
    """What ModelIterable asks of a query set and of its query, answered with one compiler that is kept."""

    def __init__(self, queryset: "QuerySet[M]", stand_ins: Sequence[Any]) -> None:
        self.db, self.model = connection.alias, queryset.model
        self._known_related_objects: dict[Any, Any] = {}
        self.query = self
        self._compiler = queryset.query.get_compiler(self.db)
        sql, self._constants = self._compiler.as_sql()
        self._places = [stand_ins.index(value) if value in stand_ins else None for value in self._constants]
        converters = self._compiler.get_converters([each[0] for each in self._compiler.select])
        self._compiler.as_sql = lambda: (sql, self._values)
        self._compiler.get_converters = lambda _: converters
        self._values: tuple[Any, ...] = ()

    def get_compiler(self, using: str) -> Any:  # noqa: ARG002 - the signature is Django's
        return self._compiler

    def rows(self, values: Sequence[Any]) -> list[M]:
        self._values = tuple(
            constant if place is None else values[place]
            for constant, place in zip(self._constants, self._places, strict=True)
        )
        return list(ModelIterable(self))  # type: ignore[arg-type]
