"""Forms about people: who they are, how they are reached, by which rules; teams; tokens."""

from datetime import timedelta
from typing import Any

from django import forms

from watchbill.adapters.channels.registry import all_channels
from watchbill.apps.people.models import ContactMethod, Person, Role, Team, Urgency
from watchbill.apps.people.permissions import Scope
from watchbill.domain.shape.durations import read_duration, write_duration
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.domain.shape.words import KEY_PATTERN
from watchbill.interfaces.ui.forms import PlainForm, WallClockField, zone_field
from watchbill.interfaces.ui.people.names import PeopleField

SCOPES = {
    Scope.READ: "read: look at everything you can see",
    Scope.RESPOND: "respond: acknowledge, resolve and the like",
    Scope.MANAGE: "manage: change what your teams own",
    Scope.ADMINISTER: "administer: change the organisation",
}


def key_field(example: str) -> forms.RegexField:
    return forms.RegexField(
        f"^{KEY_PATTERN}$",
        label="Key",
        max_length=64,
        help_text=f"Stands in addresses and in the configuration file, such as {example}. It never changes.",
        error_messages={"invalid": f"Letters, digits, dots, dashes and underscores, such as {example}."},
    )


class PersonForm(PlainForm):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail", required=False, help_text="To sign in with, and to be reached at.")
    zone = zone_field(required=False, help_text="Times are shown on this clock.")
    region = forms.CharField(max_length=64, required=False, help_text="Such as EMEA.")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.RESPONDER)

    def __init__(self, *args: Any, administers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not administers:
            del self.fields["region"], self.fields["role"]


class NewPersonForm(PersonForm):
    slug = key_field("ana")
    invite = forms.BooleanField(label="Mail them a link to choose a password", required=False, initial=True)
    field_order = ["name", "slug", "email", "zone", "region", "role", "invite"]


class ContactForm(PlainForm):
    name = forms.RegexField(
        f"^{KEY_PATTERN}$",
        max_length=64,
        help_text="Your word for it, such as phone.",
        error_messages={"invalid": "One word of letters, digits and dashes, such as phone."},
    )
    channel = forms.ChoiceField()
    place = forms.CharField(max_length=500, label="Address", help_text="An e-mail address, a topic, a URL.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(kind, each.title) for kind, each in all_channels().items() if each.typed]  # type: ignore[attr-defined]

    @property
    def address(self) -> str:
        return f"{self.cleaned_data['channel']}:{self.cleaned_data['place']}"


class CodeForm(PlainForm):
    code = forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"})
    )


class RulesForm(PlainForm):
    """For each urgency, one way a line: the contact method, and how long after the page."""

    high = forms.CharField(label="High urgency", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    low = forms.CharField(label="Low urgency", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {urgency: _written(person, urgency) for urgency in Urgency.values})
        super().__init__(*args, **kwargs)

    def clean_high(self) -> list[tuple[str, timedelta]]:
        return _rules(self.cleaned_data["high"])

    def clean_low(self) -> list[tuple[str, timedelta]]:
        return _rules(self.cleaned_data["low"])


def _written(person: Person, urgency: str) -> str:
    rules = person.notification_rules.filter(urgency=urgency).select_related("contact_method")
    return "\n".join(f"{rule.contact_method.name} {write_duration(rule.delay)}" for rule in rules)


def _rules(text: str) -> list[tuple[str, timedelta]]:
    return [_rule(line, number) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _rule(line: str, number: int) -> tuple[str, timedelta]:
    name, _, after = line.strip().partition(" ")
    try:
        return name, read_duration(after.strip() or "0m")
    except UnreadableError as problem:
        raise forms.ValidationError(f"Line {number}: {problem}. Expected a line such as phone 2m.") from problem


class AbsenceForm(PlainForm):
    start = WallClockField(label="Away from")
    end = WallClockField(label="Until")


class TeamForm(PlainForm):
    name = forms.CharField(max_length=200)
    zone = zone_field(required=False, help_text="On whose clock its schedules hand over.")
    members = PeopleField(required=False, help_text="One a line, in the order of the list.")
    seniors = PeopleField(required=False)
    managers = PeopleField(
        required=False, help_text="They change what the team owns, and are paged when nobody answers."
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if team is None:
            self.fields["slug"] = key_field("radio")
            self.order_fields(["name", "slug", "zone"])


class TokenForm(PlainForm):
    name = forms.CharField(max_length=100, help_text="What it is for, such as deploy script.")
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, text) for scope, text in SCOPES.items()], widget=forms.CheckboxSelectMultiple
    )
    expires_at = WallClockField(label="Expires", required=False)


def reachable(person: Person) -> list[ContactMethod]:
    return [method for method in person.contact_methods.all() if method.verified_at is not None]
