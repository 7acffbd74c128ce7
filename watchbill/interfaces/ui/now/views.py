"""The first page: is anything burning that is mine, who is on watch, what do I owe."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from watchbill.apps.alerts.listing import Wanted, listed
from watchbill.apps.alerts.models import Alert
from watchbill.apps.oncall import selectors
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import Act, may
from watchbill.interfaces.ui import viewer
from watchbill.interfaces.ui.alerts.views import open_calls
from watchbill.interfaces.ui.doors import MINOR
from watchbill.interfaces.ui.first_use.steps import next_path
from watchbill.interfaces.ui.oncall.watch import Watch, watches
from watchbill.interfaces.ui.page import PageRequest, actor, open_page, page

SHOWN = 12
SCHEDULES = 60


@open_page
@require_safe
def now(request: PageRequest) -> HttpResponse:
    """Signed out, it is the way in: first use, looking around, or signing in."""
    if not request.user.is_authenticated:
        if viewer.demo():
            return redirect("/look-around")
        return redirect("/welcome" if viewer.needs_welcome() else "/accounts/login/")
    mine = list(listed(Wanted(person=request.user))[:SHOWN])
    others = [alert for alert in listed(Wanted())[: SHOWN + len(mine)] if alert not in mine][:SHOWN]
    known = {
        "mine": mine,
        "others": others,
        "open_count": listed(Wanted()).count(),
        "calls": open_calls([alert.pk for alert in (*mine, *others)]),
        "watches": _mine_first(watches(selectors.schedules()[:SCHEDULES]), request.user),
        "may_respond": may(actor(request), Act.RESPOND),
        "next_step": next_path() if may(actor(request), Act.ADMINISTER) else "/",
        "any_alert": bool(mine or others) or Alert.objects.exists(),
    }
    return render(request, "now/now.html", known)


def _mine_first(found: list[Watch], person: Person) -> list[tuple[Watch, bool]]:
    """Gaps, then what I hold, then the rest."""
    marked = [(watch, person in watch.people) for watch in found]
    return sorted(marked, key=lambda each: (not each[0].is_gap, not each[1]))


@page
@require_safe
def more(request: PageRequest) -> HttpResponse:
    return render(request, "now/more.html", {"doors": [door for door in MINOR if door.opens_for(request.user)]})
