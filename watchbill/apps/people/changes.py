"""Changing a row and writing down what changed. What is the same already is neither written nor audited."""

from typing import Any

import msgspec
from django.db.models import JSONField, Model

from watchbill import clock
from watchbill.apps.people import audit
from watchbill.apps.people.permissions import Actor

Fields = dict[str, Any]


def given(**fields: Any) -> Fields:
    """Those that somebody said something about."""
    return {name: value for name, value in fields.items() if value is not None}


def as_stored(value: Any) -> Any:
    """As a JSON column gives it back: lists for tuples, texts for what JSON does not know."""
    return msgspec.json.decode(msgspec.json.encode(value))


def update(row: Any, by: Actor, kind: str, fields: Fields) -> bool:
    """Save and audit what differs. Says whether anything did."""
    wanted = {name: as_stored(value) if _is_json(row, name) else value for name, value in fields.items()}
    changes = {name: (getattr(row, name), value) for name, value in wanted.items() if getattr(row, name) != value}
    if not changes:
        return False
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    plain = {name: [_plain(one) for one in pair] for name, pair in changes.items()}
    audit.record(by, "update", kind, getattr(row, "slug", row.pk), ", ".join(changes), changes=plain)
    return True


def archive(row: Any, by: Actor, kind: str) -> bool:
    """Out of use, and kept for the record. Says whether it was in use."""
    if row.archived_at is not None:
        return False
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    audit.record(by, "archive", kind, row.slug, row.name)
    return True


def restore(row: Any, by: Actor, kind: str) -> bool:
    """In use again. Says whether it was not."""
    if row.archived_at is None:
        return False
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    audit.record(by, "restore", kind, row.slug, row.name)
    return True


def _is_json(row: Any, name: str) -> bool:
    return isinstance(row._meta.get_field(name), JSONField)


def _plain(value: Any) -> Any:
    """Fit for the audit log, which is JSON: a related row by its key."""
    if isinstance(value, Model):
        return getattr(value, "slug", value.pk)
    return value if isinstance(value, str | int | list | dict | None) else str(value)
