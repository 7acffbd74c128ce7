"""The command `watchbill`. Each command's module is imported only when that command runs, so that `watchbill rota`
starts fast and needs neither Django nor a database."""

from importlib import import_module
from typing import NamedTuple

import click


class Deferred(NamedTuple):
    """Where a command stands, and what the list of commands says of it."""

    module: str
    attribute: str
    help: str


COMMANDS: dict[str, Deferred] = {
    "serve": Deferred("serve", "serve", "Serve the pages, the API and what senders post, and run the engine."),
    "engine": Deferred("serve", "engine_alone", "Run the engine alone, beside other processes (PostgreSQL)."),
    "oncall": Deferred("oncall", "oncall", "Who is on call, until when, and who is next."),
    "alerts": Deferred("alerts", "alerts", "List alerts."),
    "ack": Deferred("alerts", "ack", "Acknowledge alerts."),
    "resolve": Deferred("alerts", "resolve", "Resolve alerts."),
    "snooze": Deferred("alerts", "snooze", "Acknowledge alerts for a while."),
    "note": Deferred("alerts", "note", "Add a note to the log of an alert."),
    "doctor": Deferred("doctor.command", "doctor", "Look for what would keep a page from going out."),
    "plan": Deferred("configuration", "plan", "What applying a configuration file would change."),
    "apply": Deferred("configuration", "apply", "Make the organisation what a configuration file says."),
    "export": Deferred("configuration", "export", "Write the organisation as a configuration file."),
    "rota": Deferred("rota", "rota", "Who is on call, from a configuration file, without a database."),
    "schema": Deferred("schema", "schema", "Print the JSON Schema of the configuration file."),
    "completion": Deferred("completion", "completion", "Print the script that completes commands in a shell."),
}


class DeferredGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        deferred = COMMANDS.get(cmd_name)
        if deferred is None:
            return None
        module = import_module(f"watchbill.interfaces.cli.{deferred.module}")
        command: click.Command = getattr(module, deferred.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, deferred.help) for name, deferred in COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(version("watchbill"))
    except PackageNotFoundError:
        click.echo("not installed: runs from its source")
    ctx.exit()


@click.group(cls=DeferredGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print it.")
def main() -> None:
    """Who is on watch, how they are reached, and the record of what happened."""
