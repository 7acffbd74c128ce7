"""Targets: whom something is sent to."""

from watchbill.domain.shape.addresses import Address
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.words import OwnTeamKey, PersonKey, RoleKey, ScheduleKey


class Target(Shape, frozen=True, kw_only=True):
    """Exactly one of them. `own` is the team of the object that the target stands in (of a profile: of who uses it)."""

    person: PersonKey | None = None
    schedule: ScheduleKey | None = None
    team: OwnTeamKey | None = None
    managers: OwnTeamKey | None = None
    role: RoleKey | None = None
    address: Address | None = None

    exactly_one = ("person", "schedule", "team", "managers", "role", "address")

    @property
    def kind(self) -> str:
        return next(kind for kind in self.exactly_one if getattr(self, kind))

    @property
    def key(self) -> str:
        """What stands after the kind: a key, or the address."""
        return str(getattr(self, self.kind))
