import json

from tests.cli.watchbill import output, run
from watchbill.domain.shape.schema import json_schema


def test_the_commands_are_listed_with_a_sentence_each() -> None:
    text = output("--help")
    assert "rota" in text
    assert "Who is on call, from a configuration file, without a database." in " ".join(text.split())


def test_an_unknown_command_is_a_question_that_cannot_be_asked() -> None:
    assert run("rotaa").exit_code == 2


def test_the_schema_is_printed() -> None:
    assert json.loads(output("schema")) == json_schema()


def test_the_version_is_printed() -> None:
    assert output("--version").strip()
