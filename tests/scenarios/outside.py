"""Watchbill as people and programs meet it: commands, pages in a browser, mail, and what senders post."""

import json
import re
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.test import Client

from tests.cli.watchbill import output
from tests.hand import pass_time, receive
from watchbill import clock
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.alerts.models import Alert, Integration
from watchbill.apps.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Outside:
    def apply(self, *files: Path) -> str:
        """`watchbill apply`"""
        return output("apply", *files, "--yes")

    def plan(self, *files: Path) -> str:
        return output("plan", *files)

    def export(self, to: Path) -> None:
        to.write_text(output("export"), encoding="utf-8")

    def browser(self, person: str) -> Client:
        """Somebody who has signed in."""
        client = Client()
        client.force_login(Person.objects.get(slug=person), backend=BACKEND)
        return client

    def now(self) -> datetime:
        return clock.now()

    def until(self, at: datetime) -> None:
        """Time passes, and the engine does what becomes due on the way."""
        pass_time(seconds=(at - clock.now()).total_seconds())

    def alert(self, integration: str, summary: str, severity: str = "critical", **labels: str) -> Alert:
        """Alertmanager posts that something is wrong; the engine does what follows at once."""
        said = {
            "status": "firing",
            "labels": {"alertname": summary, "severity": severity, **labels},
            "annotations": {"summary": summary},
            "fingerprint": f"{summary} {labels}",
        }
        sender = Integration.objects.get(slug=integration)
        alert = receive(sender, msgspec.json.encode({"version": "4", "alerts": [said]}), source="alertmanager")[0]
        pass_time(seconds=0)
        return alert


def mails(words: str = "") -> list[tuple[str, str]]:
    """To whom mail went, and its subject; only those whose subject has these words. In the order they were written."""
    return [(row.place.partition("@")[0], row.message["subject"]) for row in _about(words)]


def mail_to(person: str, words: str) -> str:
    """The text of the last mail to a person with these words in its subject."""
    return str([row for row in _about(words) if row.place == f"{person}@example.org"][-1].message["text"])


def _about(words: str) -> list[Delivery]:
    return [row for row in Delivery.objects.filter(channel="mail").order_by("pk") if words in row.message["subject"]]


def link_in(text: str, label: str = "") -> str:
    """The path of the link behind a label; of the last link when none is named."""
    found = re.findall(rf"{label}:? ?(https?://\S+)" if label else r"(https?://\S+)", text)
    return urlsplit(found[-1]).path


def text_of(html: bytes) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.decode())).split())


def part(client: Client, path: str, ident: str) -> str:
    """What one section of a page says."""
    html = client.get(path).content
    found = re.search(rf'id="{ident}".*?(?=</section>|<section|\Z)'.encode(), html, re.DOTALL)
    assert found, f"{path} has no section {ident}"
    return text_of(found[0])


def order_on_page(client: Client, schedule: str) -> list[list[str]]:
    """The lists of a schedule's page, in their order: people by their keys, uppermost layer first."""
    html = client.get(f"/rota/{schedule}").content.decode()
    lists = re.findall(r'<ol class="order">(.*?)</ol>', html, re.DOTALL)
    return [re.findall(r'href="/people/([^"]+)"', each) for each in lists]


def shifts(file: Path, schedule: str, start: str, end: str) -> list[dict[str, Any]]:
    """`watchbill rota show`, which needs no database."""
    found: list[dict[str, Any]] = json.loads(
        output("rota", "show", "--config", file, "--schedule", schedule, "--from", start, "--to", end, "--json")
    )
    return found
