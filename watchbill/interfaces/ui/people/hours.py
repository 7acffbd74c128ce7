"""When a team works: working days, holidays and the hours that it covers, as the configuration file writes them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from django import forms

from watchbill.adapters.calendars import NAMES
from watchbill.apps.people.models import Team
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.domain.shape.instants import read_date
from watchbill.domain.shape.teams import Holidays, Window
from watchbill.domain.shape.weekdays import WORKDAYS, read_days, write_days
from watchbill.interfaces.ui.forms import PlainForm
from watchbill.interfaces.ui.oncall.slots import Unreadable, read_hours, write_hours


def _lines(rows: int, example: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "mono", "spellcheck": "false", "placeholder": example})


class HoursForm(PlainForm):
    working_days = forms.CharField(label="Working days", max_length=100, help_text="Such as mon-fri, or mon,wed,fri.")
    calendar = forms.CharField(
        label="Holidays", required=False, max_length=80, help_text="A country or a part of one: NL, US-CA."
    )
    add = forms.CharField(
        label="Holidays besides", required=False, widget=_lines(2, "2026-12-24"), help_text="One day a line."
    )
    drop = forms.CharField(
        label="Days of the calendar that are worked",
        required=False,
        widget=_lines(2, "2026-04-27"),
        help_text="One day a line.",
    )
    coverage = forms.CharField(
        label="Hours that the team covers",
        required=False,
        widget=_lines(4, "mon-fri 08:00-18:00 not holidays"),
        help_text="One span a line; none: always. Outside of them nobody on call is no gap, and what may wait waits.",
    )

    def clean_working_days(self) -> list[int]:
        return sorted(_read(read_days, self.cleaned_data["working_days"].strip()))

    def clean_calendar(self) -> str:
        name = self.cleaned_data["calendar"].strip()
        if name and name not in NAMES:
            raise forms.ValidationError(f"There is no calendar {name}. Expected a country's code such as NL or US-CA.")
        return str(name)

    def clean_add(self) -> tuple[date, ...]:
        return _days(self.cleaned_data["add"])

    def clean_drop(self) -> tuple[date, ...]:
        return _days(self.cleaned_data["drop"])

    def clean_coverage(self) -> tuple[Window, ...]:
        try:
            return read_hours(self.cleaned_data["coverage"])
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from problem

    def hours(self) -> dict[str, Any]:
        """As the service takes them."""
        said = self.cleaned_data
        holidays = Holidays(calendar=said["calendar"] or None, add=said["add"], drop=said["drop"])
        return {
            "working_days": said["working_days"],
            "holidays": {} if holidays == Holidays() else msgspec.to_builtins(holidays),
            "coverage": msgspec.to_builtins(list(said["coverage"])),
        }


def _read(read: Callable[[str], Any], text: str, where: str = "") -> Any:
    try:
        return read(text)
    except UnreadableError as problem:
        said = str(problem)
        raise forms.ValidationError(f"{where}{said[0].upper()}{said[1:]}.") from problem


def _days(text: str) -> tuple[date, ...]:
    lines = enumerate(text.splitlines(), start=1)
    return tuple(_read(read_date, line.strip(), f"Line {number}: ") for number, line in lines if line.strip())


def written_hours(team: Team) -> dict[str, str]:
    """As the form and the page say them."""
    holidays = msgspec.convert(team.holidays, Holidays) if team.holidays else Holidays()
    return {
        "working_days": write_days(frozenset(team.working_days) or WORKDAYS),
        "calendar": holidays.calendar or "",
        "add": "\n".join(day.isoformat() for day in holidays.add),
        "drop": "\n".join(day.isoformat() for day in holidays.drop),
        "coverage": write_hours(msgspec.convert(team.coverage, tuple[Window, ...])),
    }
