"""The entries of a mapping, each key once."""

from collections.abc import Iterator

from watchbill.domain.shape.document.tree import Mapping, Node, Scalar
from watchbill.domain.shape.problems import Path, Problem, problem_at

MERGE_KEY = "<<"


def unique_entries(node: Mapping, path: Path, problems: list[Problem]) -> Iterator[tuple[Scalar, Node]]:
    """Of a repeated key the first counts; the others are problems, and so is a merge key."""
    seen: dict[str, Scalar] = {}
    for key, value in node.entries:
        if key.text == MERGE_KEY and key.plain:
            sentence = "merge keys (<<) are not read; write the keys out, or use an alias for a whole value"
            problems.append(problem_at(key.place, path, sentence))
        elif key.text in seen:
            sentence = f"the key {key.text!r} stands twice, first at {seen[key.text].place}; leave one out"
            problems.append(problem_at(key.place, (*path, key.text), sentence))
        else:
            seen[key.text] = key
            yield key, value
