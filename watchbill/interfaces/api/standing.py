"""Who holds each schedule at an instant, until when, and who follows: the answer of both doors to that question."""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from watchbill.apps.oncall import selectors
from watchbill.apps.people.models import Person
from watchbill.domain.rota.schedule import Handover
from watchbill.problems import NotFound, Wrong

MOST_SCHEDULES = 100
"""Schedules that one question may name."""


class Somebody(msgspec.Struct, frozen=True):
    slug: str
    name: str


class Following(msgspec.Struct, frozen=True):
    people: list[Somebody]
    start: datetime


class Standing(msgspec.Struct, frozen=True):
    """`until`: when the people change; null when they never do, or not within ten years."""

    people: list[Somebody]
    until: datetime | None
    next: Following | None


def standings(slugs: Collection[str], at: datetime) -> dict[str, Standing]:
    """Those that are named, all when none is. Raises NotFound for a schedule that is not there."""
    if len(slugs) > MOST_SCHEDULES:
        raise Wrong(f"Ask for up to {MOST_SCHEDULES} schedules at once.", {"schedule": f"Found {len(slugs)}."})
    found = selectors.standing(slugs or None, at)
    if missing := sorted(set(slugs) - set(found)):
        sentence = f"There is no schedule {', '.join(map(repr, missing))}."
        raise NotFound(sentence, {"schedule": "GET /api/v1/schedules lists what there is."})
    names = _names(found.values())
    return {slug: _standing(handover, names) for slug, handover in sorted(found.items())}


def _names(handovers: Iterable[Handover]) -> dict[str, str]:
    slugs: set[str] = set()
    for handover in handovers:
        slugs.update(handover.people, handover.following.people if handover.following else ())
    return dict(Person.objects.filter(slug__in=slugs).values_list("slug", "name"))


def _standing(handover: Handover, names: dict[str, str]) -> Standing:
    following = handover.following
    return Standing(
        people=_people(handover.people, names),
        until=handover.at,
        next=Following(_people(following.people, names), following.start) if following else None,
    )


def _people(slugs: Iterable[str], names: dict[str, str]) -> list[Somebody]:
    return [Somebody(slug, names.get(slug, slug)) for slug in slugs]
