"""The forms of signing in, in our words. (allauth's carry their labels a second time, as placeholders.)"""

from typing import Any

from allauth.account import forms

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


class ResetPasswordKeyForm(Quiet, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(Quiet, forms.ReauthenticateForm):  # type: ignore[misc]
    pass
