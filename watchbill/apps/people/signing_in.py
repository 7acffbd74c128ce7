"""What lets a person in: their sessions, and the second step of signing in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from watchbill.apps.people import audit
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.problems import Conflict


def end_sessions(person: Person) -> None:
    """They are signed out everywhere, at their next request."""
    own = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(own.values_list("session_key", flat=True))).delete()
    own.delete()


def has_second_step(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person).exists())


@transaction.atomic
def take_off_second_step(*, person: Person, by: Actor) -> None:
    """For somebody who has lost what they would show. Passkeys go too: one of them may be what was lost."""
    require(by, Act.ADMINISTER)
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise Conflict(f"{person.name} has no second step.")
    end_sessions(person)
    audit.record(by, "take off", "sign-in", person.slug, "second step")
