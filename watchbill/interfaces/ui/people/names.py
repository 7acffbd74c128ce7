"""People as they are typed: one a line, by name or by key."""

from collections.abc import Iterable
from typing import Any

from django import forms

from watchbill.apps.people.models import Person
from watchbill.domain.shape.nearest import did_you_mean


def people_by_name() -> tuple[dict[str, str], dict[str, str]]:
    """(name or key in lower case, to the key; the key, to the name). A name that two people share means neither."""
    people = list(Person.objects.filter(is_active=True).order_by("slug").values_list("slug", "name"))
    names = [name.lower() for _, name in people]
    found = {name.lower(): slug for slug, name in people if names.count(name.lower()) == 1}
    found.update({slug.lower(): slug for slug, _ in people})
    return found, {slug: name if found.get(name.lower()) == slug else slug for slug, name in people}


class PeopleField(forms.CharField):
    """The cleaned value is a list of people, in the order typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: object) -> list[Person]:
        typed = [line.strip() for line in super().clean(value).replace(",", "\n").splitlines() if line.strip()]
        known, _ = people_by_name()
        for name in typed:
            if name.lower() not in known:
                raise forms.ValidationError(f"There is nobody called {name!r}{did_you_mean(name, known)}.")
        by_slug = {person.slug: person for person in Person.objects.filter(is_active=True)}
        return [by_slug[slug] for slug in dict.fromkeys(known[name.lower()] for name in typed)]


def written(people: Iterable[Person]) -> str:
    return "\n".join(person.name for person in people)
