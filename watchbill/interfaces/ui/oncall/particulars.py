"""What a schedule is called, whose it is, on whose clock it hands over; and the way out of use."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from watchbill.apps.oncall import particulars, selectors
from watchbill.apps.paging.pointing import policies_paging_schedule
from watchbill.apps.people.permissions import Act, require
from watchbill.interfaces.ui.oncall.forms import ScheduleForm
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.teams import manageable


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, slug: str) -> HttpResponse:
    of, by = selectors.schedule(slug), actor(request)
    require(by, Act.MANAGE_TEAM, of.team)
    initial = {"name": of.name or of.slug, "team": of.team.slug if of.team else "", "zone": of.zone}
    form = ScheduleForm(request.POST or None, teams=manageable(request), initial=initial)
    del form.fields["slug"]
    form.fields["team"].required = of.team is not None
    told = 0

    def change(said: dict[str, Any]) -> None:
        nonlocal told
        told = len(particulars.update_schedule(schedule=of, by=by, **said))

    if request.method == "POST" and form.carry_out(change):
        return done(request, "Saved. Everybody whose shift moved is told." if told else "Saved.", f"/rota/{slug}")
    known = {"form": form, "schedule": of, "policies": policies_paging_schedule(slug)}
    return render(request, "oncall/particulars.html", known)


@page
@require_POST
def archive(request: PageRequest, slug: str) -> HttpResponse:
    of = particulars.archive_schedule(schedule=selectors.schedule(slug), by=actor(request))
    return done(request, f"{of} is out of use. What it was stays on the record.", "/rota")
