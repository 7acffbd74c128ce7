"""The form of a route. Its matchers are typed as Alertmanager writes them."""

from typing import Any

import msgspec
from django import forms

from watchbill.apps.catalog.models import Service
from watchbill.apps.people.models import Urgency
from watchbill.domain.alerting.matcher_syntax import MatcherError
from watchbill.domain.alerting.matchers import parse_matchers
from watchbill.domain.alerting.urgency import Urgency as Grade
from watchbill.domain.shape.services import Route
from watchbill.interfaces.ui.forms import PlainForm

EXAMPLE = 'severity="critical"\ncluster=~"north|south"'
LAST = "last"


class RouteForm(PlainForm):
    match = forms.CharField(
        label="Matchers",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono", "spellcheck": "false", "placeholder": EXAMPLE}),
        help_text=(
            "As in Alertmanager, one a line: = is, != is not, =~ matches a pattern, !~ does not. All have to match; "
            "none at all match everything. Besides the sender's labels there are integration, source, severity "
            "and service."
        ),
    )
    service = forms.ModelChoiceField(
        Service.objects.filter(archived_at=None).order_by("name", "slug"),
        to_field_name="slug",
        required=False,
        empty_label="As it is",
        help_text="Where such an alert goes.",
    )
    urgency = forms.ChoiceField(required=False, choices=[("", "By its severity"), *Urgency.choices])
    goes_on = forms.BooleanField(
        label="Continue: later routes may say more, and change what this one says", required=False
    )

    def __init__(self, *args: Any, places: int | None = None, **kwargs: Any) -> None:
        """`places`: how many routes there are already, for a new one, which says where it goes."""
        super().__init__(*args, **kwargs)
        if places:
            choices = [(LAST, "Last"), *((str(place), f"Before route {place + 1}") for place in range(places))]
            self.fields["place"] = forms.ChoiceField(choices=choices, initial=LAST, label="Place", required=False)

    def clean_match(self) -> tuple[str, ...]:
        lines = enumerate(self.cleaned_data["match"].splitlines(), start=1)
        return tuple(matcher for number, line in lines if line.strip() for matcher in _matchers(line.strip(), number))

    def route(self, before: Route | None = None) -> Route:
        """As typed; what the form does not show is kept as it was."""
        said = self.cleaned_data
        service = said["service"]
        typed = {
            "match": said["match"],
            "service": service.slug if service else None,
            "urgency": Grade(said["urgency"]) if said["urgency"] else None,
            "goes_on": said["goes_on"],
        }
        return msgspec.structs.replace(before or Route(), **typed)

    def place(self, routes: int) -> int:
        said = self.cleaned_data.get("place") or LAST
        return routes if said == LAST else int(said)


def _matchers(line: str, number: int) -> list[str]:
    """One matcher is kept as it was typed; several on a line become one each."""
    try:
        found = parse_matchers([line])
    except MatcherError as problem:
        where = f"Line {number}, at character {problem.position + 1}: {problem.expected}."
        raise forms.ValidationError(where) from problem
    plain = not line.startswith("{") and not line.endswith(",")
    return [line] if len(found) == 1 and plain else [str(each) for each in found]


def initial(route: Route) -> dict[str, Any]:
    return {
        "match": "\n".join(route.match),
        "service": route.service,
        "urgency": route.urgency.value if route.urgency else "",
        "goes_on": route.goes_on,
    }
