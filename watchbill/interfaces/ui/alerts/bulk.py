"""Several alerts at once, from the list; and the way back, which is offered for a few seconds."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from watchbill.apps.alerts import many
from watchbill.apps.alerts.models import Alert
from watchbill.interfaces.ui.page import PageRequest, actor, back, done, page
from watchbill.problems import Wrong

DOES: dict[str, tuple[Callable[..., list[Alert]], str]] = {
    "acknowledge": (many.acknowledge_alerts, "Acknowledged"),
    "resolve": (many.resolve_alerts, "Resolved"),
}
TAKES_BACK: dict[str, tuple[Callable[..., list[Alert]], str]] = {
    "acknowledge": (many.take_back_acknowledgement, "Taken back: paging begins again"),
    "resolve": (many.take_back_resolution, "Taken back: open again"),
}


@page
@require_POST
def bulk(request: PageRequest) -> HttpResponse:
    verb = request.POST.get("verb", "")
    act, word = _known(DOES, verb)
    changed = act(alert_ids=_chosen(request), by=actor(request))
    if changed:
        offer_way_back(request, f"{word}: {_counted(changed)}.", verb, changed)
    else:
        messages.info(request, "Nothing changed: somebody else was faster.")
    return done(request, "", back(request, "/alerts"))


@page
@require_POST
def take_back(request: PageRequest) -> HttpResponse:
    act, word = _known(TAKES_BACK, request.POST.get("verb", ""))
    changed = act(alert_ids=_chosen(request), by=actor(request))
    return done(request, f"{word}: {_counted(changed)}.", back(request, "/alerts"))


def offer_way_back(request: HttpRequest, sentence: str, verb: str, alerts: Sequence[Alert]) -> None:
    """Say what was done, with the button that takes it back."""
    known = {
        "sentence": sentence,
        "verb": verb,
        "ids": [alert.pk for alert in alerts],
        "next": back(request, "/alerts"),
    }
    messages.success(request, render_to_string("alerts/way_back.html", known, request), extra_tags="undo")


def _known(
    acts: dict[str, tuple[Callable[..., list[Alert]], str]], verb: str
) -> tuple[Callable[..., list[Alert]], str]:
    if verb not in acts:
        raise Wrong("Nothing was done: the form should say acknowledge or resolve.")
    return acts[verb]


def _chosen(request: HttpRequest) -> list[int]:
    said = request.POST.getlist("alert")
    if not said:
        raise Wrong("Nothing was done: no alert was chosen.")
    if any(not each.isascii() or not each.isdecimal() or len(each) > 18 for each in said):
        raise Wrong("Nothing was done: an alert is chosen by its number.")
    return [int(each) for each in said]


def _counted(alerts: Sequence[Alert]) -> str:
    return f"alert #{alerts[0].pk}" if len(alerts) == 1 else f"{len(alerts)} alerts"
