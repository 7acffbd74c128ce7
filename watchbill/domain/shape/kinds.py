"""What the type of a field says: how its value is read, written, compared and described.

One description for all that the shape is used for; it is made from the annotations of the structs.
"""

from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec.structs import fields

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.grammar import Grammar, Refers


class Word(msgspec.Struct, frozen=True):
    """A text with a grammar, which may be the key of something."""

    grammar: Grammar
    refers: Refers | None = None


class Choice(msgspec.Struct, frozen=True):
    """One of these words. `truth`: yes and no."""

    values: dict[str, Any]

    @property
    def truth(self) -> bool:
        return True in self.values.values()


class Whole(msgspec.Struct, frozen=True):
    """A whole number within bounds."""

    least: int
    most: int


class Many(msgspec.Struct, frozen=True):
    item: "Kind"


class Table(msgspec.Struct, frozen=True):
    """Objects by key."""

    key: Word
    item: "Kind"


class Thing(msgspec.Struct, frozen=True):
    cls: type[Shape]


class Either(msgspec.Struct, frozen=True):
    """A list, or a word in its place."""

    many: Many
    choice: Choice


Kind: TypeAlias = Word | Choice | Whole | Many | Table | Thing | Either


class Field(msgspec.Struct, frozen=True):
    """`key` is the key in the file, `attribute` the field of the struct."""

    key: str
    attribute: str
    kind: Kind
    required: bool
    default: Any


@lru_cache(maxsize=256)
def fields_of(cls: type[Shape]) -> dict[str, Field]:
    """By key, in the order in which they are written."""
    return {
        field.encode_name: Field(field.encode_name, field.name, kind_of(field.type), field.required, _default(field))
        for field in fields(cls)
    }


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default


def kind_of(annotation: Any) -> Kind:
    """Raises TypeError for an annotation that the shape does not use."""
    if get_origin(annotation) in (Union, UnionType):
        return _of_union([one for one in get_args(annotation) if one is not type(None)])
    if get_origin(annotation) is Annotated:
        return _of_annotated(get_args(annotation))
    if get_origin(annotation) is Literal:
        return Choice(_words(get_args(annotation)))
    return _of_plain(annotation)


def _of_union(members: list[Any]) -> Kind:
    kinds = [kind_of(member) for member in members]
    if len(kinds) == 1:
        return kinds[0]
    many = next(kind for kind in kinds if isinstance(kind, Many))
    choice = next(kind for kind in kinds if isinstance(kind, Choice))
    return Either(many, choice)


def _of_annotated(arguments: tuple[Any, ...]) -> Kind:
    _, *notes = arguments
    grammar = next((note for note in notes if isinstance(note, Grammar)), None)
    if grammar:
        return Word(grammar, next((note for note in notes if isinstance(note, Refers)), None))
    bounds = next(note for note in notes if isinstance(note, msgspec.Meta))
    return Whole(int(bounds.ge or 0), int(bounds.le or 0))


def _of_plain(annotation: Any) -> Kind:
    arguments = get_args(annotation)
    if annotation is bool:
        return Choice(_words((True, False)))
    if get_origin(annotation) is tuple:
        return Many(kind_of(arguments[0]))
    if get_origin(annotation) is dict:
        key = kind_of(arguments[0])
        assert isinstance(key, Word)
        return Table(key, kind_of(arguments[1]))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Choice({str(member.value): member for member in annotation})
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return Thing(annotation)
    raise TypeError(f"the shape has no kind for {annotation!r}")


def _words(values: tuple[Any, ...]) -> dict[str, Any]:
    """The first word of a value is the one that is written."""
    words = {True: ("yes", "true"), False: ("no", "false")}
    return {word: value for value in values for word in (words[value] if isinstance(value, bool) else (value,))}
