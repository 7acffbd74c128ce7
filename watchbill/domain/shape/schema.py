"""The JSON Schema of the configuration file, for editors and for who writes files by program.

Made from the structs by msgspec; in the place of what msgspec knows of a value comes what the file may say for it:
the grammars of the typed scalars and the short forms. References are checked by reading only.
"""

from typing import Any

import msgspec

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.grammar import Grammar
from watchbill.domain.shape.kinds import Either, Field, Kind, Many, Table, Thing, Whole, Word, fields_of
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.plain import plain_value

Schema = dict[str, Any]
REFERENCE = "#/$defs/{name}"
YES_NO = "yes-no"


def json_schema() -> Schema:
    _, components = msgspec.json.schema_components([Organisation], ref_template=REFERENCE)
    things, grammars = _used(Organisation)
    definitions = {name: _in_file(schema) for name, schema in components.items()}
    for name, cls in things.items():
        definitions[name] = _definition(cls, definitions[name])
    definitions |= {name: grammar.schema for name, grammar in grammars.items()}
    definitions[YES_NO] = {"enum": [True, False, "yes", "no", "true", "false"]}
    root = definitions.pop(Organisation.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **root,
        "title": "Watchbill configuration",
        "$defs": dict(sorted(definitions.items())),
    }


def _used(cls: type[Shape]) -> tuple[dict[str, type[Shape]], dict[str, Grammar]]:
    things: dict[str, type[Shape]] = {}
    grammars: dict[str, Grammar] = {}
    left: list[Kind] = [Thing(cls)]
    while left:
        match left.pop():
            case Word(grammar):
                grammars[grammar.name] = grammar
            case Many(item):
                left.append(item)
            case Table(key, item):
                left += [key, item]
            case Either(many):
                left.append(many)
            case Thing(found) if found.__name__ not in things:
                things[found.__name__] = found
                left += [field.kind for field in fields_of(found).values()]
    return things, grammars


def _in_file(schema: Any) -> Any:
    """What msgspec says of a value, as the file may say it."""
    if isinstance(schema, list):
        return [_in_file(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "x-grammar" in schema:
        return {"$ref": REFERENCE.format(name=schema["x-grammar"])}
    if schema.get("type") == "boolean" or schema.get("enum") == [True]:
        return {"$ref": REFERENCE.format(name=YES_NO)}
    if "anyOf" in schema:
        return _said(schema)
    return {key: _in_file(value) for key, value in schema.items() if key != "default"}


def _said(schema: Schema) -> Schema:
    """What is nothing is not said in the file."""
    choices = [_in_file(one) for one in schema["anyOf"] if one != {"type": "null"}]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _definition(cls: type[Shape], schema: Schema) -> Schema:
    schema = {key: value for key, value in schema.items() if key != "required" or value}
    schema["properties"] = {
        field.key: schema["properties"][field.key] | _default(field) for field in fields_of(cls).values()
    }
    if cls.__doc__ and "__doc__" in vars(cls):
        schema["description"] = " ".join(cls.__doc__.split())
    if cls.exactly_one:
        schema["oneOf"] = [{"required": [name]} for name in cls.exactly_one]
    return dict(cls.form.schema(schema)) if cls.form else schema


def _default(field: Field) -> Schema:
    if field.required or field.default is None:
        return {}
    if isinstance(field.kind, Whole):
        return {"default": field.default}
    text = plain_value(field.kind, field.default)
    return {"default": str(text)} if isinstance(text, str) else {}
