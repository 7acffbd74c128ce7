"""The difference between two organisations, as changes that a person can read."""

from datetime import datetime
from enum import StrEnum

import msgspec

from watchbill.domain.shape.comparison import FieldChange, compared
from watchbill.domain.shape.kinds import Table, Thing, fields_of
from watchbill.domain.shape.organisation import SECTIONS, Organisation
from watchbill.domain.shape.weekdays import DAYS

WIDEST = 100


class Verb(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Change(msgspec.Struct, frozen=True):
    """Of one object; `key` is empty for what is the organisation's own, its routes too."""

    verb: Verb
    noun: str
    key: str = ""
    fields: tuple[FieldChange, ...] = ()


class MovedShift(msgspec.Struct, frozen=True):
    """Who is on call in [start, end), before and after. Computed by whoever knows what serves now."""

    schedule: str
    start: datetime
    end: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


class Difference(msgspec.Struct, frozen=True):
    changes: tuple[Change, ...] = ()
    moved: tuple[MovedShift, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.moved)


def difference(old: Organisation, new: Organisation, moved: tuple[MovedShift, ...] = ()) -> Difference:
    """In the order of the file: what the new one adds and changes, then what it no longer has, section by section."""
    changes: list[Change] = []
    for field in fields_of(Organisation).values():
        before, after = getattr(old, field.attribute), getattr(new, field.attribute)
        if field.key in SECTIONS:
            assert isinstance(field.kind, Table)
            changes += _of_section(SECTIONS[field.key], field.kind, before, after)
        elif before != after:
            changes.append(Change(Verb.CHANGED, "organisation", "", tuple(compared(field, before, after))))
    return Difference(tuple(changes), moved)


def _of_section(noun: str, kind: Table, old: dict[str, object], new: dict[str, object]) -> list[Change]:
    changes = [_of_object(noun, kind, key, old.get(key), thing) for key, thing in new.items() if old.get(key) != thing]
    return changes + [Change(Verb.REMOVED, noun, key) for key in old if key not in new]


def _of_object(noun: str, kind: Table, key: str, old: object, new: object) -> Change:
    if old is None:
        return Change(Verb.ADDED, noun, key)
    assert isinstance(kind.item, Thing)
    fields = fields_of(kind.item.cls).values()
    pairs = ((field, getattr(old, field.attribute), getattr(new, field.attribute)) for field in fields)
    changes = [change for field, before, after in pairs if before != after for change in compared(field, before, after)]
    return Change(Verb.CHANGED, noun, key, tuple(changes))


def render(found: Difference) -> str:
    """A line for each change: `~ schedule radio-duty: layer weekdays: length 1 -> 2`. Empty when there is none."""
    lines = [line for change in found.changes for line in _lines(change)]
    lines += [_moved(shift) for shift in found.moved]
    return "".join(f"{line}\n" for line in lines)


def _lines(change: Change) -> list[str]:
    name = f"{change.noun} {change.key}".strip()
    if change.verb is Verb.ADDED:
        return [f"+ {name}"]
    if change.verb is Verb.REMOVED:
        return [f"- {name}"]
    return [f"~ {name}: {_field(field)}" for field in change.fields]


def _field(field: FieldChange) -> str:
    if field.old is None:
        return f"{field.path} added {_clipped(field.new or '')}"
    if field.new is None:
        return f"{field.path} removed {_clipped(field.old)}"
    return f"{field.path} {_clipped(field.old)} -> {_clipped(field.new)}"


def _clipped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= WIDEST else f"{one_line[: WIDEST - 1]}…"


def _moved(shift: MovedShift) -> str:
    start = f"{DAYS[shift.start.weekday()]} {shift.start:%Y-%m-%d %H:%M}"
    end = f"{shift.end:%Y-%m-%d %H:%M %Z}".strip()
    return f"> schedule {shift.schedule}: {start} to {end} {_people(shift.before)} -> {_people(shift.after)}"


def _people(people: tuple[str, ...]) -> str:
    return ", ".join(people) or "nobody"
