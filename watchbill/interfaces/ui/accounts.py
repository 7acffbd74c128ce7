"""Signing in: nobody signs up by themselves, and the mails of accounts are deliveries like all others."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest

from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.services import Telling
from watchbill.apps.people.models import Person

MAIL = "mail"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This name and this password do not belong together.",
        "email_password_mismatch": "This address and this password do not belong together.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, or have a link sent to choose a new password.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your present password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """People are added by an administrator, by the configuration file, or by first use."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return "/signing-in"

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address that they have now; allauth would take one that a link was once followed at."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def format_email_subject(self, subject: str) -> str:
        return f"Watchbill: {subject.strip()}"


class DeliveryBackend(BaseEmailBackend):
    """Writes each mail down as deliveries in the lane for notices; the engine sends them, or the outbox keeps them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            for place in email.recipients():
                agenda.tell(_telling(email, place))
        return len(email_messages)


def _telling(email: EmailMessage, place: str) -> Telling:
    to = Person.objects.filter(email__iexact=place, is_active=True).first()
    message = {"subject": str(email.subject), "text": str(email.body), "kind": "notice", "urgency": "low"}
    return Telling(MAIL, place, message, person_id=to.pk if to else None)
