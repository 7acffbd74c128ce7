"""Instants and lengths of time as people type them: callbacks of options."""

from datetime import UTC, datetime, timedelta

import click


def instant(_: click.Context, __: click.Parameter, typed: str | None) -> str | None:
    """`2026-03-02T09:00`, on the clock of this machine unless it says an offset; in UTC, as the API takes it."""
    if typed is None:
        return None
    try:
        return datetime.fromisoformat(typed).astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError) as problem:
        expected = "an instant such as 2026-03-02T09:00 or 2026-03-02T08:00Z"
        raise click.BadParameter(f"found {typed!r}, expected {expected}.") from problem


def duration(_: click.Context, __: click.Parameter, typed: str | None) -> timedelta | None:
    """`90s`, `15m`, `2h`."""
    from watchbill.domain.shape.durations import read_duration  # only one command needs its grammar
    from watchbill.domain.shape.grammar import UnreadableError

    if typed is None:
        return None
    try:
        return read_duration(typed)
    except UnreadableError as problem:
        raise click.BadParameter(f"{problem}.") from problem
