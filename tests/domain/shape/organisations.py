"""Any organisation that a file can say, made from a seed by the same types that reading goes by."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import msgspec

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.kinds import Choice, Either, Kind, Many, Table, Thing, Whole, Word, fields_of
from watchbill.domain.shape.organisation import SECTIONS, Organisation
from watchbill.domain.shape.people import Person
from watchbill.domain.shape.policies import Policy, Step
from watchbill.domain.shape.processes import Cadence, Process
from watchbill.domain.shape.reviews import Review
from watchbill.domain.shape.roles import RoleDefinition
from watchbill.domain.shape.schedules import Duty, Handover, Layer, Override, ReverseShadow, Schedule, Shadow, Slot
from watchbill.domain.shape.services import Integration, Service
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.trainings import Stage, Training
from watchbill.domain.shape.triage import Question

KEYS = ("ana", "no", "1e3", "b.c-d_e")
"""Each section holds these, so that every reference is to something."""

TEXTS = ("NO", "yes", "12:30", "a: b", "# x", "~", "2026-01-05", "l'été", '"', "{}", "- x", "a, b", "?", "\u2028x", "=")
LEAST: dict[type, dict[str, Any]] = {
    Service: {"team": "ana"},
    Integration: {"source": "generic"},
    Policy: {"steps": (Step(page=(Target(person="ana"),)),)},
}
SEV1 = "SEV1"


def an_instant(random: Random) -> datetime:
    wall = datetime(1990, 1, 1) + timedelta(seconds=random.choice((1, 60, 86400)) * random.randrange(30_000))
    return wall.replace(tzinfo=random.choice((None, UTC)))


def a_text(random: Random) -> str:
    return random.choice(TEXTS) + "".join(chr(random.randrange(32, 0x2FF)) for _ in range(random.choice((0, 0, 6))))


WORDS: dict[str, Callable[[Random], Any]] = {
    "key": lambda random: random.choice(KEYS),
    "name": lambda random: "".join(char for char in a_text(random) if char.isprintable()).strip(),
    "text": lambda random: random.choice((a_text(random), "one\ntwo\n", "  x")),
    "zone": lambda random: random.choice(("Europe/Oslo", "Asia/Tokyo", "UTC")),
    "link": lambda random: random.choice(("https://example.org/a?b=c#d", "http://example.org")),
    "address": lambda random: random.choice(("mail:a@example.org", "slack:#x", "status:ana", "by-hand:knock, a: x")),
    "duration": lambda random: timedelta(seconds=random.choice((0, 1, 60, 3600, 86400)) * random.randrange(30)),
    "instant": an_instant,
    "date": lambda random: date(2026, 1, 1) + timedelta(days=random.randrange(400)),
    "clock": lambda random: time(random.randrange(24), random.randrange(60)),
    "clock-end": lambda random: time(random.randrange(24), random.choice((0, 30))),
    "days": lambda random: frozenset(random.sample(range(7), random.randrange(1, 8))),
    "calendar": lambda random: random.choice(("NO", "US-CA")),
    "label": lambda random: random.choice(("cluster", "on")),
    "matcher": lambda random: random.choice(('severity="page"', 'service=~"tx-.*"', "a!=b")),
    "secret": lambda _: "0" * 32,
    "variable": lambda random: random.choice(("KEY", "OTHER_KEY")),
}


def value(random: Random, kind: Kind) -> Any:
    match kind:
        case Word(grammar):
            return WORDS[grammar.name](random)
        case Choice(words):
            return random.choice(list(words.values()))
        case Whole(least, most):
            return random.randint(least, min(most, least + 40))
        case Many(item):
            return tuple(value(random, item) for _ in range(random.choice((0, 1, 1, 2, 5))))
        case Table(key, item):
            return {value(random, key): value(random, item) for _ in range(random.choice((0, 1, 2)))}
        case Either(many, choice):
            return value(random, random.choice((many, choice)))
        case Thing(cls):
            return thing(random, cls)


def thing(random: Random, cls: type[Shape]) -> Any:
    fields = {field.attribute: field for field in fields_of(cls).values()}
    one = random.choice(cls.exactly_one) if cls.exactly_one else None
    given: dict[str, Any] = dict(LEAST.get(cls, {}))
    for name, field in fields.items():
        if name == one:
            given[name] = next(found for _ in range(99) if (found := value(random, field.kind)))
        elif field.required or (name not in cls.exactly_one and random.random() < 0.6):
            given[name] = value(random, field.kind)
    made = cls(**given)
    if isinstance(given.get("end"), datetime):
        made = msgspec.structs.replace(made, end=made.start + timedelta(hours=1))
    return msgspec.structs.replace(made, **FITTING[cls](made)) if cls in FITTING else made


def _layer(layer: Layer) -> dict[str, Any]:
    slots = layer.slots or (Slot(people=("ana",)),)
    if layer.unit is None:
        return {"slots": slots[:1], "starts": None, "length": 1, "order": Layer(name="x", slots=slots).order}
    starts = layer.starts or datetime(2026, 1, 5, 9)
    return {"slots": slots, "starts": starts, "until": starts + timedelta(days=9) if layer.until else None}


def _person(person: Person) -> dict[str, Any]:
    named = tuple(rule for rule in person.rules.high if rule.contact in person.contacts)
    return {"rules": msgspec.structs.replace(person.rules, high=named, low=())}


FITTING: dict[type, Callable[[Any], dict[str, Any]]] = {
    Layer: _layer,
    Person: _person,
    Slot: lambda slot: {"blocks": slot.blocks and not slot.people},
    Override: lambda override: {"by": "no" if override.replace else None},
    Shadow: lambda _: {"person": "ana", "of": "no"},
    ReverseShadow: lambda _: {"trainee": "ana", "mentor": "no"},
    Handover: lambda _: {"accept_within": timedelta(minutes=5)},
    Duty: lambda _: {"every": timedelta(days=1)},
    Schedule: lambda schedule: {
        "layers": tuple(msgspec.structs.replace(one, name=f"{one.name} {i}") for i, one in enumerate(schedule.layers))
    },
    Policy: lambda policy: {"steps": policy.steps or LEAST[Policy]["steps"]},
    Training: lambda training: {"stages": training.stages or (Stage(sign_off=("mentor",)),)},
    Question: lambda _: {"if_yes": None, "if_no": None, "incident_from": None},
    Cadence: lambda _: {"update": timedelta(hours=1), "severity": SEV1},
    RoleDefinition: lambda _: {"same_as": None, "page_on_declare": False, "apart_from": "all", "qualified": ()},
    Review: lambda _: {"measures_due": {SEV1: timedelta(days=7)}},
    Process: lambda process: {
        "inherits": "standard",
        "severities": (SEV1,),
        "roles": {key: RoleDefinition() for key in KEYS} | (process.roles or {}),
    },
    Integration: lambda _: {"key": None},
}
"""What the fields of an object have to do with one another."""


def an_organisation(seed: int) -> Organisation:
    """In every section one object that says much, and all the keys that something may refer to."""
    random = Random(seed)
    sections: dict[str, Any] = {}
    for field in fields_of(Organisation).values():
        if field.key in SECTIONS:
            assert isinstance(field.kind, Table)
            assert isinstance(field.kind.item, Thing)
            cls = field.kind.item.cls
            sections[field.key] = {key: cls(**LEAST.get(cls, {})) for key in KEYS}
            sections[field.key][random.choice(KEYS)] = thing(random, cls)
        elif random.random() < 0.7:
            sections[field.attribute] = value(random, field.kind)
    return Organisation(**sections)
