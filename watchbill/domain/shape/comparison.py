"""What is different between two values of a field, down to the smallest part that has a name."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

import msgspec

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.kinds import Field, Kind, Many, Table, Thing, fields_of
from watchbill.domain.shape.plain import plain_value
from watchbill.domain.shape.secrets import Secret
from watchbill.domain.shape.writing import on_one_line

SINGULAR = {
    "layers": "layer",
    "overrides": "override",
    "shadows": "shadow",
    "reverse_shadows": "reverse shadow",
    "duties": "duty",
    "steps": "step",
    "contacts": "contact",
    "runbooks": "runbook",
    "routes": "route",
    "roles": "role",
    "trainings": "training",
    "cadences": "cadence",
    "questions": "question",
}


class FieldChange(msgspec.Struct, frozen=True):
    """`path` in words: `layer weekdays: length`. None: it was not there, or is not any more."""

    path: str
    old: str | None
    new: str | None


def compared(field: Field, old: Any, new: Any, path: str = "") -> Iterator[FieldChange]:
    """Two values of a field that are not the same."""
    kind, name = field.kind, _joined(path, SINGULAR.get(field.key, field.key.replace("_", " ")))
    if isinstance(kind, Table) and old is not None and new is not None:
        yield from _by_key(kind.item, name, old, new)
    elif isinstance(kind, Many) and _has_names(kind.item) and old is not None and new is not None:
        yield from _by_name(kind.item, name, old, new)
    elif isinstance(kind, Many) and isinstance(kind.item, Thing) and old is not None and new is not None:
        yield from _by_item(kind, name, _joined(path, field.key), old, new)
    else:
        yield from _whole(kind, _joined(path, field.key.replace("_", " ")), old, new)


def _whole(kind: Kind, path: str, old: Any, new: Any) -> Iterator[FieldChange]:
    if isinstance(kind, Thing) and not kind.cls.form and old is not None and new is not None:
        yield from _of_things(old, new, path)
    else:
        yield FieldChange(path, _text(kind, old), _text(kind, new))


def _of_things(old: Shape, new: Shape, path: str) -> Iterator[FieldChange]:
    for field in fields_of(type(new)).values():
        before, after = getattr(old, field.attribute), getattr(new, field.attribute)
        if before != after:
            yield from compared(field, before, after, f"{path}: ")


def _by_key(item: Kind, noun: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
    for key in [*new, *(key for key in old if key not in new)]:
        if old.get(key) != new.get(key):
            yield from _whole(item, f"{noun} {key}", old.get(key), new.get(key))


def _by_name(item: Kind, noun: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[FieldChange]:
    befores, afters = ({one.name: one for one in many} for many in (old, new))
    yield from _by_key(item, noun, befores, afters)
    stayed = [name for name in befores if name in afters], [name for name in afters if name in befores]
    if stayed[0] != stayed[1]:
        yield FieldChange(f"order of {noun}s", ", ".join(befores), ", ".join(afters))


def _by_item(kind: Many, noun: str, plural: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[FieldChange]:
    """Things without a name go by their place, from 1; when only their order changed, the whole list is shown."""
    if sorted(map(repr, old)) == sorted(map(repr, new)):
        yield FieldChange(f"order of {plural}", _text(kind, old), _text(kind, new))
        return
    matched = SequenceMatcher(None, [*map(repr, old)], [*map(repr, new)], autojunk=False)
    for what, i, i_end, j, j_end in matched.get_opcodes():
        if what == "replace" and i_end - i == j_end - j:
            for index, (before, after) in enumerate(zip(old[i:i_end], new[j:j_end], strict=True), start=j + 1):
                yield from _whole(kind.item, f"{noun} {index}", before, after)
        elif what != "equal":
            yield from (FieldChange(noun, _text(kind.item, one), None) for one in old[i:i_end])
            yield from (FieldChange(noun, None, _text(kind.item, one)) for one in new[j:j_end])


def _has_names(kind: Kind) -> bool:
    return (
        isinstance(kind, Thing) and fields_of(kind.cls).get("name") is not None and fields_of(kind.cls)["name"].required
    )


def _text(kind: Kind, value: Any) -> str | None:
    if value in (None, (), {}):
        return None
    if isinstance(value, Secret) and value.value:
        return f"a key that stands in the file ({value.print})"
    return on_one_line(plain_value(kind, value))


def _joined(path: str, name: str) -> str:
    return f"{path}{name}"
