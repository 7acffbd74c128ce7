"""The description of the API is a valid OpenAPI document, and says what the answers are."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.api.conftest import Program
from tests.api.test_access import CASES, ask, prepared
from tests.api.world import World

__all__ = ["prepared"]


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    said: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return said


def refers(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(refers, node.values()))
    return set().union(*map(refers, node)) if isinstance(node, list) else set()


def test_the_document_is_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    assert refers(document) <= {f"#/components/schemas/{name}" for name in schemas}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert set(document["components"]["securitySchemes"]) == {"Bearer"}


def test_every_operation_says_what_it_does_takes_and_answers(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["description"].strip(), path
            assert operation["security"] == [{"Bearer": []}], path
            assert "default" in operation["responses"], path
            named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_answers_are_as_the_document_says(document: dict[str, Any], prepared: World, as_administrator: Program) -> None:
    operations = {
        operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()
    }
    for name, case in CASES.items():
        if case.method != "GET":
            continue
        _, said = ask(as_administrator, case, prepared)
        schema = operations[name]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator(schema | {"components": document["components"]}).validate(said)
