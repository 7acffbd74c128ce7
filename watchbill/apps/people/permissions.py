"""Who may do what. Services ask here before they change anything; pages only hide what would be refused."""

from dataclasses import dataclass
from enum import StrEnum

from watchbill.apps.people.models import Membership, Person, Role, Team
from watchbill.problems import NotAllowed


class Act(StrEnum):
    LOOK = "look"
    RESPOND = "respond"
    MANAGE_TEAM = "manage-team"
    ADMINISTER = "administer"


class Scope(StrEnum):
    READ = "read"
    RESPOND = "respond"
    MANAGE = "manage"
    ADMINISTER = "administer"


SCOPE_FOR = {
    Act.LOOK: Scope.READ,
    Act.RESPOND: Scope.RESPOND,
    Act.MANAGE_TEAM: Scope.MANAGE,
    Act.ADMINISTER: Scope.ADMINISTER,
}
ROLE_MAY = {
    Role.VIEWER: frozenset({Act.LOOK}),
    Role.RESPONDER: frozenset({Act.LOOK, Act.RESPOND}),
    Role.ADMINISTRATOR: frozenset(Act),
}
MANAGER_MAY = frozenset({Act.LOOK, Act.RESPOND, Act.MANAGE_TEAM})
SENTENCE = {
    Act.LOOK: "see this",
    Act.RESPOND: "act on alerts",
    Act.MANAGE_TEAM: "change what this team owns",
    Act.ADMINISTER: "change the organisation",
}


@dataclass(frozen=True)
class Actor:
    """Whoever asks, by whatever door. `scopes` narrows what a token may do; None narrows nothing.

    `trusted` is for the product itself and for whoever can write its configuration or its data folder.
    """

    name: str
    via: str  # web, api, link, file, command, engine
    person: Person | None = None
    scopes: frozenset[str] | None = None
    trusted: bool = False


def engine() -> Actor:
    return Actor(name="Watchbill", via="engine", trusted=True)


def somebody(person: Person, via: str, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(name=person.name, via=via, person=person, scopes=scopes)


def may(by: Actor, act: Act, team: Team | None = None) -> bool:
    """Whether `by` may do this, in this team where a team owns what it is done to."""
    if by.scopes is not None and SCOPE_FOR[act] not in by.scopes:
        return False
    if by.trusted:
        return True
    person = by.person
    if person is None or not person.is_active:
        return False
    if act in ROLE_MAY[Role(person.role)]:
        return True
    return act in MANAGER_MAY and team is not None and manages(person, team)


def manages(person: Person, team: Team) -> bool:
    return Membership.objects.filter(person=person, team=team, manager=True).exists()


def require(by: Actor, act: Act, team: Team | None = None) -> None:
    """Raises NotAllowed with a sentence that says what is missing."""
    if may(by, act, team):
        return
    if by.scopes is not None and SCOPE_FOR[act] not in by.scopes:
        raise NotAllowed(f"This token may not {SENTENCE[act]}: it lacks the scope {SCOPE_FOR[act].value!r}.")
    whose = f" of {team.name}" if team is not None and act == Act.MANAGE_TEAM else ""
    raise NotAllowed(f"{by.name} may not {SENTENCE[act]}{whose}. Ask a manager of the team or an administrator.")
