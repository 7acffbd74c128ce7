"""From the texts of the file, or of a folder of files, to the organisation; or to all that is wrong with them.

1. Each text becomes a tree (compose.py), and the trees one: sections are merged by key.
2. The tree is read by the types of the structs (typed.py). Whatever is wrong is collected, and reading goes on with
   the rest.
3. References are looked up among all the keys that stand in the tree, so that one mistake does not look like two.
4. What only the whole can show is checked (checks.py).
"""

from collections.abc import Sequence as Several

from watchbill.domain.shape.checks import whole_faults
from watchbill.domain.shape.document.compose import compose
from watchbill.domain.shape.document.merge import merged
from watchbill.domain.shape.document.tree import Mapping, Place, locate
from watchbill.domain.shape.known import Known
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.problems import ConfigurationErrors, Problem, problem_at
from watchbill.domain.shape.references import unresolved
from watchbill.domain.shape.typed import TypedReading


def read(sources: Several[tuple[str, str | bytes]], known: Known = Known()) -> Organisation:  # noqa: B008  frozen
    """`sources`: names of files and what stands in them. Raises ConfigurationErrors with all that was found."""
    problems: list[Problem] = []
    roots = _roots(sources, problems)
    whole = not problems
    root = merged(roots, problems)
    if root is None:
        raise ConfigurationErrors(problems or [_nothing(sources)])
    reading = TypedReading(problems)
    organisation = reading.root(root)
    if whole:  # what a file that is no YAML defines cannot be known
        problems += unresolved(reading.references, root, known)
        problems += (problem_at(locate(root, path), path, sentence) for path, sentence in whole_faults(organisation))
    if problems:
        raise ConfigurationErrors(problems)
    return organisation


def _nothing(sources: Several[tuple[str, str | bytes]]) -> Problem:
    file = sources[0][0] if sources else "configuration"
    return problem_at(Place(file, 1, 1), (), "found nothing, expected keys such as people, teams, schedules")


def _roots(sources: Several[tuple[str, str | bytes]], problems: list[Problem]) -> list[Mapping]:
    roots = []
    for file, content in sources:
        try:
            root = compose(file, content)
        except ConfigurationErrors as errors:
            problems += errors.problems
            continue
        if isinstance(root, Mapping):
            roots.append(root)
        elif root is not None:
            sentence = "expected keys such as people, teams, schedules at the top of the file"
            problems.append(problem_at(root.place, (), sentence))
    return roots
