"""Making the database what the file says. One transaction; what is so already is not touched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from watchbill.apps.configuration import head, moves, schedules, teams
from watchbill.apps.configuration.exporting import exported, in_use
from watchbill.apps.configuration.moves import Move
from watchbill.apps.configuration.ownership import Key, Ownership
from watchbill.apps.configuration.references import Reference, references
from watchbill.apps.configuration.section import Applying, Section
from watchbill.apps.configuration.sections import ALL, BY_NAME
from watchbill.apps.oncall import rotas
from watchbill.apps.people.models import Team
from watchbill.apps.people.organisation import locked_organisation
from watchbill.apps.people.permissions import Actor
from watchbill.domain.shape.organisation import Organisation
from watchbill.problems import Problem, Wrong

REMOVED, ARCHIVED, LEFT_ALONE = "removed", "archived", "left alone"


@dataclass(frozen=True)
class Outcome:
    """`said` is what the file said the last time of what it names now; `found` is what had become of that.

    `forgotten`: what the file once made and no longer names, and what became of it.
    """

    before: Organisation
    after: Organisation
    said: Organisation
    found: Organisation
    forgotten: dict[Key, str]
    moves: list[Move]
    notes: list[str]


def carry_out(file: Organisation, by: Actor, *, prune: bool) -> Outcome:
    """Inside the caller's transaction. Raises Wrong with the place in the file."""
    locked_organisation()
    return _Application(file, by).carry_out(prune=prune)


class _Application:
    def __init__(self, file: Organisation, by: Actor) -> None:
        self._file = file
        self._ownership = Ownership()
        self._held = in_use()
        self._applying = Applying(by, self._ownership.said, self._held)
        self._by = by
        self._rotas: dict[str, moves.Rota] | None = None  # as they were before the first change

    def carry_out(self, *, prune: bool) -> Outcome:
        before = exported(self._held, self._ownership)
        said, found = self._drift()
        forgotten = {key: LEFT_ALONE for key in self._ownership.forgotten_by(self._file) if self._is_there(key)}
        if prune:
            forgotten |= self._drop(key for key in forgotten if key[0] == "integrations")
        self._put_all()
        if prune:
            forgotten |= self._drop(key for key in forgotten if key[0] != "integrations")
        self._ownership.note(self._file, pruned=prune)
        touched = self._rotas is not None
        return Outcome(
            before=before,
            after=exported(in_use(), Ownership()) if touched else before,
            said=said,
            found=found,
            forgotten=forgotten,
            moves=moves.between(self._rotas, moves.present()) if self._rotas is not None else [],
            notes=self._applying.notes,
        )

    def _touch(self) -> None:
        """Called before each change: an application that changes nothing looks at no rota."""
        if self._rotas is None:
            self._rotas = moves.present()

    def _put_all(self) -> None:
        parts, zones = head.said(self._file), _zones()
        if head.differ(parts):
            self._touch()
            _placed("organisation", head.put, parts, self._by)
        elsewhere = _zones() != zones
        for section in ALL:
            self._put(section, even_if_same=elsewhere)
            if section is teams.SECTION:
                elsewhere = _zones() != zones
            if section is schedules.SECTION and self._rotas is not None:
                moves.tell(self._rotas, moves.present(), self._by)
                self._put_layers()
        if head.differ(parts):
            _placed("routes", head.put_routes, parts, self._by)

    def _put(self, section: Section, *, even_if_same: bool) -> None:
        """Another zone means other instants for the same words. A key may be another under the same name."""
        for key, said in getattr(self._file, section.name).items():
            now, before = self._held[section.name].get(key), self._ownership.said.get((section.name, key))
            differs = even_if_same or not section.agrees(key, said, now, before)
            if differs:
                self._touch()
            if differs or section.always_put:
                _placed(f"{section.name}.{key}", section.put, key, said, self._applying)

    def _put_layers(self) -> None:
        for key, said in self._file.schedules.items():
            _placed(f"schedules.{key}", schedules.put_layers, key, said, self._applying)

    def _is_there(self, key: Key) -> bool:
        kind, slug = key
        return kind == head.KIND or slug in self._held[kind]

    def _drift(self) -> tuple[Organisation, Organisation]:
        """Of each object that the file names and named before: what it said, and what there is, where they differ."""
        said: dict[str, Any] = {section.name: {} for section in ALL}
        found: dict[str, Any] = {section.name: {} for section in ALL}
        parts = head.drifted(head.said(self._file), self._ownership.said)
        for (kind, key), before in self._ownership.said.items():
            if kind == head.KIND or key not in getattr(self._file, kind):
                continue
            section, held = BY_NAME[kind], self._held[kind].get(key)
            if section.agrees(key, before, held, before):
                continue
            said[kind][key] = section.normal(key, before)
            if held is not None:
                found[kind][key] = section.settled(before, held, before)
        return Organisation(**parts.said, **said), Organisation(**parts.found, **found)

    def _drop(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Each after what refers to it."""
        wanted = list(keys)
        if wanted:
            self._touch()
        named = self._references_beside(wanted)
        order = [section.name for section in reversed(ALL)]
        fates: dict[Key, str] = {}
        for kind, key in sorted(wanted, key=lambda one: order.index(one[0]) if one[0] in order else -1):
            fates[kind, key] = self._drop_one(kind, key, named)
        return fates

    def _drop_one(self, kind: str, key: str, named: set[Reference]) -> str:
        if kind == head.KIND:
            head.drop(key, self._by)
            return REMOVED
        section = BY_NAME[kind]
        delete = (kind, key) not in named and section.can_be_deleted(key)
        if not delete:
            named.update(references(self._held[kind][key]))
        section.drop(key, delete, self._by)
        return REMOVED if delete else ARCHIVED

    def _references_beside(self, dropped: list[Key]) -> set[Reference]:
        """What all the others refer to."""
        sections, gone = in_use(), frozenset(dropped)
        kept = [one for kind, found in sections.items() for key, one in found.items() if (kind, key) not in gone]
        routes = () if (head.KIND, "routes") in gone else head.stored(frozenset())["routes"]
        return {reference for one in [*kept, *routes] for reference in references(one)}


def _zones() -> tuple[Any, ...]:
    return rotas.organisation_zone(), dict(Team.objects.values_list("slug", "zone"))


def _placed(place: str, act: Callable[..., None], *given: Any) -> None:
    """Says of a problem where in the file it comes from."""
    try:
        act(*given)
    except Problem as problem:
        raise Wrong(f"{place}: {problem.sentence}", problem.fields) from problem
