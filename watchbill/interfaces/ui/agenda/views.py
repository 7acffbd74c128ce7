"""The outbox: what was told to whom, over which channel, with what result; and mail that is kept here to be read."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from watchbill import environment
from watchbill.apps.agenda.models import Delivery, DeliveryState, Lane
from watchbill.apps.paging.models import Page
from watchbill.apps.people import outbox as messages
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, may
from watchbill.interfaces.ui import viewer
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.page import PageRequest, actor, back, done, page
from watchbill.problems import NotFound

MAIL = "mail"


def sees_all(request: PageRequest) -> bool:
    """A message may carry a link that acts for its reader: it is its reader's, and an administrator's."""
    return viewer.demo() or may(actor(request), Act.ADMINISTER)


def _visible(request: PageRequest) -> QuerySet[Delivery]:
    return Delivery.objects.all() if sees_all(request) else Delivery.objects.filter(person_id=request.user.pk)


@page
@require_safe
def outbox(request: PageRequest) -> HttpResponse:
    wanted = {name: said(request, name) for name in ("state", "channel", "lane", "person", "text")}
    found = portion(request, _filtered(_visible(request), wanted).order_by("-id"))
    people = Person.objects.in_bulk([each.person_id for each in found if each.person_id])
    known = {
        "rows": [(each, people.get(each.person_id or 0)) for each in found],
        "found": found,
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "states": DeliveryState.choices,
        "lanes": Lane.choices,
        "channels": sorted(set(_visible(request).values_list("channel", flat=True).distinct())),
        "mail_is_kept": not environment.read("WATCHBILL_EMAIL_URL"),
        "sees_all": sees_all(request),
        "everybody": Person.objects.filter(is_active=True).order_by("name", "slug") if sees_all(request) else [],
        "administers": may(actor(request), Act.ADMINISTER),
    }
    return render(request, "agenda/outbox.html", known)


def _filtered(found: QuerySet[Delivery], wanted: dict[str, str]) -> QuerySet[Delivery]:
    for name in ("state", "channel", "lane"):
        if wanted[name]:
            found = found.filter(**{name: wanted[name]})
    if wanted["person"]:
        found = found.filter(person_id__in=Person.objects.filter(slug=wanted["person"]).values("pk"))
    text = wanted["text"]
    return found.filter(Q(place__icontains=text) | Q(message__subject__icontains=text)) if text else found


def _delivery(request: PageRequest, delivery_id: int) -> Delivery:
    found = _visible(request).filter(pk=delivery_id).first()
    if found is None:
        raise NotFound("There is no such message, or it is somebody else's to read.")
    return found


@page
@require_safe
def delivery(request: PageRequest, delivery_id: int) -> HttpResponse:
    of = _delivery(request, delivery_id)
    known = {
        "delivery": of,
        "message": of.message,
        "tries": of.tries.all(),
        "to": Person.objects.filter(pk=of.person_id or 0).first(),
        "paging": Page.objects.select_related("run").filter(pk=of.subject_id).first()
        if of.subject_kind == "page"
        else None,
        "may_retry": of.state in (DeliveryState.FAILED, DeliveryState.WITHDRAWN)
        and may(actor(request), Act.ADMINISTER),
    }
    return render(request, "agenda/delivery.html", known)


@page
@require_POST
def retry(request: PageRequest, delivery_id: int) -> HttpResponse:
    messages.retry_delivery(delivery_id=_delivery(request, delivery_id).pk, by=actor(request))
    return done(request, "It is tried again.", back(request, f"/outbox/{delivery_id}"))
