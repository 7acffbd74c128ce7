"""Integrations: one configured instance of a source each, with the key that its sender shows."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from watchbill import clock
from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.agenda import wake
from watchbill.apps.alerts.models import Integration
from watchbill.apps.catalog.models import Service
from watchbill.apps.people import audit, changes
from watchbill.apps.people.fields import fitting, fitting_key
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.secrets import read_secret
from watchbill.domain.shape.words import read_name
from watchbill.problems import Conflict, Wrong
from watchbill.secrets import digest, seal, unseal

CHANGED = "integrations"
"""What is told to whoever keeps the keys in memory."""


def made_key() -> str:
    """32 hexadecimal digits, as the routing keys that PagerDuty's clients expect."""
    return secrets.token_hex(16)


@transaction.atomic
def create_integration(
    *,
    slug: str,
    source: str,
    service: Service | None,
    options: Mapping[str, Any],
    by: Actor,
    key: str | None = None,
    key_env: str = "",
    name: str = "",
) -> Integration:
    """Without a key one is made. `key_env` is the variable that the configuration file takes the key from."""
    _require(by, service)
    if Integration.objects.filter(slug=fitting_key(slug, "integrations")).exists():
        raise Conflict(f"There is an integration {slug!r} already.", {"slug": "Choose another key."})
    _check(source, service, options)
    row = Integration(
        slug=slug,
        name=fitting("name", read_name, name) if name else "",
        source=source,
        service=service,
        options=dict(options),
        created_at=clock.now(),
    )
    _put_key(row, key or made_key(), key_env)
    row.save()
    audit.record(by, "create", "integration", slug, row.name, source=source, service=service.slug if service else None)
    wake.changed(CHANGED)
    return row


@transaction.atomic
def update_integration(
    *,
    integration: Integration,
    source: str,
    service: Service | None,
    options: Mapping[str, Any],
    by: Actor,
    name: str = "",
) -> Integration:
    """All of it but the key, as it is to be from now on. An archived integration is in use again."""
    row = _locked(integration)
    _require(by, row.service)
    _require(by, service)
    _check(source, service, options)
    restored = changes.restore(row, by, "integration")
    name = fitting("name", read_name, name) if name else ""
    fields = {"name": name, "source": source, "service": service, "options": dict(options)}
    if changes.update(row, by, "integration", fields) or restored:
        wake.changed(CHANGED)
    return row


@transaction.atomic
def archive_integration(*, integration: Integration, by: Actor) -> Integration:
    """Its key opens nothing any more; what it sent stays."""
    row = _locked(integration)
    _require(by, row.service)
    if changes.archive(row, by, "integration"):
        wake.changed(CHANGED)
    return row


@transaction.atomic
def reveal_key(*, integration: Integration, by: Actor) -> str:
    """The key, for whoever sets up the sender. That it was looked at is audited."""
    _require(by, integration.service)
    audit.record(by, "reveal-key", "integration", integration.slug, integration.name)
    return unseal(integration.key_sealed, settings.SECRET_KEYS)


@transaction.atomic
def rotate_key(*, integration: Integration, by: Actor) -> str:
    """A new key; the old one opens nothing any more, from this instant on. Returns the new one."""
    row = _locked(integration)
    _require(by, row.service)
    if row.key_env:
        raise Conflict(f"This key comes from the variable {row.key_env}. Change it there, and apply the configuration.")
    key = made_key()
    _put_key(row, key, "")
    row.save()
    audit.record(by, "rotate-key", "integration", row.slug, row.name)
    wake.changed(CHANGED)
    return key


@transaction.atomic
def put_key(*, integration: Integration, key: str | None, key_env: str, by: Actor) -> bool:
    """The key that the configuration file gives; None keeps the one there is. Says whether anything changed."""
    row = _locked(integration)
    _require(by, row.service)
    same = key is None or digest(key) == row.key_digest
    if same and key_env == row.key_env:
        return False
    if not same and key is not None:
        _put_key(row, key, key_env)
    row.key_env = key_env
    row.save()
    audit.record(by, "put-key", "integration", row.slug, f"from {key_env}" if key_env else "", new_key=not same)
    wake.changed(CHANGED)
    return True


def _put_key(row: Integration, key: str, key_env: str) -> None:
    fitting("key", read_secret, key)
    _make_free(digest(key), row)
    row.key_digest, row.key_sealed, row.key_env = digest(key), seal(key, settings.SECRET_KEYS), key_env


def _make_free(key_digest: str, row: Integration) -> None:
    """An archived integration gives its key up to one that is in use."""
    other = Integration.objects.select_for_update().filter(key_digest=key_digest).exclude(pk=row.pk).first()
    if other is None:
        return
    if other.archived_at is None:
        raise Conflict(f"The integration {other.slug!r} has the same key. Give each its own.", {"key": "In use."})
    _put_key(other, made_key(), "")
    other.save()


def _require(by: Actor, service: Service | None) -> None:
    if service is None:
        require(by, Act.ADMINISTER)
    else:
        require(by, Act.MANAGE_TEAM, service.team)


def _check(source: str, service: Service | None, options: Mapping[str, Any]) -> None:
    known = all_sources()
    if source not in known:
        raise Wrong(f"There is no source {source!r}.", {"source": f"Expected one of {', '.join(known)}."})
    if service is not None and service.archived_at is not None:
        raise Wrong(f"The service {service} is archived.", {"service": "Choose one that is in use."})
    try:
        known[source].check_options(options)
    except ValueError as problem:
        raise Wrong(str(problem), {"options": str(problem)}) from problem


def _locked(integration: Integration) -> Integration:
    rows = Integration.objects.select_for_update(of=("self",)).select_related("service__team")
    return rows.get(pk=integration.pk)
