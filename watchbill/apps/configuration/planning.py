"""What applying a file does, said for a person and for a machine."""

from collections.abc import Iterable, Iterator

import msgspec

from watchbill.adapters.channels.registry import all_channels
from watchbill.apps.configuration.applying import ARCHIVED, LEFT_ALONE, Outcome
from watchbill.apps.configuration.moves import Move, by_person, lines
from watchbill.apps.people.models import Person, Role
from watchbill.domain.shape.addresses import split_address
from watchbill.domain.shape.difference import Change, difference, render
from watchbill.domain.shape.organisation import SECTIONS, Organisation
from watchbill.domain.shape.policies import Policy
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.zones import schedule_zone


class Forgotten(msgspec.Struct, frozen=True):
    """What the file once made and no longer names. `fate`: left alone, removed or archived."""

    noun: str
    key: str
    fate: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`drift`: what was changed on the pages since the file was last applied, and is put back. `text` says it all."""

    changes: tuple[Change, ...]
    drift: tuple[Change, ...]
    forgotten: tuple[Forgotten, ...]
    moves: tuple[Move, ...]
    notices: tuple[str, ...]
    changed: bool
    text: str


def planned(outcome: Outcome, file: Organisation) -> Plan:
    changes = difference(outcome.before, outcome.after)
    drift = difference(outcome.said, outcome.found)
    forgotten = tuple(_forgotten(kind, key, fate) for (kind, key), fate in outcome.forgotten.items())
    notices = (*outcome.notes, *_notices(file))
    changed = bool(changes or outcome.notes)
    parts = (
        render(changes) if changed else "No changes.\n",
        _block("Changed on the pages since the file was last applied, and put back:", render(drift).splitlines()),
        _block("No longer in the file:", [_fate(one) for one in forgotten]),
        _moves(outcome),
        _block("Notices:", notices),
    )
    return Plan(
        changes=changes.changes,
        drift=drift.changes,
        forgotten=forgotten,
        moves=tuple(outcome.moves),
        notices=notices,
        changed=changed,
        text="\n".join(part for part in parts if part),
    )


def _forgotten(kind: str, key: str, fate: str) -> Forgotten:
    return Forgotten(SECTIONS.get(kind, kind), key, fate)


def _fate(one: Forgotten) -> str:
    if one.fate == LEFT_ALONE:
        return f"{one.noun} {one.key}: left as it is; --prune removes it"
    return f"{one.noun} {one.key}: {one.fate}" + (", for something refers to it" if one.fate == ARCHIVED else "")


def _moves(outcome: Outcome) -> str:
    found = []
    for (schedule, person), moves in by_person(outcome.moves).items():
        organisation = outcome.after if schedule in outcome.after.schedules else outcome.before
        zone = schedule_zone(organisation, schedule)
        found.append(f"{schedule}, {person} ({zone}):")
        found += (f"  {line}" for line in lines(moves, zone))
    return _block("Shifts that move in the coming 90 days:", found)


def _block(title: str, found: Iterable[str]) -> str:
    lines_ = [f"  {line}\n" for line in found]
    return f"{title}\n{''.join(lines_)}" if lines_ else ""


def _notices(file: Organisation) -> Iterator[str]:
    if parts := list(_kept_only(file)):
        yield f"Kept and exported; nothing acts on it yet: {'; '.join(parts)}."
    if unserved := _without_channel(file):
        yield f"There is no channel yet for addresses of these kinds, which are kept: {', '.join(unserved)}."
    if not Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        yield "Nobody is an administrator: give somebody `role: administrator`."


def _kept_only(file: Organisation) -> Iterator[str]:
    yield from (section for section in ("communities", "status_pages", "processes") if getattr(file, section))
    for part in ("shadows", "reverse_shadows", "handover", "duties"):
        if found := [key for key, schedule in file.schedules.items() if getattr(schedule, part)]:
            yield f"{part} of {', '.join(found)}"
    if found := [key for key, policy in file.policies.items() if any(one.kind == "role" for one in _targets(policy))]:
        yield f"targets by role of {', '.join(found)}"
    if any(route.group_by or route.group_wait for route in file.routes):
        yield "group_by and group_wait of routes"


def _without_channel(file: Organisation) -> list[str]:
    """Kinds of the addresses of people and policies."""
    contacts = [contact.address for person in file.people.values() for contact in person.contacts.values()]
    targets = [one.address for policy in file.policies.values() for one in _targets(policy) if one.address]
    asked = [address for policy in file.policies.values() for step in policy.steps for address in step.volunteers]
    return sorted({split_address(address)[0] for address in (*contacts, *targets, *asked)} - all_channels().keys())


def _targets(policy: Policy) -> list[Target]:
    fallback = policy.fallback if isinstance(policy.fallback, tuple) else ()
    return [*(target for step in policy.steps for target in step.page), *fallback]
