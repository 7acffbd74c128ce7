"""Tokens for the API. The secret is shown once, when it is made; only its digest is kept."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from watchbill import clock
from watchbill.apps.agenda import wake
from watchbill.apps.people import audit
from watchbill.apps.people.fields import fitting
from watchbill.apps.people.models import ApiToken, Person
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Actor, Scope, somebody
from watchbill.domain.shape.words import read_name
from watchbill.problems import NotAllowed, Wrong
from watchbill.secrets import digest

CHANGED = "tokens"
"""What is told to whoever keeps tokens in memory."""
PREFIX = "wb_"
SHOWN = len(PREFIX) + 6
NOTED_EVERY = timedelta(minutes=1)
"""How often the use of a token is written down at most."""


@transaction.atomic
def make_token(
    *, person: Person, name: str, scopes: Collection[str], by: Actor, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """The row, and the secret that nobody can see again. It may never do more than its person, nor than its maker."""
    require_own(by, person)
    _check_scopes(scopes, by)
    if not person.is_active:
        raise Wrong(f"{person.name} left: there can be no token for them.")
    if expires_at is not None and expires_at <= clock.now():
        raise Wrong("A token expires in the future.", {"expires_at": "This time has passed."})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        name=fitting("name", read_name, name)[:100],
        digest=digest(secret),
        hint=secret[:SHOWN],
        scopes=sorted(set(scopes)),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    audit.record(by, "create", "token", token.pk, f"{token.name} of {person.slug}", scopes=token.scopes)
    return token, secret


def _check_scopes(scopes: Collection[str], by: Actor) -> None:
    known = [scope.value for scope in Scope]
    if not scopes or not set(scopes) <= set(known):
        raise Wrong("A token needs at least one scope.", {"scopes": f"Expected some of {', '.join(known)}."})
    if by.scopes is not None and not set(scopes) <= by.scopes:
        raise NotAllowed("A token cannot make one that may do more than itself.")


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor) -> ApiToken:
    """From now on nobody gets in with it. Revoking twice changes nothing."""
    require_own(by, token.person)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        audit.record(by, "revoke", "token", token.pk, f"{token.name} of {token.person.slug}")
        wake.changed(CHANGED)
    return token


def who_holds(secret: str) -> Actor | None:
    """Whoever this token speaks for, while it and its person count."""
    if not secret.startswith(PREFIX):
        return None
    token = ApiToken.objects.select_related("person").filter(digest=digest(secret), revoked_at=None).first()
    now = clock.now()
    if token is None or not token.person.is_active or (token.expires_at is not None and token.expires_at <= now):
        return None
    _note_use(token, now)
    return somebody(token.person, "api", frozenset(token.scopes))


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
