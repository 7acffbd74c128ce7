"""docs/reference/api.md, made from the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

import msgspec

from watchbill.interfaces.api.api import DESCRIPTION, api
from watchbill.interfaces.api.failures import CODES

PREFIX = "/api/v1/"
HEAD = f"""\
# API

{DESCRIPTION}

The machine-readable description is at `/api/v1/openapi.json` (OpenAPI 3.1). A token is made on the page *API tokens*,
or with `POST /api/v1/tokens`; on the server's own machine the commands of `watchbill` need none.

```
curl -H "Authorization: Bearer $TOKEN" "https://watchbill.example.org/api/v1/oncall/now?schedule=radio-duty"
```

## Failures

| code | when |
|---|---|
"""
Schema = dict[str, Any]


def page() -> str:
    document = api.get_openapi_schema(path_prefix=PREFIX)
    codes = "".join(f"| `{code}` | {said} |\n" for code, said in CODES.items())
    nouns = "".join(_noun(tag, operations) for tag, operations in _by_noun(document).items())
    return f"{HEAD}{codes}{nouns}\n## Shapes\n{''.join(_shapes(document['components']['schemas']))}"


def _by_noun(document: Schema) -> dict[str, list[tuple[str, str, Schema]]]:
    nouns: dict[str, list[tuple[str, str, Schema]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            nouns.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    return nouns


def _noun(tag: str, operations: list[tuple[str, str, Schema]]) -> str:
    return f"\n## {tag.capitalize()}\n" + "".join(_operation(*operation) for operation in operations)


def _operation(method: str, path: str, operation: Schema) -> str:
    parts = [f"\n### {method} {path}\n\n{operation['description']}\n"]
    query = [parameter for parameter in operation["parameters"] if parameter["in"] == "query"]
    if query:
        rows = [(each["name"], each["schema"], each["required"]) for each in query]
        parts.append("\n| parameter | type | |\n|---|---|---|\n" + _rows(rows))
    if body := operation.get("requestBody"):
        parts.append(f"\nBody: {_type(body['content']['application/json']['schema'])}\n")
    parts.append(f"\nAnswer: {', '.join(_answers(operation['responses']))}\n")
    return "".join(parts)


def _answers(responses: dict[Any, Schema]) -> Iterator[str]:
    for status, said in responses.items():
        if status != "default":
            content = said.get("content", {}).get("application/json")
            yield f"`{status}` " + (_type(content["schema"]) if content else "without a body")


def _shapes(schemas: dict[str, Schema]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        properties = schema.get("properties", {})
        if name.startswith("Portion") or not properties:
            continue
        required = schema.get("required", ())
        rows = [(field, each, field in required) for field, each in properties.items()]
        said = f"\n{schema['description']}\n" if "description" in schema else ""
        yield f"\n### {name}\n{said}\n| field | type | |\n|---|---|---|\n{_rows(rows)}"


def _rows(rows: list[tuple[str, Schema, bool]]) -> str:
    return "".join(f"| `{name}` | {_type(schema)} | {_notes(schema, required)} |\n" for name, schema, required in rows)


def _notes(schema: Schema, required: bool) -> str:
    said = [schema["description"]] if "description" in schema else []
    if not required and schema.get("default") not in (None, "", [], {}):
        default = schema["default"]
        said.append(f"Default: `{default if isinstance(default, str) else msgspec.json.encode(default).decode()}`.")
    return " ".join(said).replace("|", "\\|")


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _reference(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("format") == "date-time":
        return "instant"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"by key: {_type(schema['additionalProperties'])}"
    return str(schema.get("type", "any"))


def _reference(name: str) -> str:
    if name.startswith("Portion_"):
        return f"a portion of {_reference(name.removeprefix('Portion_').removesuffix('_'))}"
    return f"[{name}](#{name.lower()})"
