"""The second factor: codes of an app and recovery codes. Their secrets are sealed before they are kept."""

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from watchbill.apps.people.models import Organisation, Person
from watchbill.interfaces.ui.sign_in import Quiet
from watchbill.secrets import seal, unseal

WRONG_CODE = "This is not the code of now. Codes change every half minute. Is the clock of your phone right?"
UNREADABLE = "The secret key of this installation was changed, and what your code is checked against cannot be read."
CODE = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "maxlength": 20,
    "autofocus": True,
    "class": "code-box",
}


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Recovery codes stand in for an app or a passkey. Add one of these first.",
    }

    def get_totp_issuer(self) -> str:
        name = Organisation.objects.values_list("name", flat=True).first()
        return f"Watchbill ({name})" if name else "Watchbill"

    def get_totp_label(self, user: Person) -> str:
        return user.slug

    def encrypt(self, text: str) -> str:
        return seal(text, settings.SECRET_KEYS)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, settings.SECRET_KEYS)

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:  # noqa: A002, ARG002
        return "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Watchbill"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name, "name": user.slug}


class OneUse:
    """A code of the app opens once for as long as it would be taken; allauth forgets it after one step."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except InvalidToken as problem:
            raise ValidationError(UNREADABLE) from problem
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            if not _first_use(authenticator, code):
                raise ValidationError("This code has been used. Wait for the next one.")
            _seal_anew(authenticator)
        return code


def _seal_anew(authenticator: Authenticator) -> None:
    """With the newest of the secret keys, so that an old one can be taken away."""
    authenticator.data["secret"] = encrypt(decrypt(authenticator.data["secret"]))
    authenticator.save(update_fields=["data"])


def _first_use(authenticator: Authenticator, code: str) -> bool:
    lives = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return bool(cache.add(f"totp-used:{authenticator.pk}:{normalize_user_code(code)}", "yes", timeout=lives))


class Codes(Quiet):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = "The code of the app, or a recovery code"
        field.widget.attrs |= CODE


class CodeForm(OneUse, Codes, base.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(OneUse, Codes, base.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddAppForm(Codes, totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "The code that the app shows now"
