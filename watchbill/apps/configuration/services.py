"""The configuration file and the database: what applying it would do, doing it, and writing it back.

Whatever a file asks for is done as `file`, trusted: who may write the file may change everything. Who may hand one in
over the API is an administrator.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from watchbill.apps.configuration.applying import carry_out
from watchbill.apps.configuration.exporting import exported, in_use
from watchbill.apps.configuration.known import known
from watchbill.apps.configuration.ownership import Ownership
from watchbill.apps.configuration.planning import Plan, planned
from watchbill.apps.people import audit
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.reading import read
from watchbill.domain.shape.writing import write

FILE = Actor(name="The configuration file", via="file", trusted=True)
Files = Sequence[tuple[str, str | bytes]]
"""Names of files, and what stands in them."""


@transaction.atomic
def plan(organisation: Organisation, by: Actor = FILE, *, prune: bool = False) -> Plan:
    """What `apply` would do: it is done and taken back, so that the two cannot differ."""
    outcome = _carried_out(organisation, by, prune=prune)
    transaction.set_rollback(True)
    return outcome


@transaction.atomic
def apply(organisation: Organisation, by: Actor = FILE, *, prune: bool = False) -> Plan:
    """All of it or nothing. What is so already is not touched: applying twice changes no row the second time."""
    outcome = _carried_out(organisation, by, prune=prune)
    if outcome.changed:
        audit.record(by, "apply", "configuration", "", f"{len(outcome.changes)} objects changed")
    return outcome


def _carried_out(organisation: Organisation, by: Actor, *, prune: bool) -> Plan:
    require(by, Act.ADMINISTER)
    trusted = replace(by, via="file", scopes=None, trusted=True)
    return planned(carry_out(organisation, trusted, prune=prune), organisation)


@transaction.atomic
def export() -> Organisation:
    """Everything, what was made on the pages too, in the order of the file and then as it was made. No secrets."""
    return exported(in_use(), Ownership())


def plan_files(*, files: Files, by: Actor, prune: bool = False) -> Plan:
    """Raises ConfigurationErrors with the places of what is wrong."""
    require(by, Act.ADMINISTER)
    return plan(read(files, known()), by, prune=prune)


def apply_files(*, files: Files, by: Actor, prune: bool = False) -> Plan:
    """Raises ConfigurationErrors with the places of what is wrong; nothing was changed then."""
    require(by, Act.ADMINISTER)
    return apply(read(files, known()), by, prune=prune)


def export_text(*, by: Actor) -> str:
    """The file, in YAML."""
    require(by, Act.ADMINISTER)
    return write(export())
