"""Schedules: their layers, their rota over a span, and what departs from it."""

from datetime import datetime, timedelta
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill import clock
from watchbill.apps.oncall import particulars, rotas, selectors, services
from watchbill.apps.oncall.models import Override, Schedule, ScheduleVersion
from watchbill.apps.oncall.moves import Move
from watchbill.apps.people.models import Person, Team
from watchbill.apps.people.permissions import Act, require
from watchbill.domain.rota.values import Shift
from watchbill.interfaces.api.instants import Instant
from watchbill.interfaces.api.listing import BY_SLUG, Asked, Portion, portion
from watchbill.interfaces.api.lookup import meant, meant_if_said, named
from watchbill.interfaces.api.requests import Body, Id, Request
from watchbill.interfaces.api.spans import span
from watchbill.interfaces.api.written import read_layers, write
from watchbill.problems import NotFound

router = Router()
LAYERS = "As in the configuration file."
EXAMPLE = [{"name": "weekly", "slots": ["ana", "ben"], "unit": "week", "starts": "2026-01-05T09:00"}]


class ScheduleRow(Schema):
    slug: str
    name: str
    team: str | None = Field(description="Slug.")
    zone: str = Field(description="The one that counts: its own, its team's or the organisation's.")
    archived: bool


class OverrideShape(Schema):
    id: int
    kind: str = Field(description="`add`, `remove` or `replace`.")
    start: datetime
    end: datetime
    person: str = Field(description="Who is added, removed or replaced.")
    replaced_by: str | None = Field(description="Who comes instead.")


class ScheduleDetail(ScheduleRow):
    version: int
    layers: list[dict[str, Any]] = Field(description=LAYERS)
    overrides: list[OverrideShape] = Field(description="Those that are not over.")


class ShiftShape(Schema):
    start: datetime
    end: datetime
    people: list[str]


class LayerShifts(Schema):
    name: str
    shifts: list[ShiftShape]


class Span(Schema):
    start: datetime
    end: datetime


class Rota(Schema):
    start: datetime
    end: datetime
    final: list[ShiftShape] = Field(description="In time order, half-open; a time with nobody is no entry.")
    layers: list[LayerShifts] = Field(description="What each layer says by itself; without people: nobody on purpose.")
    gaps: list[Span] = Field(description="Nobody is on call; hours uncovered on purpose not counted.")


class MoveShape(Schema):
    """A person's shift before and after; null where there was none, or is none any more."""

    person: str
    before: Span | None
    after: Span | None


class Moves(Schema):
    moves: list[MoveShape] = Field(description="Whose shifts move in the next 90 days.")


class SchedulesAsked(Asked):
    team: str = Field("", description="Slug.")
    archived: bool = Field(False, description="`true`: those out of use.")


class SpanAsked(Schema):
    start: Instant | None = Field(None, description="None: now.")
    end: Instant | None = Field(None, description="None: 14 days after the start.")


class Layers(Body):
    layers: list[dict[str, Any]] = Field(description=LAYERS, examples=[EXAMPLE])


class NewSchedule(Layers):
    slug: str
    team: str | None = None
    name: str = ""
    zone: str = ""


class ScheduleChange(Body):
    """What is left out stays as it is."""

    name: str | None = None
    team: str | None = Field(None, description="Slug.")
    zone: str | None = Field(None, description="Empty: the team's, then the organisation's.")


class NewOverride(Body):
    kind: str = Field(description="`add`, `remove` or `replace`.")
    start: Instant
    end: Instant
    person: str
    replaced_by: str | None = None


class NewOrder(Body):
    layer: str
    slots: list[int] = Field(description="The places of the present order, from 0, in the new one.")


@router.get("", response=Portion[ScheduleRow])
def list_schedules(request: Request, asked: Query[SchedulesAsked]) -> Portion[ScheduleRow]:  # noqa: ARG001
    """Schedules, by slug."""
    found = Schedule.objects.filter(archived_at__isnull=not asked.archived).select_related("team")
    if asked.team:
        found = found.filter(team__slug=asked.team)
    return portion(found, asked, lambda schedule: ScheduleRow(**_row(schedule)), order=BY_SLUG)


@router.post("", response={201: ScheduleDetail})
def create_schedule(request: Request, body: NewSchedule) -> Status[ScheduleDetail]:
    """A new schedule with its layers."""
    made = services.create_schedule(
        slug=body.slug,
        team=meant_if_said(Team, body.team, "team"),
        layers=read_layers(body.layers),
        name=body.name,
        zone=body.zone,
        by=request.auth,
    )
    return Status(201, _detail(named(Schedule, made.slug)))


@router.get("/{slug:slug}", response=ScheduleDetail)
def get_schedule(request: Request, slug: str) -> ScheduleDetail:  # noqa: ARG001
    """One schedule with the layers that count now."""
    return _detail(named(Schedule, slug))


@router.patch("/{slug:slug}", response=Moves)
def update_schedule(request: Request, slug: str, body: ScheduleChange) -> Moves:
    """Name, team and zone; what is left out stays as it is. Whose shifts moved is in the answer, and told to them."""
    row = named(Schedule, slug)
    team = meant(Team, body.team, "team") if body.team is not None else row.team
    said = {"name": row.name if body.name is None else body.name, "zone": row.zone if body.zone is None else body.zone}
    return _moves(particulars.update_schedule(schedule=row, team=team, by=request.auth, **said))


