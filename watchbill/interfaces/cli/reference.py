"""docs/reference/cli.md, made from the commands themselves."""

from collections.abc import Iterator

import click

from watchbill.interfaces.cli.main import main

HEAD = """\
# Commands

`watchbill COMMAND --help` says the same at the terminal.

`oncall`, `alerts`, `ack`, `resolve`, `snooze`, `note`, `plan`, `apply` and `export` speak to a server: the one that
`--url` and `--token` (or `WATCHBILL_URL` and `WATCHBILL_TOKEN`, or `WATCHBILL_TOKEN_FILE`) name; else the one that
serves the data folder of this machine; else, where nobody serves, they work in its database themselves (`plan`,
`apply` and `export` make it where there is none).

| ends with | when |
|---|---|
| `0` | all was done |
| `1` | something was refused, or `doctor` found a failure |
| `2` | the command cannot be understood |
| `3` | there is no server and no database to ask |
"""


def page() -> str:
    context = click.Context(main, info_name="watchbill")
    return HEAD + "".join(_commands(main, context))


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)
        else:
            yield _command(command, inner)


def _command(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    said = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    records = [
        record for option in options if "--help" not in option.opts and (record := option.get_help_record(context))
    ]
    rows = "".join(f"| `{_cell(name)}` | {_cell(text)} |\n" for name, text in records)
    table = f"\n| option | |\n|---|---|\n{rows}" if rows else ""
    return f"\n## {context.command_path}\n\n```\n{usage}\n```\n\n{said}\n{table}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
