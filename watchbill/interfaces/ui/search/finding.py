"""What the words of a search lead to: a place of the product, a thing in it, or the answer to who is on call."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from watchbill.apps.alerts.models import Alert, AlertStatus, Integration
from watchbill.apps.catalog.models import Service
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Person, Role, Team
from watchbill.interfaces.ui import doors
from watchbill.interfaces.ui.oncall.watch import Watch, watches

EACH = 6
"""Hits of one kind."""
CANDIDATES = 60
LONGEST = 100
_ASKED = re.compile(r"^(?:who(?:'s|\s+is)?\s+)?(?:on\s+(?:call|watch)\b)?(?:\s*for\b)?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^#?(\d{1,15})$")


@dataclass(frozen=True)
class Hit:
    """One line of the answer. `watch`: who has it now; `person`: whom it is about."""

    title: str
    path: str
    says: str = ""
    person: Person | None = None
    watch: Watch | None = None


@dataclass(frozen=True)
class Group:
    title: str
    icon: str
    hits: list[Hit] = field(default_factory=list)


def find(text: str, viewer: Person) -> list[Group]:
    """Groups that have hits, in the order in which they are looked at. No words: the places of the product."""
    words = text.strip()[:LONGEST]
    asked = _ASKED.sub("", words) if words else ""
    wanted = asked or words
    groups = [Group("On watch", "rota", _schedules(wanted))] if wanted or words else []
    if words:
        groups += [
            Group("Alerts", "bell", _alerts(wanted)),
            Group("People", "people", _people(wanted)),
            Group("Teams", "people", _teams(wanted)),
            Group("Services", "service", _services(wanted)),
            Group("Policies", "policy", _policies(wanted)),
            Group("Integrations", "plug", _integrations(wanted)),
        ]
    groups.append(Group("Go to", "now", _places(words, viewer)))
    return [group for group in groups if group.hits]


def _schedules(words: str) -> list[Hit]:
    rows = _best(Schedule.objects.filter(archived_at=None).select_related("team"), words, "name", "slug", "team__name")
    return [Hit(str(watch.schedule), f"/rota/{watch.schedule.slug}", watch=watch) for watch in watches(rows)]


def _alerts(words: str) -> list[Hit]:
    """By number any alert there ever was; by words those that are open."""
    number = _NUMBER.match(words)
    if number:
        rows = list(Alert.objects.filter(pk=int(number.group(1))).select_related("service"))
    else:
        still_open = Alert.objects.exclude(status=AlertStatus.RESOLVED).select_related("service")
        rows = list(still_open.filter(_saying(words, "summary", "service__name")).order_by("-pk")[:EACH])
    return [Hit(alert.summary, f"/alerts/{alert.pk}", f"#{alert.pk} · {_about(alert)}") for alert in rows]


def _about(alert: Alert) -> str:
    return f"{alert.get_status_display()} · {alert.service}" if alert.service else alert.get_status_display()


def _people(words: str) -> list[Hit]:
    rows = _best(Person.objects.filter(is_active=True), words, "name", "slug", "email")
    return [Hit(row.name, f"/people/{row.slug}", row.get_role_display(), person=row) for row in rows]


def _teams(words: str) -> list[Hit]:
    return _hits(_best(Team.objects.filter(archived_at=None), words, "name", "slug"), "/teams")


def _services(words: str) -> list[Hit]:
    rows = _best(Service.objects.filter(archived_at=None).select_related("team"), words, "name", "slug")
    return _hits(rows, "/services", lambda row: str(row.team))


def _policies(words: str) -> list[Hit]:
    return _hits(_best(Policy.objects.filter(archived_at=None), words, "name", "slug"), "/policies")


def _integrations(words: str) -> list[Hit]:
    rows = _best(Integration.objects.filter(archived_at=None), words, "name", "slug", "source")
    return _hits(rows, "/integrations", lambda row: row.source)


def _hits(rows: Iterable[Any], under: str, says: Callable[[Any], str] = lambda _: "") -> list[Hit]:
    return [Hit(str(row), f"{under}/{row.slug}", says(row)) for row in rows]


def _places(words: str, viewer: Person) -> list[Hit]:
    """The doors that open for this viewer, and what can be made where they may make it."""
    here = [Hit(door.title, door.path, door.says) for door in (*doors.MAIN, *doors.MINOR) if door.opens_for(viewer)]
    here += [Hit("Your own page", "/me", "How you are reached, your rules, your shifts")]
    if viewer.role != Role.VIEWER:
        here += [Hit(title, path) for title, path in doors.MAKING]
    return [hit for hit in here if _fits(words, hit.title)]


def _fits(words: str, title: str) -> bool:
    return all(any(part.startswith(word) for part in title.casefold().split()) for word in words.casefold().split())


def _best(rows: "QuerySet[Any]", words: str, *fields: str) -> list[Any]:
    """Those that say all the words; first whose name begins with them. Without words the first by name."""
    found = rows.filter(_saying(words, *fields)) if words else rows
    return sorted(found.order_by(fields[0])[:CANDIDATES], key=lambda row: _distance(row, words))[:EACH]


def _distance(row: Any, words: str) -> tuple[int, str]:
    name, sought = str(row).casefold(), words.casefold()
    inside = 1 if any(part.startswith(sought) for part in name.split()) else 2
    return 0 if name.startswith(sought) else inside, name


def _saying(words: str, *fields: str) -> Q:
    """Every word stands in one of the fields. SQLite knows no capitals beyond English, so the usual ones are asked."""
    wanted = Q()
    for word in words.replace("\x00", "").split():
        spelled = {word, word.lower(), word.upper(), word.capitalize()}
        any_field = Q()
        for name in fields:
            for form in [word] if word.isascii() else spelled:
                any_field |= Q(**{f"{name}__icontains": form})
        wanted &= any_field
    return wanted
