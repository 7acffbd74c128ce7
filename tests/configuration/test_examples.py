"""The files in examples/, applied to an empty database and written back."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.configuration.conftest import everything
from watchbill.apps.configuration import services
from watchbill.apps.configuration.known import known
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.reading import read
from watchbill.domain.shape.writing import write

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    path: Path = request.param
    organisation = read([(path.name, path.read_bytes())], known())
    for name, integration in organisation.integrations.items():
        if integration.key and integration.key.env:
            monkeypatch.setenv(integration.key.env, f"key-of-{name}-".ljust(40, "x"))
    return organisation


def test_an_example_is_exported_as_it_was_written_and_applying_it_again_changes_no_row(example: Organisation) -> None:
    assert services.apply(example).changed
    assert services.export() == example
    assert write(services.export()) == write(example)
    before = everything()
    with CaptureQueriesContext(connection) as said:
        assert not services.apply(example).changed
    assert everything() == before
    assert not [query["sql"] for query in said if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_plan_of_an_example_leaves_no_row_behind(example: Organisation) -> None:
    before = everything()
    assert services.plan(example).changed
    assert everything() == before
