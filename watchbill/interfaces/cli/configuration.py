"""`watchbill plan|apply|export`: the configuration file and the organisation."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from watchbill.apps.configuration.known import known
from watchbill.interfaces.cli import place
from watchbill.interfaces.cli.client import which_server
from watchbill.interfaces.cli.files import contents, load

Contents = list[tuple[str, bytes]]


def _placed(command: Callable[..., None]) -> Callable[..., None]:
    """Where the organisation is."""
    url = click.option("--url", help="A server. Default: WATCHBILL_URL, else what the data folder or its server holds.")
    token = click.option("--token", help="A token with the scope `administer`. Default: WATCHBILL_TOKEN.")
    return url(token(command))


def _given(command: Callable[..., None]) -> Callable[..., None]:
    """What both commands take."""
    prune = click.option("--prune", is_flag=True, help="Remove what the file once made and no longer names.")
    files = click.argument(
        "paths", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, path_type=Path)
    )
    return files(prune(_placed(command)))


@click.command()
@_given
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def plan(paths: tuple[Path, ...], prune: bool, as_json: bool, url: str | None, token: str | None) -> None:
    """Show what `apply` would change, whose shifts would move, and what was changed on the pages since.

    FILE is a file or a folder of files; several are one.
    """
    said = _read(paths)
    with place.configuration(*which_server(url, token)) as where:
        found = where.plan(said, prune=prune)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else found["text"], nl=as_json)


@click.command()
@_given
@click.option("--yes", is_flag=True, help="Do not ask.")
def apply(paths: tuple[Path, ...], prune: bool, yes: bool, url: str | None, token: str | None) -> None:
    """Make the organisation what the file says: all of it or nothing. Applying twice changes nothing more.

    FILE is a file or a folder of files; several are one. What it does not name is left alone.
    """
    said = _read(paths)
    with place.configuration(*which_server(url, token)) as where:
        if not yes and not _agreed(where.plan(said, prune=prune)):
            return
        found = where.apply(said, prune=prune)
    if yes:
        click.echo(found["text"], nl=False)
    elif found["changed"]:
        click.echo("Applied.")


@click.command()
@_placed
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there, not to the screen."
)
def export(output: Path | None, url: str | None, token: str | None) -> None:
    """Write the organisation as a configuration file, what was made on the pages too. Secrets are left out."""
    with place.configuration(*which_server(url, token)) as where:
        text = where.export()
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"Written to {output}.", err=True)


def apply_in_process(paths: Sequence[Path]) -> None:
    """For a process that holds its database already. What is wrong ends it, with every place."""
    found = place.Here().apply(_read(paths), prune=False)
    click.echo(found["text"], nl=False, err=True)


def _read(paths: Sequence[Path]) -> Contents:
    """What stands in the files, if it can be read; or the end, with all that is wrong, before anything is touched."""
    load(paths, known())
    return list(contents(paths))


def _agreed(found: dict[str, Any]) -> bool:
    """Asks only when something would change; what nobody sees is put down without a question."""
    click.echo(found["text"], nl=False)
    if not found["changed"] and not _is_pruning(found):
        return True
    if not _somebody_is_there():
        raise click.UsageError("There is nobody to ask whether this should be done: add --yes.")
    return click.confirm("\nApply this?")


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def _is_pruning(found: dict[str, Any]) -> bool:
    return any(one["fate"] != "left alone" for one in found["forgotten"])
