"""The command, as somebody at a terminal runs it, within this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from watchbill.interfaces.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*arguments: str | Path, env: dict[str, str] | None = None, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=env, input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def output(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout
