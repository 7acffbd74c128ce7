"""The form of an integration."""

import json
from typing import Any

from django import forms

from watchbill.adapters.sources.registry import all_sources
from watchbill.apps.catalog.models import Service
from watchbill.interfaces.ui.forms import PlainForm
from watchbill.interfaces.ui.people.forms import key_field


class IntegrationForm(PlainForm):
    source = forms.ChoiceField(label="What sends", widget=forms.RadioSelect)
    name = forms.CharField(max_length=200, help_text="What people call it, such as Prometheus north.")
    service = forms.ModelChoiceField(
        Service.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="None: routes decide",
        help_text="What an alert from it is about.",
    )
    options = forms.CharField(
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 4, "class": "mono", "spellcheck": "false", "placeholder": '{"summary": "title"}'}
        ),
        help_text="JSON. Only for senders whose fields have names of their own.",
    )

    def __init__(self, *args: Any, services: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [(kind, source.title) for kind, source in all_sources().items()]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        if is_new:
            self.fields["slug"] = key_field("prometheus-north")
            self.order_fields(["source", "name", "slug"])

    def clean_options(self) -> dict[str, Any]:
        text = self.cleaned_data["options"].strip()
        try:
            options = json.loads(text) if text else {}
        except ValueError as problem:
            raise forms.ValidationError(f"This is no JSON: {problem}.") from problem
        if not isinstance(options, dict):
            raise forms.ValidationError('Expected an object, such as {"summary": "title"}.')
        return options


def services_of(teams: Any) -> Any:
    return Service.objects.filter(archived_at=None, team__in=teams).order_by("name", "slug")
