"""The configuration from files, for commands."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import click

from watchbill.adapters.calendars import NAMES
from watchbill.domain.shape.known import Known
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.problems import ConfigurationErrors
from watchbill.domain.shape.reading import read

CONFIGURATION_WRONG = 1
ENDINGS = (".yaml", ".yml")


def load(paths: Iterable[Path], known: Known | None = None) -> Organisation:
    """The organisation that the files, and the files in the folders, say; or the end, with all that is wrong."""
    try:
        return read(list(contents(paths)), known or Known(calendars=NAMES))
    except ConfigurationErrors as errors:
        end_with(errors)


def end_with(errors: ConfigurationErrors) -> NoReturn:
    for problem in errors.problems:
        click.echo(str(problem), err=True)
    sys.exit(CONFIGURATION_WRONG)


def contents(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Each file's name and what stands in it, those of folders in the order of their names; or the end."""
    for path in paths:
        for file in _files(path):
            try:
                yield str(file), file.read_bytes()
            except OSError as error:
                click.echo(f"{file}:1:1: cannot be read: {error.strerror}", err=True)
                sys.exit(CONFIGURATION_WRONG)


def _files(path: Path) -> list[Path]:
    """Those of a folder in the order of their names, without hidden ones."""
    if not path.is_dir():
        return [path]
    found = [file for file in path.rglob("*") if file.suffix in ENDINGS and file.is_file()]
    visible = [file for file in found if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if not visible:
        click.echo(f"{path}:1:1: the folder holds no file that ends in .yaml or .yml", err=True)
        sys.exit(CONFIGURATION_WRONG)
    return sorted(visible)
