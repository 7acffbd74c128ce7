"""The forms of first use: each one small, with an example in it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.contrib.auth import password_validation

from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.people.models import Person
from watchbill.domain.shape.addresses import is_email
from watchbill.interfaces.ui import welcome
from watchbill.interfaces.ui.forms import PlainForm, zone_field

_LINE = re.compile(r"(?P<name>[^<,;]+?)\s*[<,;]?\s*(?P<email>[^\s<>,;]+@[^\s<>,;]+)>?")


def key_from(name: str, taken: set[str]) -> str:
    """A key made of a name: `Ana Ruíz` is `ana-ruiz`; a number tells a second one apart."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "one"
    number = 2
    found = key
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found


class YouForm(PlainForm):
    organisation = forms.CharField(max_length=200, help_text="Such as Harbour Radio.")
    zone = zone_field(help_text="What does not say another one uses it.")
    name = forms.CharField(label="Your name", max_length=200)
    email = forms.EmailField(label="Your e-mail address", help_text="You sign in with it.")
    password = forms.CharField(
        label="A password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ten characters or more.",
    )
    code = forms.CharField(label="The code that the server printed", max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if welcome.code_is_asked():
            self.order_fields(["code"])
        else:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not welcome.code_fits(code):
            raise forms.ValidationError("This is not the code. `watchbill serve` prints it when it starts.")
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "password" in said:
            person = Person(name=said.get("name", ""), email=said.get("email", ""))
            try:
                password_validation.validate_password(said["password"], person)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return said


class TeamForm(PlainForm):
    name = forms.CharField(label="Name of the team", max_length=200, help_text="Such as Radio.")
    zone = zone_field(help_text="Its rota hands over on this clock.")


class PeopleForm(PlainForm):
    people = forms.CharField(
        label="Who is in it",
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "spellcheck": "false",
                "placeholder": "Ben Okafor <ben@example.org>\nChi Tran <chi@example.org>",
            }
        ),
        help_text="One a line: name and e-mail address.",
    )
    me_too = forms.BooleanField(label="I am in it too", required=False, initial=True)
    invite = forms.BooleanField(label="Mail each of them a link to choose a password", required=False, initial=True)

    def clean_people(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines()]
        return [self._read(line, number) for number, line in enumerate(lines, start=1) if line]

    def _read(self, line: str, number: int) -> tuple[str, str]:
        match = _LINE.fullmatch(line)
        if match is None or not is_email(match["email"]):
            raise forms.ValidationError(f"Line {number}: found {line!r}, expected Ben Okafor <ben@example.org>.")
        return match["name"].strip(), match["email"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said["people"] and not said["me_too"]:
            raise forms.ValidationError("Name at least one person, or yourself.")
        return said


class RotaForm(PlainForm):
    order = forms.CharField(
        label="In this order",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="One turn a line. The first one begins.",
    )
    unit = forms.ChoiceField(
        label="A turn lasts one", choices=[("week", "week"), ("day", "day"), ("working-day", "working day")]
    )
    starts = forms.DateTimeField(
        label="First handover",
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class SenderForm(PlainForm):
    service = forms.CharField(label="What can break", max_length=200, help_text="Such as Transmitter north.")
    source = forms.ChoiceField(label="What watches it", widget=forms.RadioSelect, initial="alertmanager")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(kind, each.title) for kind, each in all_sources().items()]  # type: ignore[attr-defined]
