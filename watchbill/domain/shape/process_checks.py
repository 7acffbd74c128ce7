"""What process profiles say of one another, and of their own roles, severities and trainings."""

from collections.abc import Iterable, Iterator

from watchbill.domain.shape.grammar import shown
from watchbill.domain.shape.nearest import did_you_mean
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.problems import Path
from watchbill.domain.shape.processes import Process
from watchbill.domain.shape.shipped import SHIPPED_PROCESSES, ShippedProcess

Faults = Iterator[tuple[Path, str]]


def process_faults(organisation: Organisation) -> Faults:
    for key in organisation.processes:
        cycle = _cycle(organisation, key)
        if cycle:
            yield ("processes", key, "from"), f"{' from '.join(cycle)}: a profile cannot be made from itself"
        else:
            yield from _inner_faults(organisation, key)


def _cycle(organisation: Organisation, key: str) -> list[str]:
    """The profiles from `key` back to itself; empty when its line ends."""
    line = [key]
    while (process := organisation.processes.get(line[-1])) and process.inherits:
        line.append(process.inherits)
        if process.inherits in line[:-1]:
            return line if process.inherits == key else []
    return []


def _inner_faults(organisation: Organisation, key: str) -> Faults:
    ancestry = _ancestry(organisation, key)
    if ancestry is None:
        return
    process = organisation.processes[key]
    roles = {role for one in ancestry for role in one.roles or ()}
    trainings = {name for one in ancestry if isinstance(one, Process) for name in one.trainings or ()}
    severities = {severity for one in ancestry for severity in one.severities or ()}
    for noun, known, named in (
        ("role", roles, _named_roles(process)),
        ("training", trainings, _named_trainings(process)),
        ("severity", severities, _named_severities(process)),
    ):
        yield from _unknown(("processes", key), noun, known, named)


def _ancestry(organisation: Organisation, key: str) -> list[Process | ShippedProcess] | None:
    """The profile and those it inherits from; None when one of them is not there or goes round in a circle."""
    line: list[str] = []
    found: list[Process | ShippedProcess] = []
    following: str | None = key
    while following:
        process = organisation.processes.get(following)
        if process is None:
            shipped = SHIPPED_PROCESSES.get(following)
            return [*found, shipped] if shipped else None
        if following in line:
            return None
        line.append(following)
        found.append(process)
        following = process.inherits
    return found


def _named_roles(process: Process) -> Iterator[tuple[Path, str]]:
    for i, role in enumerate(process.declarer_holds or ()):
        yield ("declarer_holds", i), role
    for key, definition in (process.roles or {}).items():
        if definition.same_as:
            yield ("roles", key, "is"), definition.same_as
        if definition.apart_from != "all":
            for i, role in enumerate(definition.apart_from):
                yield ("roles", key, "apart_from", i), role


def _named_trainings(process: Process) -> Iterator[tuple[Path, str]]:
    for key, definition in (process.roles or {}).items():
        for i, training in enumerate(definition.qualified):
            yield ("roles", key, "qualified", i), training


def _named_severities(process: Process) -> Iterator[tuple[Path, str]]:
    for i, cadence in enumerate(process.cadences or ()):
        if cadence.severity:
            yield ("cadences", i, "severity"), cadence.severity
    for severity in process.review.measures_due if process.review else ():
        yield ("review", "measures_due", severity), severity


def _unknown(path: Path, noun: str, known: Iterable[str], named: Iterable[tuple[Path, str]]) -> Faults:
    words = sorted(known)
    for step, word in named:
        if word not in words:
            hint = did_you_mean(word, words) or (f"; there are: {', '.join(words)}" if words else "")
            yield (*path, *step), f"found {shown(word)}, but the profile has no {noun} of that name{hint}"
