"""What one can ask of the list of alerts, and do to one alert."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from watchbill.apps.alerts.listing import ALL, OPEN, Wanted
from watchbill.apps.alerts.models import AlertStatus
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Person, Team, Urgency
from watchbill.interfaces.ui.forms import PlainForm, WallClockField

STATUSES = [(OPEN, "Open"), *AlertStatus.choices, (ALL, "All")]
MORNING = 9


class Filters(PlainForm):
    """Filters live in the address. What is not understood there counts as not said."""

    text = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "Words, or #12"})
    )
    status = forms.ChoiceField(label="Status", choices=STATUSES, required=False)
    urgency = forms.ChoiceField(label="Urgency", choices=[("", "Any"), *Urgency.choices], required=False)
    service = forms.ChoiceField(label="Service", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    mine = forms.BooleanField(label="Only mine", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = Service.objects.filter(archived_at=None).order_by("name", "slug")
        teams = Team.objects.filter(archived_at=None).order_by("name")
        self.fields["service"].choices = [("", "Any"), *((each.slug, str(each)) for each in services)]  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", "Any"), *((each.slug, str(each)) for each in teams)]  # type: ignore[attr-defined]

    def wanted(self, person: Person) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            status=said.get("status") or OPEN,
            urgency=said.get("urgency", ""),
            service=said.get("service", ""),
            team=said.get("team", ""),
            text=said.get("text", ""),
            person=person if said.get("mine") else None,
        )


class Snooze(PlainForm):
    """Until a time, or for a while."""

    until = WallClockField(label="Until", required=False)
    length = forms.ChoiceField(
        required=False, choices=[("15", "15 min"), ("60", "1 h"), ("240", "4 h"), ("morning", "tomorrow morning")]
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("until") and not said.get("length"):
            raise forms.ValidationError("Say until when.")
        return said

    def instant(self, now: datetime) -> datetime:
        until, length = self.cleaned_data["until"], self.cleaned_data["length"]
        if not length:
            return until  # type: ignore[no-any-return]
        if length == "morning":
            morning = timezone.localtime(now) + timedelta(days=1)
            return morning.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        return now + timedelta(minutes=int(length))


class Reassign(PlainForm):
    """One target, as `kind:key`."""

    target = forms.ChoiceField(label="Page instead")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [("", "Choose…"), *_targets()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        kind, _, key = self.cleaned_data["target"].partition(":")
        return {kind: key}


def _targets() -> list[tuple[str, list[tuple[str, str]]]]:
    people = Person.objects.filter(is_active=True).order_by("name")
    schedules = Schedule.objects.filter(archived_at=None).order_by("name", "slug")
    teams = Team.objects.filter(archived_at=None).order_by("name")
    policies = Policy.objects.filter(archived_at=None).order_by("name", "slug")
    return [
        ("Whoever is on call for", [(f"schedule:{each.slug}", str(each)) for each in schedules]),
        ("People", [(f"person:{each.slug}", each.name) for each in people]),
        ("Everybody of", [(f"team:{each.slug}", each.name) for each in teams]),
        ("By the policy", [(f"policy:{each.slug}", str(each)) for each in policies]),
    ]
