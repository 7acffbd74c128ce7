"""What will go wrong if nobody looks: times with nobody on call, and people on call whom nothing reaches."""

from collections.abc import Iterable
from datetime import datetime

from watchbill.apps.oncall import rotas, selectors
from watchbill.apps.people.models import Person
from watchbill.domain.rota.values import Shift


def gaps_ahead(start: datetime, end: datetime) -> dict[str, tuple[Shift, ...]]:
    """By schedule in use: when nobody is on call, hours that are uncovered on purpose not counted."""
    return {found.slug: selectors.gaps(found, start, end) for found in selectors.schedules()}


def on_call_ahead(start: datetime, end: datetime) -> frozenset[str]:
    """Whoever holds a shift of any schedule in this span."""
    loaded = rotas.load(selectors.schedules()).values()
    return frozenset(person for rota in loaded for shift in rota.shifts(start, end) for person in shift.people)


def unreachable(slugs: Iterable[str]) -> list[Person]:
    """Those of them who are here and have no verified contact method."""
    here = Person.objects.filter(slug__in=list(slugs), is_active=True)
    return list(here.exclude(contact_methods__verified_at__isnull=False).order_by("slug"))
