"""A folder of files is one: what stands in a section is put together by key."""

from watchbill.domain.shape.document.entries import unique_entries
from watchbill.domain.shape.document.tree import Mapping, Node, Scalar
from watchbill.domain.shape.organisation import SECTIONS
from watchbill.domain.shape.problems import Problem

MERGED = {*SECTIONS, "settings"}


def merged(roots: list[Mapping], problems: list[Problem]) -> Mapping | None:
    """What stands twice stays twice, for reading to name both places."""
    entries: list[tuple[Scalar, Node]] = []
    first: dict[str, int] = {}
    for root in roots:
        for key, value in unique_entries(root, (), problems):
            index = first.setdefault(key.text, len(entries))
            if index < len(entries) and key.text in MERGED and _both_mappings(entries[index][1], value):
                entries[index] = (entries[index][0], _together(entries[index][1], value))
            else:
                entries.append((key, value))
    return Mapping(tuple(entries), roots[0].place) if roots else None


def _both_mappings(one: Node, other: Node) -> bool:
    return isinstance(one, Mapping) and isinstance(other, Mapping)


def _together(one: Node, other: Node) -> Mapping:
    assert isinstance(one, Mapping)
    assert isinstance(other, Mapping)
    return Mapping((*one.entries, *other.entries), one.place)
