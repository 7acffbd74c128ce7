"""The audit log: who changed what, when, by which door."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from watchbill.apps.people.models import AuditEntry
from watchbill.apps.people.permissions import Act, require
from watchbill.interfaces.ui.alerts.raw import shown
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.page import PageRequest, actor, page


@page
@require_safe
def audit_log(request: PageRequest) -> HttpResponse:
    require(actor(request), Act.ADMINISTER)
    wanted = {name: said(request, name) for name in ("by", "kind", "object", "text", "from", "to")}
    entries = AuditEntry.objects.select_related("person").order_by("-id")
    if wanted["by"]:
        entries = entries.filter(Q(by__icontains=wanted["by"]) | Q(person__slug=wanted["by"]))
    if wanted["kind"]:
        entries = entries.filter(object_kind=wanted["kind"])
    if wanted["object"]:
        entries = entries.filter(object_id=wanted["object"])
    if wanted["text"]:
        entries = entries.filter(Q(summary__icontains=wanted["text"]) | Q(act__icontains=wanted["text"]))
    start, end = _day(wanted["from"]), _day(wanted["to"])
    if start:
        entries = entries.filter(at__gte=start)
    if end:
        entries = entries.filter(at__lt=end + timedelta(days=1))
    found = portion(request, entries)
    known = {
        "rows": [(entry, shown(entry.data) if entry.data else "") for entry in found],
        "found": found,
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "kinds": sorted(set(AuditEntry.objects.values_list("object_kind", flat=True).distinct())),
    }
    return render(request, "audit/log.html", known)


def _day(text: str) -> datetime | None:
    """Its beginning on the viewer's clock; None for what is no day."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone()) if day else None
