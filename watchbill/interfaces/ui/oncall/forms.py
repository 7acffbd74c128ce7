"""Forms of schedules: the layers, an override, a new order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django import forms

from watchbill.apps.people.models import Person, Team
from watchbill.domain.rota.values import Advance, Order, Unit
from watchbill.domain.shape.schedules import Layer
from watchbill.domain.shape.words import KEY_PATTERN
from watchbill.interfaces.ui.forms import WALL_CLOCK, PlainForm, WallClockField, zone_field
from watchbill.interfaces.ui.oncall.slots import Unreadable, read_hours, read_slots, write_hours, write_slots

UNITS = [
    ("week", "weeks"),
    ("day", "days"),
    (Unit.WORKING_DAY.value, "working days"),
    ("month", "months"),
    ("hour", "hours"),
    ("", "never: always the same"),
]
ORDERS = [
    (Order.LISTED.value, "as listed"),
    (Order.SHUFFLED.value, "shuffled anew each round"),
    (Order.BY_HAND.value, "by hand (the last is asked)"),
]


class ScheduleForm(PlainForm):
    """What a new schedule is."""

    name = forms.CharField(max_length=200, help_text="What people call it, such as Radio duty.")
    slug = forms.RegexField(
        f"^{KEY_PATTERN}$",
        label="Key",
        max_length=64,
        help_text="Stands in addresses and in the configuration file, such as radio-duty. It never changes.",
        error_messages={"invalid": "Letters, digits, dots, dashes and underscores, such as radio-duty."},
    )
    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="slug", empty_label="Choose…")
    zone = zone_field(required=False, help_text="On whose wall clock handovers happen.")

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", "As the team"), *self.fields["zone"].choices[1:]]  # type: ignore[attr-defined]


class LayerForm(PlainForm):
    """One layer. What it does not show of an existing layer is kept as it is."""

    name = forms.CharField(max_length=200, label="Layer", initial="weekly")
    slots = forms.CharField(
        label="Turns, in order",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="One turn a line; several people on one line serve together. nobody: lower layers count.",
    )
    length = forms.IntegerField(label="Every", min_value=1, max_value=1000, initial=1)
    unit = forms.ChoiceField(label="Unit", choices=UNITS, required=False, initial="week")
    starts = forms.CharField(
        label="First handover",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="On the wall clock of the schedule; later ones keep the time of day.",
    )
    order = forms.ChoiceField(choices=ORDERS, initial=Order.LISTED.value)
    hours = forms.CharField(
        label="Only within",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "placeholder": "mon-fri 09:00-17:00"}),
        help_text="One window a line. Left out: always.",
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)  # the name that the layer had before this edit
    remove = forms.BooleanField(label="Remove this layer", required=False)

    def __init__(self, *args: Any, people: Mapping[str, str], known: Mapping[str, Layer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people, self._known = people, known

    def clean_slots(self) -> Any:
        return self._read(lambda text: read_slots(text, self._people), "slots")

    def clean_hours(self) -> Any:
        return self._read(read_hours, "hours")

    def clean_starts(self) -> datetime | None:
        text = self.cleaned_data["starts"]
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError as problem:
            raise forms.ValidationError(
                f"Found {text}, expected a day and a time, such as 2026-01-05T09:00."
            ) from problem

    def _read(self, read: Any, name: str) -> Any:
        try:
            return read(self.cleaned_data[name])
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said["remove"]:
            for fault in self.layer().faults():
                self.add_error(fault.key if fault.key in self.fields else None, f"{fault.sentence.capitalize()}.")
        return said

    def layer(self) -> Layer:
        said = self.cleaned_data
        before = self._known.get(said["kept"])
        turns = bool(said["unit"])
        changed = {
            "name": said["name"],
            "slots": said["slots"],
            "unit": Unit(said["unit"]) if turns else None,
            "length": said["length"] if turns else 1,
            "starts": said["starts"] if turns else None,
            "order": Order(said["order"]) if turns else Order.LISTED,
            "hours": said["hours"],
        }
        return msgspec.structs.replace(before, **changed) if before else Layer(**changed, advance=Advance.ACTIVE)


def layer_initial(layer: Layer, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kept": layer.name,
        "slots": write_slots(layer.slots, names),
        "length": layer.length,
        "unit": layer.unit.value if layer.unit else "",
        "starts": layer.starts.strftime(WALL_CLOCK) if layer.starts else "",
        "order": layer.order.value,
        "hours": write_hours(layer.hours),
    }


class OverrideForm(PlainForm):
    """Somebody else for a while."""

    kind = forms.ChoiceField(
        label="What changes",
        choices=[
            ("replace", "Somebody takes over from somebody"),
            ("add", "Somebody is on call as well"),
            ("remove", "Somebody is not on call"),
        ],
        widget=forms.RadioSelect,
        initial="replace",
    )
    person = forms.ModelChoiceField(Person.objects.none(), label="Who", to_field_name="slug", empty_label="Choose…")
    replaced_by = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who takes over",
        to_field_name="slug",
        empty_label="Choose…",
        required=False,
        help_text="Only when somebody takes over.",
    )
    start = WallClockField(label="From")
    end = WallClockField(label="To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True).order_by("name")
        for name in ("person", "replaced_by"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        start, end = said.get("start"), said.get("end")
        if start and end and end <= start:
            self.add_error("end", "It ends after it begins.")
        if said.get("kind") == "replace" and "replaced_by" not in self.errors and not said.get("replaced_by"):
            self.add_error("replaced_by", "Say who takes over.")
        if said.get("kind") != "replace":
            said["replaced_by"] = None
        return said


class ShuffleForm(forms.Form):
    """The new place of each turn of the present list, from 1."""

    def __init__(self, *args: Any, size: int, proposed: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for old in range(size):
            self.fields[f"place-{old}"] = forms.IntegerField(
                min_value=1, max_value=size, initial=proposed.index(old) + 1, widget=forms.NumberInput()
            )

    def slots(self) -> list[int]:
        """The old places, in their new order."""
        places = {int(name.removeprefix("place-")): place for name, place in self.cleaned_data.items()}
        return sorted(places, key=lambda old: places[old])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and sorted(said.values()) != list(range(1, len(said) + 1)):
            raise forms.ValidationError("Give each turn a place of its own: every number once.")
        return said
