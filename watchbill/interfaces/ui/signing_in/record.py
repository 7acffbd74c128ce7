"""What allauth changes about somebody's way to sign in, into the audit log. It tells by signals only."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social

from watchbill.apps.people import audit
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import somebody

KINDS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def listen() -> None:
    mfa.authenticator_added.connect(_added)
    mfa.authenticator_removed.connect(_removed)
    mfa.authenticator_reset.connect(_made_anew)
    mfa.authenticator_used.connect(_used)
    account.password_changed.connect(_password)
    account.password_set.connect(_password)
    account.password_reset.connect(_password)
    social.social_account_added.connect(_connected)


def what(authenticator: Authenticator) -> str:
    kind = KINDS[authenticator.type]
    return f"{kind} {authenticator.wrap().name!r}" if authenticator.type == Authenticator.Type.WEBAUTHN else kind


def _write(person: Person, act: str, summary: str) -> None:
    audit.record(somebody(person, "web"), act, "sign-in", person.slug, summary)


def _added(user: Person, authenticator: Authenticator, **_: Any) -> None:
    _write(user, "add", what(authenticator))


def _removed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    _write(user, "remove", what(authenticator))


def _made_anew(user: Person, authenticator: Authenticator, **_: Any) -> None:
    _write(user, "make anew", what(authenticator))


def _used(user: Person, authenticator: Authenticator, **_: Any) -> None:
    """A recovery code is used up, so its use is a change."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _write(user, "use up", "a recovery code")


def _password(user: Person, **_: Any) -> None:
    _write(user, "change", "password")


def _connected(sociallogin: Any, **_: Any) -> None:
    _write(sociallogin.user, "connect", f"{sociallogin.account.get_provider().name}, as {sociallogin.account.uid}")
