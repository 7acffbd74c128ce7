"""`watchbill schema`."""

import json

import click

from watchbill.domain.shape.schema import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of the configuration file."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
