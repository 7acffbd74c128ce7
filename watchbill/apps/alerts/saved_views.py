"""Filters of the list of alerts that a person has given a name. The address stays the truth: a view is an address."""

from django.db import transaction
from django.db.models import Max

from watchbill import clock
from watchbill.apps.alerts.models import SavedView
from watchbill.apps.people import audit
from watchbill.apps.people.fields import fitting
from watchbill.apps.people.models import Person
from watchbill.apps.people.own import require_own
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.words import read_name
from watchbill.problems import Conflict

MOST = 20
KIND = "saved-view"


@transaction.atomic
def save_view(*, person: Person, name: str, query: str, by: Actor) -> SavedView:
    """Under a name that this person has already, the filters take the place of the old ones."""
    require_own(by, person)
    own = SavedView.objects.select_for_update().filter(person=person)
    name = fitting("name", read_name, name)
    row = own.filter(name=name).first()
    if row is None:
        if own.count() >= MOST:
            raise Conflict(f"You have {MOST} views. Remove one of them first.")
        last = own.aggregate(last=Max("position"))["last"]
        row = SavedView(person=person, name=name, position=0 if last is None else last + 1, made_at=clock.now())
    row.query = query
    row.save()
    audit.record(by, "save", KIND, row.pk, name, query=query)
    return row


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: Actor) -> SavedView:
    require_own(by, view.person)
    name = fitting("name", read_name, name)
    if SavedView.objects.filter(person=view.person, name=name).exclude(pk=view.pk).exists():
        raise Conflict(f"You have a view called {name} already.", {"name": "Choose another name."})
    view.name = name
    view.save(update_fields=["name"])
    audit.record(by, "rename", KIND, view.pk, name)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Actor) -> None:
    require_own(by, view.person)
    audit.record(by, "remove", KIND, view.pk, view.name, query=view.query)
    view.delete()
