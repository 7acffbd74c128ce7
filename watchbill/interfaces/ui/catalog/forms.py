"""The form of a service."""

from typing import Any

from django import forms

from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Team
from watchbill.domain.shape.services import Runbook
from watchbill.domain.shape.words import is_link
from watchbill.interfaces.ui.forms import PlainForm
from watchbill.interfaces.ui.people.forms import key_field


class ServiceForm(PlainForm):
    name = forms.CharField(max_length=200, help_text="What people call it, such as Transmitter north.")
    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="slug", empty_label="Choose…")
    policy = forms.ModelChoiceField(
        Policy.objects.filter(archived_at=None).order_by("name", "slug"),
        to_field_name="slug",
        required=False,
        empty_label="None: the team's managers",
        help_text="Who is paged when it breaks.",
    )
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    critical = forms.BooleanField(label="Critical: an incident here is never small", required=False)
    runbooks = forms.CharField(
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "placeholder": "Restart the exciter https://wiki.example.org/exciter",
                "spellcheck": "false",
            }
        ),
        help_text="One a line: what it is for, then its link. The first one goes into each page.",
    )

    def __init__(self, *args: Any, teams: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if is_new:
            self.fields["slug"] = key_field("transmitter-north")
            self.order_fields(["name", "slug"])

    def clean_runbooks(self) -> list[Runbook]:
        lines = [line.strip() for line in self.cleaned_data["runbooks"].splitlines()]
        return [_runbook(line, number) for number, line in enumerate(lines, start=1) if line]


def _runbook(line: str, number: int) -> Runbook:
    title, _, url = line.rpartition(" ")
    if not is_link(url):
        raise forms.ValidationError(
            f"Line {number} ends in no link. Expected: Restart it https://wiki.example.org/page"
        )
    return Runbook(title=title.strip() or url, url=url)


def written_runbooks(runbooks: list[dict[str, str]]) -> str:
    return "\n".join(f"{runbook['title']} {runbook['url']}" for runbook in runbooks)