@router.post("/{slug:slug}/archive", response=ScheduleDetail)
def archive_schedule(request: Request, slug: str) -> ScheduleDetail:
    """Out of use: it pages nobody any more. Policies that name it go on to their next step."""
    particulars.archive_schedule(schedule=named(Schedule, slug), by=request.auth)
    return _detail(named(Schedule, slug))


@router.put("/{slug:slug}/layers", response=Moves)
def edit_schedule(request: Request, slug: str, body: Layers) -> Moves:
    """From now on these layers. Whoever serves now keeps the watch to the end of their turn."""
    schedule = named(Schedule, slug)
    return _moves(services.edit_schedule(schedule=schedule, layers=read_layers(body.layers), by=request.auth))


@router.post("/{slug:slug}/layers/preview", response=Moves)
def preview_edit(request: Request, slug: str, body: Layers) -> Moves:
    """Whose shifts such an edit would move. Nothing changes."""
    require(request.auth, Act.LOOK)
    return _moves(services.preview_edit(schedule=named(Schedule, slug), layers=read_layers(body.layers)))


@router.get("/{slug:slug}/rota", response=Rota)
def get_rota(request: Request, slug: str, asked: Query[SpanAsked]) -> Rota:  # noqa: ARG001
    """Who is on call over a span, layer by layer, and when nobody is."""
    begins, ends = span(asked.start, asked.end, timedelta(days=14))
    rota = selectors.rota(named(Schedule, slug), begins, ends)
    return Rota(
        start=begins,
        end=ends,
        final=[_shift(shift) for shift in rota.final],
        layers=[
            LayerShifts(name=name, shifts=[_shift(shift) for shift in shifts]) for name, shifts in rota.layers.items()
        ],
        gaps=[_span(gap) for gap in rota.gaps],
    )


@router.get("/{slug:slug}/overrides", response=Portion[OverrideShape])
def list_overrides(request: Request, slug: str, asked: Query[Asked]) -> Portion[OverrideShape]:  # noqa: ARG001
    """Overrides, past ones too, the newest first."""
    found = named(Schedule, slug).overrides.select_related("person", "by")
    return portion(found, asked, _override)


@router.post("/{slug:slug}/overrides", response={201: OverrideShape})
def add_override(request: Request, slug: str, body: NewOverride) -> Status[OverrideShape]:
    """Add, remove or replace somebody for a span. Later overrides win."""
    return Status(201, _override(services.add_override(**_said(slug, body), by=request.auth)))


@router.post("/{slug:slug}/overrides/preview", response=Moves)
def preview_override(request: Request, slug: str, body: NewOverride) -> Moves:
    """Whose shifts such an override would move. Nothing changes."""
    require(request.auth, Act.LOOK)
    return _moves(services.preview_override(**_said(slug, body)))


@router.delete("/{slug:slug}/overrides/{override_id}", response={204: None})
def remove_override(request: Request, slug: str, override_id: Id) -> Status[None]:
    """Take an override back."""
    override = Override.objects.select_related("schedule__team", "person", "by")
    found = override.filter(schedule__slug=slug, pk=override_id).first()
    if found is None:
        raise NotFound(f"The schedule {slug!r} has no override {override_id}.")
    services.remove_override(override=found, by=request.auth)
    return Status(204, None)


@router.post("/{slug:slug}/shuffle", response=ScheduleDetail)
def shuffle_by_hand(request: Request, slug: str, body: NewOrder) -> ScheduleDetail:
    """Put a layer that is shuffled by hand in a new order, from the end of this round on."""
    schedule = named(Schedule, slug)
    services.shuffle_by_hand(schedule=schedule, layer=body.layer, slots=body.slots, by=request.auth)
    return _detail(named(Schedule, slug))


def _said(slug: str, body: NewOverride) -> dict[str, Any]:
    return {
        "schedule": named(Schedule, slug),
        "kind": body.kind,
        "start": body.start,
        "end": body.end,
        "person": meant(Person, body.person, "person"),
        "replaced_by": meant_if_said(Person, body.replaced_by, "replaced_by"),
    }


def _row(schedule: Schedule) -> dict[str, Any]:
    return {
        "slug": schedule.slug,
        "name": schedule.name,
        "team": schedule.team.slug if schedule.team else None,
        "zone": rotas.zone_of(schedule),
        "archived": schedule.archived_at is not None,
    }


def _detail(schedule: Schedule) -> ScheduleDetail:
    now = clock.now()
    version = _in_force(schedule, now)
    ahead = schedule.overrides.filter(end_at__gt=now).select_related("person", "by")
    return ScheduleDetail(
        **_row(schedule),
        version=version.number,
        layers=[write(layer) for layer in rotas.written_layers(version)],
        overrides=[_override(override) for override in ahead],
    )


def _in_force(schedule: Schedule, at: datetime) -> ScheduleVersion:
    versions = list(schedule.versions.all())
    begun = [version for version in versions if version.since is None or version.since <= at]
    return (begun or versions)[-1]


def _override(override: Override) -> OverrideShape:
    return OverrideShape(
        id=override.pk,
        kind=override.kind,
        start=override.start_at,
        end=override.end_at,
        person=override.person.slug,
        replaced_by=override.by.slug if override.by else None,
    )


def _shift(shift: Shift) -> ShiftShape:
    return ShiftShape(start=shift.start, end=shift.end, people=list(shift.people))


def _span(shift: Shift) -> Span:
    return Span(start=shift.start, end=shift.end)


def _moves(moves: list[Move]) -> Moves:
    return Moves(
        moves=[
            MoveShape(
                person=move.person,
                before=_span(move.before) if move.before else None,
                after=_span(move.after) if move.after else None,
            )
            for move in moves
        ]
    )
