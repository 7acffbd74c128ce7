"""The forms of signing in, in our words. (allauth's carry their labels a second time, as placeholders.)"""

from typing import Any

from allauth.account import forms

from watchbill.apps.people.models import Person

QUIET = ("placeholder",)


class Quiet:
    """Labels say what a field is; nothing says it twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.help_text = "" if "href" in str(field.help_text) else field.help_text
            for name in QUIET:
                field.widget.attrs.pop(name, None)


class LoginForm(Quiet, forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Sign-in name or e-mail address"
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class ChangePasswordForm(Quiet, forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(Quiet, forms.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(Quiet, forms.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"

    def clean_email(self) -> str:
        """The address that somebody has now counts; allauth keeps those that a link was once followed at."""
        email: str = super().clean_email()
        self.users = list(Person.objects.filter(email__iexact=email, is_active=True))
        return email


class ResetPasswordKeyForm(Quiet, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(Quiet, forms.ReauthenticateForm):  # type: ignore[misc]
    pass
