"""What is the organisation's own: name, zone, settings and routes. The file owns those that it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from watchbill.apps.alerts.route_table import replace_routes, written
from watchbill.apps.people.changes import as_stored
from watchbill.apps.people.organisation import organisation, update_organisation
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.organisation import Organisation, Settings

KIND = "organisation"
PARTS = ("name", "zone", "settings", "routes")
UTC = "UTC"
NOTHING = Organisation()


def stored(named: frozenset[str]) -> dict[str, Any]:
    """Each part as the file would say it. `named`: those that the file named when it was last applied."""
    row = organisation()
    zone = row.zone if row.zone != UTC or "zone" in named else None
    return {
        "name": row.name or None,
        "zone": zone,
        "settings": msgspec.convert(row.settings, Settings),
        "routes": written(),
    }


def said(file: Organisation) -> dict[str, Any]:
    """The parts that the file names."""
    parts = {part: getattr(file, part) for part in PARTS}
    return {part: value for part, value in parts.items() if value != getattr(NOTHING, part)}


def definition(part: str, file: Organisation) -> str:
    """What the file says of a part, to be kept."""
    return msgspec.json.encode(Organisation(**{part: getattr(file, part)})).decode()


def defined(part: str, kept: str) -> Any:
    """The way back."""
    return getattr(msgspec.json.decode(kept, type=Organisation), part)


@dataclass(frozen=True)
class Drift:
    said: dict[str, Any]
    found: dict[str, Any]


def drifted(file: dict[str, Any], kept: Mapping[tuple[str, str], Any]) -> Drift:
    """The parts that the file names and named before, and that are something else now."""
    before = {part: kept[KIND, part] for part in file if (KIND, part) in kept}
    now = stored(frozenset(before))
    parts = [part for part, value in before.items() if now[part] != value]
    return Drift({part: before[part] for part in parts}, {part: now[part] for part in parts})


def differ(parts: dict[str, Any]) -> bool:
    """Whether what the file names is something else now."""
    now = stored(frozenset(parts))
    return any(now[part] != value for part, value in parts.items())


def put(parts: dict[str, Any], by: Actor) -> None:
    settings = parts.get("settings")
    update_organisation(
        by=by,
        name=parts.get("name"),
        zone=parts.get("zone"),
        settings=None if settings is None else _plain(settings),
    )


def put_routes(parts: dict[str, Any], by: Actor) -> None:
    if "routes" in parts:
        replace_routes(routes=parts["routes"], by=by)


def drop(part: str, by: Actor) -> None:
    """As if nobody had said anything about it."""
    empty: dict[str, Any] = {"name": "", "zone": UTC, "settings": {}}
    if part == "routes":
        replace_routes(routes=(), by=by)
    else:
        update_organisation(by=by, **{part: empty[part]})


def _plain(settings: Settings) -> dict[str, Any]:
    plain = as_stored(settings)
    return {name: value for name, value in plain.items() if value is not None}
