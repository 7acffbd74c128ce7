"""The form of a policy: its steps, one row each. What a row does not show of an existing step is kept."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django import forms

from watchbill.apps.oncall.models import Schedule
from watchbill.apps.people.models import Person, Team
from watchbill.domain.alerting.urgency import Urgency
from watchbill.domain.shape.policies import Condition, How, Policy, Step
from watchbill.domain.shape.targets import Target
from watchbill.interfaces.ui.forms import DurationField, PlainForm
from watchbill.interfaces.ui.people.forms import key_field

WAYS = [
    (How.ALL.value, "all at once"),
    (How.ONE_AFTER_ANOTHER.value, "one after another"),
    (How.ROUND_ROBIN.value, "each time the next of them"),
]


class PolicyForm(PlainForm):
    name = forms.CharField(max_length=200, help_text="What people call it, such as Radio, around the clock.")
    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="slug", empty_label="Choose…")
    repeat = forms.IntegerField(
        min_value=0, max_value=100, initial=1, help_text="So many more times after the first, when nobody answers."
    )

    def __init__(self, *args: Any, teams: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if is_new:
            self.fields["slug"] = key_field("radio-default")
            self.order_fields(["name", "slug"])

    def policy(self, steps: Sequence[Step], before: Policy | None) -> Policy:
        said = self.cleaned_data
        changed = {"name": said["name"], "team": said["team"].slug, "repeat": said["repeat"], "steps": tuple(steps)}
        return msgspec.structs.replace(before, **changed) if before else Policy(**changed)


class StepForm(PlainForm):
    first = forms.ChoiceField(label="Page", required=False)
    second = forms.ChoiceField(label="and", required=False)
    how = forms.ChoiceField(label="How", choices=WAYS, initial=How.ALL.value)
    wait = DurationField(label="Wait", max_length=12, initial="5m", help_text="Such as 5m, before the next step.")
    urgency = forms.ChoiceField(
        label="For",
        choices=[("", "any urgency"), *((each.value, f"{each.value} urgency") for each in Urgency)],
        required=False,
    )
    kept = forms.IntegerField(required=False, widget=forms.HiddenInput)  # which step of the policy it was
    remove = forms.BooleanField(label="Remove this step", required=False)

    def __init__(self, *args: Any, targets: list[Any], before: Sequence[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = [("", "Choose…"), *targets]  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", "nobody else"), *targets]  # type: ignore[attr-defined]
        self._before = before

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        pages = said.get("first") or said.get("second") or said.get("remove")
        if not pages and "first" not in self.errors and not self._kept().volunteers:
            self.add_error("first", "Choose whom this step pages.")
        return said

    def _kept(self) -> Step:
        """The step as it was before: what the form does not show of it stays."""
        kept = self.cleaned_data.get("kept")
        return self._before[kept] if kept is not None and 0 <= kept < len(self._before) else Step(wait=None)

    def step(self) -> Step:
        said, before = self.cleaned_data, self._kept()
        chosen = [_target(said[name]) for name in ("first", "second") if said[name]]
        when = before.when or Condition()
        when = msgspec.structs.replace(when, urgency=Urgency(said["urgency"]) if said["urgency"] else None)
        return msgspec.structs.replace(
            before,
            page=(*chosen, *before.page[2:]),
            volunteers=() if chosen else before.volunteers,
            how=How(said["how"]),
            wait=said["wait"],
            when=when if when != Condition() else None,
        )


def _target(text: str) -> Target:
    kind, _, key = text.partition(":")
    return Target(**{kind: key})


def step_initial(step: Step, place: int) -> dict[str, Any]:
    chosen = [f"{target.kind}:{target.key}" for target in step.page[:2]]
    return {
        "first": chosen[0] if chosen else "",
        "second": chosen[1] if len(chosen) > 1 else "",
        "how": step.how.value,
        "wait": step.wait,
        "urgency": step.when.urgency.value if step.when and step.when.urgency else "",
        "kept": place,
    }


def targets() -> list[tuple[str, list[tuple[str, str]]]]:
    schedules = Schedule.objects.filter(archived_at=None).order_by("name", "slug")
    teams = Team.objects.filter(archived_at=None).order_by("name")
    people = Person.objects.filter(is_active=True).order_by("name")
    return [
        ("Whoever is on call for", [(f"schedule:{each.slug}", str(each)) for each in schedules]),
        ("People", [(f"person:{each.slug}", each.name) for each in people]),
        (
            "Everybody of",
            [("team:own", "the service's own team"), *((f"team:{each.slug}", each.name) for each in teams)],
        ),
        (
            "The managers of",
            [("managers:own", "the service's own team"), *((f"managers:{each.slug}", each.name) for each in teams)],
        ),
    ]
