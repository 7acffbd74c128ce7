"""Who is on call: now, at any instant, and over a span."""

from datetime import datetime, timedelta

import msgspec
from ninja import Query, Router, Schema
from pydantic import Field

from watchbill import clock
from watchbill.apps.oncall import selectors
from watchbill.apps.people.models import Person
from watchbill.interfaces.api.instants import Instant
from watchbill.interfaces.api.lookup import named
from watchbill.interfaces.api.requests import Request
from watchbill.interfaces.api.spans import span
from watchbill.interfaces.api.standing import standings

router = Router()


class NowAsked(Schema):
    schedule: list[str] = Field([], description="Slugs; may be repeated. None: all schedules.")
    at: Instant | None = Field(None, description="None: now.")


class ShiftsAsked(Schema):
    person: str = Field(description="Slug.")
    start: Instant | None = Field(None, description="None: now.")
    end: Instant | None = Field(None, description="None: 30 days after the start.")


class Somebody(Schema):
    slug: str
    name: str


class Following(Schema):
    people: list[Somebody]
    start: datetime


class Standing(Schema):
    people: list[Somebody] = Field(description="Who is on call; empty: nobody.")
    until: datetime | None = Field(description="When that changes; null: never, or not within ten years.")
    next: Following | None = Field(description="The next shift. When it starts after `until`, nobody is between.")


class OncallNow(Schema):
    at: datetime
    schedules: dict[str, Standing]


class OwnShift(Schema):
    schedule: str
    start: datetime
    end: datetime
    people: list[str]


class Shifts(Schema):
    items: list[OwnShift]


@router.get("/now", response=OncallNow)
def oncall_now(request: Request, asked: Query[NowAsked]) -> dict[str, object]:  # noqa: ARG001
    """Who is on call for these schedules, until when, and who is next."""
    at = asked.at or clock.now().replace(microsecond=0)
    found = standings(frozenset(asked.schedule), at)
    return {"at": at, "schedules": msgspec.to_builtins(found, builtin_types=(datetime,))}


@router.get("/shifts", response=Shifts)
def shifts_of_person(request: Request, asked: Query[ShiftsAsked]) -> Shifts:  # noqa: ARG001
    """One person's shifts in all schedules, in time order."""
    start, end = span(asked.start, asked.end, timedelta(days=30))
    found = selectors.own_shifts(named(Person, asked.person), start, end)
    return Shifts(
        items=[
            OwnShift(schedule=slug, start=shift.start, end=shift.end, people=list(shift.people))
            for slug, shift in found
        ]
    )
