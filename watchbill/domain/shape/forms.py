"""Short forms: how an object may also be written in the file.

`expand` turns what is written into the mapping of the object's own keys; `contract` is the way back, for the writer,
from plain text, lists and dicts; `schema` says it in a JSON Schema. What is in no short form stays as it is.
"""

from typing import Any, Protocol

import msgspec

from watchbill.domain.shape.document.tree import Mapping, Node, Scalar, Sequence
from watchbill.domain.shape.grammar import UnreadableError

Schema = dict[str, Any]
Plain = Any
"""A text, or a list or dict of such."""

NOBODY, NOBODY_BLOCKS = "nobody", "nobody!"


class Form(Protocol):
    """`also`: keys that may be written beside those of the object. `hides`: the keys of the object are not written."""

    @property
    def also(self) -> tuple[str, ...]: ...
    @property
    def hides(self) -> bool: ...
    def expand(self, node: Node) -> Node: ...
    def contract(self, plain: Plain) -> Plain: ...
    def schema(self, schema: Schema) -> Schema: ...


def entry(key: str, value: Node) -> tuple[Scalar, Node]:
    return Scalar(key, value.place), value


class TextForm(msgspec.Struct, frozen=True):
    """A text is the object's field of this name, and nothing else."""

    key: str
    also: tuple[str, ...] = ()
    hides: bool = True

    def expand(self, node: Node) -> Node:
        return Mapping((entry(self.key, node),), node.place) if isinstance(node, Scalar) else node

    def contract(self, plain: Plain) -> Plain:
        return plain[self.key] if list(plain) == [self.key] else plain

    def schema(self, schema: Schema) -> Schema:
        return {"anyOf": [schema["properties"][self.key], schema]}


class WordForm(msgspec.Struct, frozen=True):
    """The field's name alone is the object in which that field is true."""

    key: str
    also: tuple[str, ...] = ()
    hides: bool = True

    def expand(self, node: Node) -> Node:
        if isinstance(node, Scalar) and node.text == self.key:
            return Mapping((entry(self.key, Scalar("yes", node.place)),), node.place)
        return node

    def contract(self, plain: Plain) -> Plain:
        return self.key if list(plain) == [self.key] else plain

    def schema(self, schema: Schema) -> Schema:
        return {"anyOf": [{"const": self.key}, schema]}


class PairForm(msgspec.Struct, frozen=True):
    """`{left: right}`, and in no other way."""

    left: str
    right: str
    also: tuple[str, ...] = ()
    hides: bool = True

    def expand(self, node: Node) -> Node:
        if not isinstance(node, Mapping) or len(node.entries) != 1:
            raise UnreadableError(f"expected one pair, {{{self.left}: {self.right}}}")
        left, right = node.entries[0]
        return Mapping((entry(self.left, left), entry(self.right, right)), node.place)

    def contract(self, plain: Plain) -> Plain:
        return {plain[self.left]: plain[self.right]}

    def schema(self, schema: Schema) -> Schema:
        value = schema["properties"][self.right]
        return {"type": "object", "additionalProperties": value, "minProperties": 1, "maxProperties": 1}


class SlotForm(msgspec.Struct, frozen=True):
    """A person, a list of people, `nobody`, or `nobody!`."""

    also: tuple[str, ...] = ()
    hides: bool = True

    def expand(self, node: Node) -> Node:
        if isinstance(node, Scalar) and node.text in (NOBODY, NOBODY_BLOCKS):
            blocks = Scalar("yes" if node.text == NOBODY_BLOCKS else "no", node.place)
            return Mapping((entry("blocks", blocks),), node.place)
        people = Sequence((node,), node.place, alone=True) if isinstance(node, Scalar) else node
        if not isinstance(people, Sequence) or not people.items:
            raise UnreadableError("expected a person, a list of people, nobody, or nobody!")
        return Mapping((entry("people", people),), node.place)

    def contract(self, plain: Plain) -> Plain:
        people = plain.get("people", [])
        if not people:
            return NOBODY_BLOCKS if "blocks" in plain else NOBODY
        return people[0] if len(people) == 1 else people

    def schema(self, schema: Schema) -> Schema:
        people = schema["properties"]["people"]
        person = people["items"]
        return {"anyOf": [person, {"const": NOBODY_BLOCKS}, {"type": "array", "items": person, "minItems": 1}]}


class EmailForm(msgspec.Struct, frozen=True):
    """`email: x` is one contact named `mail` with the address `mail:x`."""

    contacts: str
    also: tuple[str, ...] = ("email",)
    hides: bool = False

    def expand(self, node: Node) -> Node:
        email = node.get("email") if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping) or not isinstance(email, Scalar):
            return node
        given = node.get(self.contacts)
        if isinstance(given, Mapping) and given.get("mail"):
            raise UnreadableError("found email and a contact named mail, which are the same; leave one out")
        others = given.entries if isinstance(given, Mapping) else ()
        mail = entry("mail", Scalar(f"mail:{email.text}", email.place))
        kept = [pair for pair in node.entries if pair[0].text not in ("email", self.contacts)]
        return Mapping((*kept, entry(self.contacts, Mapping((mail, *others), email.place))), node.place)

    def contract(self, plain: Plain) -> Plain:
        contacts = plain.get(self.contacts)
        address = contacts.get("mail") if contacts and list(contacts) == ["mail"] else None
        if not isinstance(address, str) or not address.startswith("mail:"):
            return plain
        return {
            ("email" if key == self.contacts else key): (
                address.removeprefix("mail:") if key == self.contacts else value
            )
            for key, value in plain.items()
        }

    def schema(self, schema: Schema) -> Schema:
        email = {"type": "string", "description": "Short for one contact named mail."}
        return {**schema, "properties": {**schema["properties"], "email": email}}
