"""The section `integrations`. Keys come in by the file or by a variable that it names; they never go out."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from django.db.models import Q

from watchbill import environment
from watchbill.apps.alerts.integrations import archive_integration, create_integration, put_key, update_integration
from watchbill.apps.alerts.models import Integration as Row
from watchbill.apps.catalog.models import Service
from watchbill.apps.configuration.references import is_referred_to
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.secrets import Secret
from watchbill.domain.shape.services import Integration
from watchbill.problems import Wrong


def stored(also: Collection[str] = ()) -> dict[str, Integration]:
    rows = Row.objects.filter(Q(archived_at=None) | Q(slug__in=also)).order_by("pk").select_related("service")
    return {row.slug: _shape(row) for row in rows}


def _shape(row: Row) -> Integration:
    return Integration(
        source=row.source,
        name=row.name or None,
        service=row.service.slug if row.service else None,
        key=Secret(env=row.key_env) if row.key_env else None,
        mapping=flat(row.options),
    )


def flat(options: Mapping[str, Any]) -> dict[str, str]:
    """Options as the file has them: `labels.host` for what stands inside another, words with commas for a list."""
    found: dict[str, str] = {}
    for name, value in options.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{inner}": text for inner, text in flat(value).items()}
        else:
            found[name] = ", ".join(value) if isinstance(value, list | tuple) else str(value)
    return found


WORDS = ("trigger", "acknowledge", "resolve", "critical", "error", "warning", "info")
"""Of an option that is a table: which of the sender's words mean this."""


def nested(mapping: Mapping[str, str]) -> dict[str, Any]:
    """The way back from `flat`."""
    options: dict[str, Any] = {}
    for key, text in mapping.items():
        name, _, inner = key.partition(".")
        if not inner:
            options[name] = text
            continue
        table = options.setdefault(name, {})
        if not isinstance(table, dict):
            raise Wrong(f"mapping names {name!r} and {key!r}; expected one of them.")
        listed = name in ("action", "severity") and inner in WORDS
        table[inner] = [word.strip() for word in text.split(",")] if listed else text
    return options


def unsecret(said: Integration) -> Integration:
    """A key that stands in the file is known by its digest alone."""
    return msgspec.structs.replace(said, key=None) if said.key and said.key.value else said


def normal(key: str, said: Integration) -> Integration:  # noqa: ARG001
    return unsecret(said)


def put(key: str, said: Integration, applying: Applying) -> None:
    secret, variable = _key(said.key)
    row = Row.objects.filter(slug=key).first()
    fields: dict[str, Any] = {
        "source": said.source,
        "service": Service.objects.get(slug=said.service) if said.service else None,
        "options": nested(said.mapping),
        "name": said.name or "",
    }
    if row is None:
        create_integration(slug=key, key=secret, key_env=variable, by=applying.by, **fields)
        if secret is None:
            applying.notes.append(f"integration {key}: a key is made for it; its web page shows it.")
        return
    row = update_integration(integration=row, by=applying.by, **fields)
    if put_key(integration=row, key=secret, key_env=variable, by=applying.by):
        applying.notes.append(f"integration {key}: its key changes.")


def _key(said: Secret | None) -> tuple[str | None, str]:
    """The key, or None for one that is made; and the variable it comes from."""
    if said is None:
        return None, ""
    if said.value:
        return said.value, ""
    name = said.env or ""
    found = environment.read(name).strip()
    if not found:
        raise Wrong(
            f"the variable {name} is not set. Set it (or {name}_FILE) where Watchbill runs, or leave the key out."
        )
    return found, name


def can_be_deleted(key: str) -> bool:
    return not is_referred_to(Row.objects.get(slug=key), ())


def drop(key: str, delete: bool, by: Actor) -> None:
    row = archive_integration(integration=Row.objects.get(slug=key), by=by)
    if delete:
        row.delete()


SECTION = Section(
    name="integrations",
    shape=Integration,
    stored=stored,
    put=put,
    drop=drop,
    can_be_deleted=can_be_deleted,
    normal=normal,
    unsecret=unsecret,
    always_put=True,
)
