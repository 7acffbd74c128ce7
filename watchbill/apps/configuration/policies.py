"""The section `policies`."""

from collections.abc import Collection

from django.db.models import Q

from watchbill.apps.configuration.references import is_referred_to
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.paging.models import Policy as Row
from watchbill.apps.paging.policies import archive_policy, create_policy, update_policy, written
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.policies import Policy


def stored(also: Collection[str] = ()) -> dict[str, Policy]:
    rows = Row.objects.filter(Q(archived_at=None) | Q(slug__in=also)).order_by("pk")
    return {row.slug: written(row) for row in rows}


def put(key: str, said: Policy, applying: Applying) -> None:
    row = Row.objects.filter(slug=key).first()
    if row is None:
        create_policy(slug=key, definition=said, by=applying.by)
    else:
        update_policy(policy=row, definition=said, by=applying.by)


def can_be_deleted(key: str) -> bool:
    return not is_referred_to(Row.objects.get(slug=key), ())


def drop(key: str, delete: bool, by: Actor) -> None:
    row = archive_policy(policy=Row.objects.get(slug=key), by=by)
    if delete:
        row.delete()


SECTION = Section(name="policies", shape=Policy, stored=stored, put=put, drop=drop, can_be_deleted=can_be_deleted)
