"""What all forms share: they keep what was typed, and they take a service's problem to the field it is about."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.db import transaction
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from watchbill.domain.shape.durations import read_duration, write_duration
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.problems import Problem

WALL_CLOCK = "%Y-%m-%dT%H:%M"


class QuickSelect(forms.Select):
    """The same list; but Django renders every option with a template of its own, half a second for a thousand."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        widget = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("", "{}", ((_group(label, options),) for label, options, _ in widget["optgroups"]))
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(label: str | None, options: list[dict[str, Any]]) -> SafeString:
    said = ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options)
    inside = format_html_join("", '<option value="{}"{}>{}</option>', said)
    return format_html('<optgroup label="{}">{}</optgroup>', label, inside) if label else inside


class PlainForm(forms.Form):
    """A form of ours. Fields that may be left out say so; nothing else is marked."""

    template_name = "components/form.html"
    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field.widget) is forms.Select:
                field.widget.__class__ = QuickSelect

    def take(self, problem: Problem) -> None:
        """Show a service's problem: its fields where we have them, else its sentence above the form."""
        ours = {name: text for name, text in problem.fields.items() if name in self.fields}
        for name, text in ours.items():
            self.add_error(name, text)
        if not ours:
            rest = [text for name, text in problem.fields.items() if name not in self.fields]
            self.add_error(None, " ".join([problem.sentence, *rest]))

    def carry_out(self, act: Callable[[dict[str, Any]], Any]) -> bool:
        """Call `act` with what was typed, if it fits, whole or not at all. False: the form says what is wrong."""
        if not self.is_valid():
            return False
        try:
            with transaction.atomic():
                act(self.cleaned_data)
        except Problem as problem:
            self.take(problem)
            return False
        return True


def how_many(request: HttpRequest, most: int) -> int:
    """How many rows a form that can grow was posted with; a count that is none is one."""
    said = request.POST.get("count", "")
    return min(int(said), most) if said.isdecimal() and len(said) < 4 else 1


def zone_field(label: str = "Time zone", *, required: bool = True, help_text: str = "") -> forms.ChoiceField:
    choices = [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
    return forms.ChoiceField(
        label=label,
        choices=choices if required else [("", "As the organisation"), *choices],
        required=required,
        help_text=help_text,
    )


class WallClockField(forms.DateTimeField):
    """A time on the wall clock of `zone` (the viewer's, unless set); the cleaned value is an instant."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL_CLOCK)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=[WALL_CLOCK, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)
        self.zone: ZoneInfo | None = None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return value.astimezone(self._zone()).strftime(WALL_CLOCK)
        return value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self._zone()):
            return super().to_python(value)

    def _zone(self) -> Any:
        return self.zone or timezone.get_current_timezone()


class DurationField(forms.CharField):
    """A length of time in the configuration file's words: `90s 15m 2h 3d 1w`."""

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return read_duration(text)
        except UnreadableError as problem:
            raise forms.ValidationError(f"{str(problem).capitalize()}.") from problem
