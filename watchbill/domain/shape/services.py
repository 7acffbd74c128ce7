"""Services, who uses them, what sends events for them, and where those go."""

import msgspec

from watchbill.domain.alerting.urgency import Urgency
from watchbill.domain.shape.addresses import Address
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.durations import Duration
from watchbill.domain.shape.labels import LabelName, Matcher
from watchbill.domain.shape.secrets import Secret
from watchbill.domain.shape.words import CommunityKey, Link, Name, PolicyKey, ServiceKey, SourceKey, TeamKey, Text


class Runbook(Shape, frozen=True, kw_only=True):
    title: Name
    url: Link


class Community(Shape, frozen=True, kw_only=True):
    """Those who use a service and must hear about it; `reach_us`: where they find the team."""

    name: Name | None = None
    addresses: tuple[Address, ...] = ()
    reach_us: Address | None = None


class Service(Shape, frozen=True, kw_only=True):
    team: TeamKey
    name: Name | None = None
    description: Text | None = None
    policy: PolicyKey | None = None
    critical: bool = False
    communities: tuple[CommunityKey, ...] = ()
    runbooks: tuple[Runbook, ...] = ()


class Integration(Shape, frozen=True, kw_only=True):
    """Without a `key` one is made. `mapping`: for the generic source, which of its fields means what."""

    source: SourceKey
    name: Name | None = None
    service: ServiceKey | None = None
    key: Secret | None = None
    mapping: dict[Name, Text] = {}


class Route(Shape, frozen=True, kw_only=True):
    """All its matchers must match; the first route that does wins, unless it says `continue`."""

    match: tuple[Matcher, ...] = ()
    service: ServiceKey | None = None
    urgency: Urgency | None = None
    group_by: tuple[LabelName, ...] = ()
    group_wait: Duration | None = None
    goes_on: bool = msgspec.field(name="continue", default=False)


class StatusPage(Shape, frozen=True, kw_only=True):
    name: Name | None = None
    communities: tuple[CommunityKey, ...] = ()
    services: tuple[ServiceKey, ...] = ()
