"""Lists of alerts, as pages and the API show them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from watchbill.apps.alerts.brief import SUBJECT
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.paging.models import Page, PageStatus, Run
from watchbill.apps.people.models import Person

OPEN, ALL = "open", "all"
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Wanted:
    """Which alerts. Empty is any; `status` is one of AlertStatus, `open` (not resolved) or `all`."""

    status: str = OPEN
    urgency: str = ""
    service: str = ""
    team: str = ""
    text: str = ""
    person: Person | None = None  # only what concerns them: paged for it, or acknowledged by them


def listed(wanted: Wanted) -> QuerySet[Alert]:
    """The newest first, with what a row of the list shows."""
    found = Alert.objects.select_related("service", "service__team", "integration", "acknowledged_by")
    return found.filter(_status(wanted.status) & _where(wanted)).order_by("-id")


def _status(status: str) -> Q:
    if status == ALL:
        return Q()
    return Q(status=status) if status in AlertStatus.values else ~Q(status=AlertStatus.RESOLVED)


def _where(wanted: Wanted) -> Q:
    which = Q()
    if wanted.urgency:
        which &= Q(urgency=wanted.urgency)
    if wanted.service:
        which &= Q(service__slug=wanted.service)
    if wanted.team:
        which &= Q(service__team__slug=wanted.team)
    if wanted.person is not None:
        which &= Q(pk__in=subjects_of(wanted.person)) | Q(acknowledged_by=wanted.person)
    return which & _says(wanted.text.strip().replace("\x00", "")[:LONGEST_TEXT])


def _says(text: str) -> Q:
    """A number with or without `#` is an alert; any other text is looked for in what the alert says of itself."""
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return Q(pk=int(number)) | Q(summary__icontains=text)
    return Q(summary__icontains=text) | Q(source__icontains=text) | Q(dedup_key__icontains=text) if text else Q()


def subjects_of(person: Person) -> QuerySet[Run, int]:
    """The alerts whose open run has paged this person."""
    mine = Page.objects.filter(person=person, run__subject_kind=SUBJECT, run__ended_at=None)
    return Run.objects.filter(pages__in=mine).values_list("subject_id", flat=True)


def waiting_for(person: Person) -> int:
    """How many alerts have paged this person and still wait for somebody."""
    open_pages = Page.objects.filter(person=person, status=PageStatus.OPEN, run__subject_kind=SUBJECT)
    return Alert.objects.filter(pk__in=open_pages.values("run__subject_id"), status=AlertStatus.TRIGGERED).count()
