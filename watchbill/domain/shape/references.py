"""References: each key that is named must stand somewhere in the file, or be known."""

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec

from watchbill.domain.shape.document.tree import Mapping, Place, Scalar
from watchbill.domain.shape.grammar import Refers, shown
from watchbill.domain.shape.known import Known
from watchbill.domain.shape.nearest import did_you_mean
from watchbill.domain.shape.organisation import SECTIONS
from watchbill.domain.shape.problems import Path, Problem, problem_at
from watchbill.domain.shape.shipped import SHIPPED_PROCESSES

OTHERS = {"roles": "role", "calendars": "holiday calendar", "sources": "source", "addresses": "kind of address"}
MOST_HINTS = 100
"""To look for the nearest of thousands of words is slow; who has so many mistakes has made one."""

NOUNS = {**SECTIONS, **OTHERS}


class Reference(msgspec.Struct, frozen=True):
    refers: Refers
    key: str
    place: Place
    path: Path


def unresolved(references: Iterable[Reference], root: Mapping, known: Known) -> Iterator[Problem]:
    defined = {section: frozenset(_keys(root, section)) for section in SECTIONS}
    defined["roles"] = frozenset(_roles(root))
    hints = MOST_HINTS
    for reference in references:
        words = _words(reference.refers.section, defined, known)
        if words is not None and reference.key not in words and reference.key not in reference.refers.words:
            hints -= 1
            yield problem_at(reference.place, reference.path, _sentence(reference, words if hints > 0 else ()))


def _words(section: str, defined: dict[str, frozenset[str]], known: Known) -> Collection[str] | None:
    if section == "processes":
        return defined[section] | SHIPPED_PROCESSES.keys()
    return defined[section] if section in defined else known.words(section)


def _keys(root: Mapping, section: str) -> Iterator[str]:
    node = root.get(section)
    return node.keys() if isinstance(node, Mapping) else iter(())


def _roles(root: Mapping) -> Iterator[str]:
    """Roles go by their key, or by their title in the same letters as a key (`operations-lead`)."""
    for shipped in SHIPPED_PROCESSES.values():
        yield from (name for role, title in shipped.roles.items() for name in role_names(role, title))
    processes = root.get("processes")
    for _, process in processes.entries if isinstance(processes, Mapping) else ():
        roles = process.get("roles") if isinstance(process, Mapping) else None
        for role, definition in roles.entries if isinstance(roles, Mapping) else ():
            title = definition.get("title") if isinstance(definition, Mapping) else None
            yield from role_names(role.text, title.text if isinstance(title, Scalar) else "")


def role_names(key: str, title: str | None) -> tuple[str, str]:
    return key, "-".join(re.findall(r"\w+", (title or key).lower()))


def _sentence(reference: Reference, words: Collection[str]) -> str:
    noun = NOUNS[reference.refers.section]
    hint = did_you_mean(reference.key, [*words, *reference.refers.words])
    where = f"; add it under {reference.refers.section}" if reference.refers.section in SECTIONS and not hint else ""
    return f"found {shown(reference.key)}, but there is no {noun} of that name{hint or where}"
