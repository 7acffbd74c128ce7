"""The one row that says whose watch this is."""

from typing import Any

from django.db import transaction

from watchbill import clock
from watchbill.apps.people import changes
from watchbill.apps.people.fields import fitting, fitting_zone
from watchbill.apps.people.models import Organisation
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.shape.words import read_name


def organisation() -> Organisation:
    """Made when it is asked for the first time."""
    found = Organisation.objects.order_by("pk").first()
    return found or Organisation.objects.create(created_at=clock.now())


def locked_organisation() -> Organisation:
    """Held to the end of the transaction by whoever changes what is the organisation's as a whole."""
    return Organisation.objects.select_for_update().get(pk=organisation().pk)


@transaction.atomic
def update_organisation(
    *, by: Actor, name: str | None = None, zone: str | None = None, settings: dict[str, Any] | None = None
) -> Organisation:
    """None leaves a part as it is. `settings` are as in the configuration file, and replaced whole."""
    require(by, Act.ADMINISTER)
    row = locked_organisation()
    said = changes.given(
        name=fitting("name", read_name, name) if name else name,
        zone=None if zone is None else fitting_zone(zone) or "UTC",
        settings=settings,
    )
    changes.update(row, by, "organisation", said)
    return row
