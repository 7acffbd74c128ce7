"""What refers to what: in the words of the configuration file, and in rows."""

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignObjectRel, Model, TextField
from django.db.models.functions import Cast

from watchbill.apps.oncall.models import ScheduleVersion, Temporary
from watchbill.apps.paging.models import Policy, Run
from watchbill.domain.shape.addresses import ADDRESS, split_address
from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.kinds import Either, Kind, Many, Table, Thing, Word, fields_of, kind_of

Reference = tuple[str, str]
"""A section of the file, and a key of it."""
SPOKEN_OF = ((Run, "plan"), (ScheduleVersion, "layers"), (Temporary, "shifts"), (Policy, "definition"))
"""Where rows name others by their keys, not by relations."""


def references(thing: Shape) -> Iterator[Reference]:
    """All that an object of the file names, `own` and the like included."""
    yield from _of_value(kind_of(type(thing)), thing)


def _of_value(kind: Kind, value: Any) -> Iterator[Reference]:
    match kind:
        case Word(refers=refers) if refers is not None:
            yield refers.section, value
        case Word(grammar) if grammar is ADDRESS and split_address(value)[0] == "status":
            yield "status_pages", split_address(value)[1]
        case Many(item):
            yield from (found for one in value for found in _of_value(item, one))
        case Table(key, item):
            yield from (found for name in value for found in _of_value(key, name))
            yield from (found for one in value.values() for found in _of_value(item, one))
        case Either(many):
            yield from _of_value(many, value if isinstance(value, tuple) else ())
        case Thing(cls):
            for field in fields_of(cls).values():
                part = getattr(value, field.attribute)
                yield from _of_value(field.kind, part) if part is not None else ()


def is_referred_to(row: Any, own: tuple[type[Model], ...]) -> bool:
    """Whether a row of another kind points here, or names it. `own`: what is part of the row and goes with it."""
    relations = [field for field in row._meta.get_fields(include_hidden=True) if isinstance(field, ForeignObjectRel)]
    pointing = (relation for relation in relations if relation.related_model not in own)
    return any(_points(relation, row) for relation in pointing) or _is_spoken_of(row.slug)


def _points(relation: ForeignObjectRel, row: Model) -> bool:
    model: Any = relation.related_model
    return bool(model._base_manager.filter(**{relation.field.name: row}).exists())


def _is_spoken_of(slug: str) -> bool:
    """By the key as a word; another object's key of the same letters counts too, to be careful."""
    return any(
        model._base_manager.annotate(text=Cast(field, TextField())).filter(text__contains=f'"{slug}"').exists()
        for model, field in SPOKEN_OF
    )
