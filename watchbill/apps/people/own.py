"""What is a person's own: their contact methods, rules, absences and tokens."""

from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, Actor, Scope, require


def require_own(by: Actor, person: Person) -> None:
    """People change what is theirs; for others an administrator does. A token needs the scope to act at all."""
    theirs = by.person is not None and by.person.pk == person.pk and by.person.is_active
    if not theirs or (by.scopes is not None and Scope.RESPOND not in by.scopes):
        require(by, Act.ADMINISTER)
