"""`watchbill completion`: what a shell needs to complete our commands."""

import click
from click.shell_completion import get_completion_class

SHELLS = {
    "bash": 'Add to ~/.bashrc:  eval "$(watchbill completion bash)"',
    "zsh": 'Add to ~/.zshrc:  eval "$(watchbill completion zsh)"',
    "fish": "Write it to ~/.config/fish/completions/watchbill.fish",
}


@click.command(epilog="\b\n" + "\n".join(SHELLS.values()))
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion(shell: str) -> None:
    """Print the script that completes our commands in a shell."""
    from watchbill.interfaces.cli.main import main

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "watchbill", "_WATCHBILL_COMPLETE").source())
