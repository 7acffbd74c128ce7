"""What a page says, once for every channel."""

from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings

from watchbill.apps.paging.links import make_link
from watchbill.apps.paging.models import Page, Run

Message = dict[str, Any]


def page_message(run: Run, page: Page, now: datetime) -> Message:
    """An adapters.channels.channel.Message as plain values, without what each attempt adds."""
    acknowledge = f"{settings.BASE_URL}/a/{make_link(page.pk, now)}"
    details = f"{settings.BASE_URL}{run.brief.get('path', '/')}"
    because = f"You were paged because {page.why} ({page.line})."
    lines = [*run.brief.get("lines", []), because]
    links = [("Acknowledge", acknowledge), ("Details", details)]
    if runbook := run.brief.get("runbook"):
        links.append(("Runbook", runbook))
    return {
        "subject": f"[{run.urgency.upper()}] {run.title} (#{run.subject_id})",
        "text": _text(run.title, lines, links),
        "html": _html(run.title, lines, links),
        "urgency": run.urgency,
        "url": details,
        "actions": [{"label": label, "url": url} for label, url in links[:2]],
        "thread": f"{run.subject_kind}-{run.subject_id}",
        "kind": "page",
        "data": {
            "subject": {"kind": run.subject_kind, "id": run.subject_id},
            "title": run.title,
            "urgency": run.urgency,
            "page": page.pk,
            "person": page.person.slug,
            "why": page.why,
            "line": page.line,
            "acknowledge_url": acknowledge,
            **run.brief.get("data", {}),
        },
    }


def call_message(run: Run, address: str) -> Message:
    """To an address that is nobody's own: who takes it does so on the page, signed in."""
    details = f"{settings.BASE_URL}{run.brief.get('path', '/')}"
    lines = [*run.brief.get("lines", []), "This was sent to all who read here. Whoever takes it, acknowledge it."]
    return {
        "subject": f"[{run.urgency.upper()}] {run.title} (#{run.subject_id})",
        "text": _text(run.title, lines, [("Details", details)]),
        "html": _html(run.title, lines, [("Details", details)]),
        "urgency": run.urgency,
        "url": details,
        "actions": [{"label": "Details", "url": details}],
        "thread": f"{run.subject_kind}-{run.subject_id}",
        "kind": "page",
        "data": {
            "subject": {"kind": run.subject_kind, "id": run.subject_id},
            "title": run.title,
            "urgency": run.urgency,
            "address": address,
            **run.brief.get("data", {}),
        },
    }


def _text(title: str, lines: list[str], links: list[tuple[str, str]]) -> str:
    return "\n".join([title, "", *lines, "", *(f"{label}: {url}" for label, url in links)]) + "\n"


def _html(title: str, lines: list[str], links: list[tuple[str, str]]) -> str:
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    following = " · ".join(f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in links)
    return f"<h2>{escape(title)}</h2>{said}<p>{following}</p>"
