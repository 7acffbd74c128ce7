"""What the file owns: the objects that it named when it was last applied, and what it said of them."""

from typing import Any

import msgspec

from watchbill.apps.configuration import head
from watchbill.apps.configuration.models import Owned
from watchbill.apps.configuration.sections import ALL, BY_NAME
from watchbill.domain.shape.organisation import Organisation

Key = tuple[str, str]
"""A section, or `organisation`, and a key of it."""


def named(file: Organisation) -> list[Key]:
    """In the order of the file."""
    keys = [(section.name, key) for section in ALL for key in getattr(file, section.name)]
    return [*((head.KIND, part) for part in head.said(file)), *keys]


def _said(row: Owned) -> Any:
    if row.kind == head.KIND:
        return head.defined(row.slug, row.definition)
    return msgspec.json.decode(row.definition, type=BY_NAME[row.kind].shape)


def file_names_routes() -> bool:
    """Whether the next plan of the file will show what pages change about the routes."""
    return Owned.objects.filter(kind=head.KIND, slug="routes").exists()


class Ownership:
    """As it was when the transaction began."""

    def __init__(self) -> None:
        self._rows = {(row.kind, row.slug): row for row in Owned.objects.all()}
        self.said: dict[Key, Any] = {key: _said(row) for key, row in self._rows.items()}

    def owned(self) -> list[Key]:
        """In the order of the file that named them last; what it named no more comes after."""
        return list(self._rows)

    def parts(self) -> frozenset[str]:
        """Of what is the organisation's own."""
        return frozenset(slug for kind, slug in self._rows if kind == head.KIND)

    def forgotten_by(self, file: Organisation) -> list[Key]:
        """What the file once made and no longer names."""
        present = frozenset(named(file))
        return [key for key in self._rows if key not in present]

    def note(self, file: Organisation, *, pruned: bool) -> None:
        """From now on the file owns what it names, and unless it was pruned what it named before."""
        present = named(file)
        rest = [] if pruned else self.forgotten_by(file)
        for position, key in enumerate([*present, *rest]):
            self._put(key, self._definition(file, key), position)
        if pruned:
            gone = [self._rows[key].pk for key in self.forgotten_by(file)]
            Owned.objects.filter(pk__in=gone).delete()

    def _definition(self, file: Organisation, key: Key) -> str:
        kind, slug = key
        if kind == head.KIND:
            return head.definition(slug, file) if slug in head.said(file) else self._rows[key].definition
        said = getattr(file, kind).get(slug)
        if said is None:
            return self._rows[key].definition
        return msgspec.json.encode(BY_NAME[kind].unsecret(said)).decode()

    def _put(self, key: Key, definition: str, position: int) -> None:
        row = self._rows.get(key)
        if row is None:
            Owned.objects.create(kind=key[0], slug=key[1], definition=definition, position=position)
        elif (row.definition, row.position) != (definition, position):
            row.definition, row.position = definition, position
            row.save(update_fields=["definition", "position"])
