"""What is wrong with a configuration: every problem that was found, each with its place."""

from collections.abc import Iterable

import msgspec

from watchbill.domain.shape.document.tree import Place

Path = tuple[str | int, ...]


class Problem(msgspec.Struct, frozen=True):
    """Line and column count from 1. `path` is `schedules.radio-duty.layers[1].unit`, or empty for the whole file."""

    file: str
    line: int
    column: int
    path: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        return f"{where}: {self.path}: {self.sentence}" if self.path else f"{where}: {self.sentence}"


class ConfigurationErrors(Exception):
    """All the problems, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda one: (one.file, one.line, one.column, one.sentence))
        super().__init__("\n".join(map(str, self.problems)))


def problem_at(place: Place, path: Path, sentence: str) -> Problem:
    return Problem(place.file, place.line, place.column, written(path), sentence)


def written(path: Path) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
