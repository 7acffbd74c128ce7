"""All that one organisation is, as its file says it. Each section is in the order of the file."""

import msgspec

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.people import Person
from watchbill.domain.shape.policies import Policy
from watchbill.domain.shape.processes import Process
from watchbill.domain.shape.schedules import Schedule
from watchbill.domain.shape.services import Community, Integration, Route, Service, StatusPage
from watchbill.domain.shape.teams import Team
from watchbill.domain.shape.words import Key, Name, Zone


class Settings(Shape, frozen=True, kw_only=True):
    """`keep_received`: how long what was received is kept as it came; the product's own default when not said."""

    keep_received: Duration | None = None


class Organisation(Shape, frozen=True, kw_only=True):
    name: Name | None = msgspec.field(name="organisation", default=None)
    zone: Zone | None = None
    settings: Settings = Settings()
    people: dict[Key, Person] = {}
    teams: dict[Key, Team] = {}
    schedules: dict[Key, Schedule] = {}
    policies: dict[Key, Policy] = {}
    communities: dict[Key, Community] = {}
    services: dict[Key, Service] = {}
    integrations: dict[Key, Integration] = {}
    routes: tuple[Route, ...] = ()
    status_pages: dict[Key, StatusPage] = {}
    processes: dict[Key, Process] = {}


SECTIONS: dict[str, str] = {
    "people": "person",
    "teams": "team",
    "schedules": "schedule",
    "policies": "policy",
    "communities": "community",
    "services": "service",
    "integrations": "integration",
    "status_pages": "status page",
    "processes": "process",
}
"""The sections that hold objects by key, and what one of them is called."""
