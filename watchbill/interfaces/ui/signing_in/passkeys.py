"""Passkeys: each can sign its person in by itself, so each is kept on the device and asks who holds it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn import views
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from watchbill.interfaces.ui.sign_in import Quiet

NOT_TAKEN = "This passkey was not taken: it is not known here, or the page was open for too long. Try again."
NOT_MADE = "This passkey was not kept: the device did not check who you are, or the page was open too long."


class AddForm(Quiet, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label="A name for it", max_length=60, help_text="Such as: my phone, the key on my ring")
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def clean(self) -> dict[str, Any]:
        try:
            known: dict[str, Any] = super().clean()
        except ValidationError as problem:
            raise ValidationError(NOT_MADE) from problem
        return known


class Said:
    """A passkey that does not fit is told in words about passkeys; who has which is not told."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as problem:
            if "too_many_login_attempts" in {each.code for each in problem.error_list}:
                raise
            raise ValidationError(NOT_TAKEN) from problem


class SignInForm(Said, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class SecondForm(Said, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AgainForm(Said, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class Again(views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Whoever fails tries again, instead of being led to the page of signing in."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        for sentence in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=sentence)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))


again = Again.as_view()


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """A question to a passkey makes a session, so asking is limited too."""
    limited: HttpResponseBase | None = ratelimit.consume_or_429(
        request, app="allauth.mfa", action="passkey_question", limit_get=True, config={"passkey_question": "60/m/ip"}
    )
    return limited or views.login_webauthn(request)
