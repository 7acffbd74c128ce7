"""Who may do what, as a table: what the page and the reference show is what `permissions` enforces."""

from dataclasses import dataclass

from watchbill.apps.people.models import Role
from watchbill.apps.people.permissions import MANAGER_MAY, ROLE_MAY, Act

MANAGER = "manager of the team"
LETS = {
    Act.LOOK: "see everything but the audit log and messages to others",
    Act.RESPOND: (
        "acknowledge, resolve, snooze, reassign and escalate alerts, add notes, send a test of an integration, "
        "make an override that gives one's own shift away or takes another's on"
    ),
    Act.MANAGE_TEAM: (
        "change what the team owns: its members, services, schedules, overrides, policies and integrations, "
        "their keys too"
    ),
    Act.ADMINISTER: (
        "change the organisation, people and their roles, teams that come and go, routes, integrations without a "
        "service, the configuration; take off somebody's second step of signing in; send failed deliveries again; "
        "read the audit log"
    ),
}


@dataclass(frozen=True)
class Row:
    who: str
    in_team: bool
    may: tuple[bool, ...]  # of each act, in their order


def table() -> list[Row]:
    rows = [Row(str(role.value), False, _may(ROLE_MAY[role])) for role in Role]
    rows.insert(-1, Row(MANAGER, True, _may(MANAGER_MAY)))
    return rows


def _may(allowed: frozenset[Act]) -> tuple[bool, ...]:
    return tuple(act in allowed for act in Act)
