"""An object of the shape as plain text, lists and dicts, in its short forms: what the file says of it.

What is as it would be if it were not said is left out. Texts say how they are written: a `Bare` word is typed and
never quoted, a `Quoted` one always is.
"""

from typing import Any, TypeAlias

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.durations import DURATION
from watchbill.domain.shape.instants import DATE, INSTANT
from watchbill.domain.shape.kinds import Choice, Either, Field, Kind, Many, Table, Thing, Whole, Word, fields_of
from watchbill.domain.shape.weekdays import WEEKDAYS

_TYPED = (DURATION, INSTANT, DATE, WEEKDAYS)


class Bare(str):
    """A typed word."""


class Quoted(str):
    """What other readers of YAML would type otherwise."""


Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


def plain_of(thing: Shape) -> Plain:
    written = {
        field.key: plain_value(field.kind, value)
        for field in fields_of(type(thing)).values()
        if not _unsaid(field, value := getattr(thing, field.attribute))
    }
    return thing.form.contract(written) if thing.form else written


def _unsaid(field: Field, value: Any) -> bool:
    return value is None or (not field.required and value == field.default)


def plain_value(kind: Kind, value: Any) -> Plain:
    match kind:
        case Word(grammar):
            text = grammar.write(value)
            return Quoted(text) if grammar.quoted else Bare(text) if grammar in _TYPED else text
        case Choice(values):
            return Bare(next(word for word, meaning in values.items() if meaning == value))
        case Whole():
            return Bare(str(value))
        case Many(item):
            return [plain_value(item, one) for one in value]
        case Table(key, item):
            return {key.grammar.write(name): plain_value(item, one) for name, one in value.items()}
        case Either(many, choice):
            return plain_value(choice if isinstance(value, str) else many, value)
        case Thing():
            return plain_of(value)
