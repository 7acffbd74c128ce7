"""What a schedule is beside its layers: its name, its zone, its team; and taking it out of use."""

from django.db import transaction

from watchbill import clock
from watchbill.apps.oncall import rotas
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.oncall.moves import Move, moved, tell_moved
from watchbill.apps.oncall.services import touch
from watchbill.apps.people import changes
from watchbill.apps.people.fields import fitting, fitting_zone
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.domain.rota import values
from watchbill.domain.shape.words import read_name
from watchbill.problems import Wrong


@transaction.atomic
def update_schedule(*, schedule: Schedule, name: str, team: Team | None, zone: str, by: Actor) -> list[Move]:
    """All three, as they are to be. In another zone handovers keep their wall clock time; who is moved is told."""
    row = _locked(schedule)
    require(by, Act.MANAGE_TEAM, row.team)
    require(by, Act.MANAGE_TEAM, team)
    if team is not None and team.archived_at is not None:
        raise Wrong(f"The team {team} is archived.", {"team": "Choose a team that is in use."})
    before = _domain(row)
    fields = {"name": fitting("name", read_name, name) if name else "", "team": team, "zone": fitting_zone(zone)}
    if not changes.update(row, by, "schedule", fields):
        return []
    touch(row)
    now = clock.now()
    moves = moved(before, _domain(row), now)
    tell_moved(row, moves, by, now)
    return moves


@transaction.atomic
def archive_schedule(*, schedule: Schedule, by: Actor) -> Schedule:
    """Out of use: it pages nobody from now on, and what it was stays on the record."""
    row = _locked(schedule)
    require(by, Act.MANAGE_TEAM, row.team)
    if changes.archive(row, by, "schedule"):
        touch(row)
    return row


def _locked(schedule: Schedule) -> Schedule:
    return Schedule.objects.select_for_update(of=("self",)).select_related("team").get(pk=schedule.pk)


def _domain(schedule: Schedule) -> values.Schedule:
    return rotas.to_domain(schedule, rotas.zone_of(schedule))
