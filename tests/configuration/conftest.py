"""Files as texts, and all rows of the database at one look."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps

from watchbill.apps.configuration import services
from watchbill.apps.configuration.known import known
from watchbill.apps.configuration.planning import Plan
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.reading import read

PEOPLE = """
organisation: Harbour Radio
zone: Europe/Amsterdam
people:
  ana: {name: Ana Ruiz, email: ana@example.org, role: administrator}
  ben: {name: Ben Okafor, email: ben@example.org}
  chi: {name: Chi Tran, email: chi@example.org}
teams:
  radio: {name: Radio, members: [ana, ben, chi], managers: [ana]}
"""
DUTY = """
schedules:
  duty:
    team: radio
    layers: [{name: weekly, slots: [ana, ben], unit: week, starts: 2026-03-02T09:00}]
"""
SERVICE = """
policies: {default: {steps: [{page: [{schedule: duty}]}]}}
services: {transmitter: {team: radio, policy: default}}
integrations: {prometheus: {source: alertmanager, service: transmitter}}
"""
HARBOUR = PEOPLE + DUTY + SERVICE


def said(*texts: str) -> Organisation:
    return read([(f"{place}.yaml", text) for place, text in enumerate(texts)], known())


def apply(*texts: str, prune: bool = False) -> Plan:
    return services.apply(said(*texts), prune=prune)


def plan(*texts: str, prune: bool = False) -> Plan:
    return services.plan(said(*texts), prune=prune)


def everything() -> Counter[tuple[str, str]]:
    """Every row of every table, as text."""
    rows: Counter[tuple[str, str]] = Counter()
    for model in apps.get_models():
        rows.update((model._meta.label, repr(sorted(values.items()))) for values in _values(model))
    return rows


def _values(model: Any) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in row.items()} for row in model._base_manager.values()]


@pytest.fixture(autouse=True)
def _on_a_monday(db: None, now: object) -> None:
    """All of these write to a database, on Monday the 2nd of March 2026, 09:00 UTC."""
