"""The nearest zone above a wall clock, and the way between the wall clock and UTC."""

from datetime import datetime
from zoneinfo import ZoneInfo

from watchbill.domain.rota.walltime import instant, wall_tick, zone
from watchbill.domain.shape.organisation import Organisation

UTC_ZONE = "UTC"


def organisation_zone(organisation: Organisation) -> str:
    return organisation.zone or UTC_ZONE


def team_zone(organisation: Organisation, key: str | None) -> str:
    team = organisation.teams.get(key or "")
    return (team.zone if team else None) or organisation_zone(organisation)


def person_zone(organisation: Organisation, key: str) -> str:
    return organisation.people[key].zone or organisation_zone(organisation)


def schedule_zone(organisation: Organisation, key: str) -> str:
    schedule = organisation.schedules[key]
    return schedule.zone or team_zone(organisation, schedule.team)


def to_utc(written: datetime, zone_name: str) -> datetime:
    """Of a repeated wall-clock time the first; for one that does not exist the first instant after the gap."""
    return instant(zone(zone_name).first(wall_tick(written))) if written.tzinfo is None else written


def to_wall(written: datetime, zone_name: str) -> datetime:
    """The wall clock of the zone, naive."""
    return written if written.tzinfo is None else written.astimezone(ZoneInfo(zone_name)).replace(tzinfo=None)
