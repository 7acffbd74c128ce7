"""The organisation as the database holds it, in the words of the file."""

from typing import Any

from watchbill.apps.configuration import head
from watchbill.apps.configuration.ownership import Ownership
from watchbill.apps.configuration.references import references
from watchbill.apps.configuration.sections import ALL, BY_NAME
from watchbill.domain.shape.organisation import Organisation

Sections = dict[str, dict[str, Any]]
"""By section: what is in use, by key."""


def in_use() -> Sections:
    return {section.name: section.stored() for section in ALL}


def exported(held: Sections, ownership: Ownership) -> Organisation:
    """All that is in use, and what that refers to. What the file said is said in its words while it still holds."""
    own = head.stored(ownership.parts())
    complete = _with_archived(held, Organisation(routes=own["routes"]))
    ordered: dict[str, Any] = {name: _in_order(name, found, ownership) for name, found in complete.items()}
    return Organisation(**own, **ordered)


def _with_archived(held: Sections, routes: Organisation) -> Sections:
    """Together with those archived objects that others refer to, so that every reference has its object."""
    complete, asked = dict(held), {name: set[str]() for name in held}
    while missing := _missing(complete, asked, routes):
        for name, key in missing:
            asked[name].add(key)
        for name in {name for name, _ in missing}:
            complete[name] = BY_NAME[name].stored(asked[name])
    return complete


def _missing(sections: Sections, asked: dict[str, set[str]], routes: Organisation) -> set[tuple[str, str]]:
    """Referred to, not there, and not asked for yet."""
    things = [routes, *(one for found in sections.values() for one in found.values())]
    named = {reference for one in things for reference in references(one)}
    return {(name, key) for name, key in named if name in sections and key not in {*sections[name], *asked[name]}}


def _in_order(name: str, found: dict[str, Any], ownership: Ownership) -> dict[str, Any]:
    """In the order of the file; what it does not name comes after, as it was made."""
    owned = [key for kind, key in ownership.owned() if kind == name and key in found]
    order = dict.fromkeys([*owned, *found])
    return {key: _in_words(name, key, found[key], ownership.said.get((name, key))) for key in order}


def _in_words(name: str, key: str, now: Any, said: Any) -> Any:
    section = BY_NAME[name]
    if said is None or not section.agrees(key, said, now, said):
        return now
    return section.with_made(said, now)
