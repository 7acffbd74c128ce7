"""The views that a person has saved of the list of alerts, as tabs above it."""

from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from watchbill.apps.alerts import saved_views
from watchbill.apps.alerts.models import SavedView
from watchbill.interfaces.ui.alerts.forms import Filters
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.problems import NotFound, Wrong

FIELDS = tuple(Filters.base_fields)


def plain(query: QueryDict | dict[str, str]) -> str:
    """The filters of an address, always written the same way; what is no filter is left out."""
    return urlencode([(name, query[name][:200]) for name in FIELDS if query.get(name)])


def own_views(request: PageRequest) -> list[SavedView]:
    return list(SavedView.objects.filter(person=request.user).order_by("position", "id"))


def _where(query: str) -> str:
    return f"/alerts?{query}" if query else "/alerts"


@page
@require_POST
def save(request: PageRequest) -> HttpResponse:
    query = plain(dict(parse_qsl(request.POST.get("query", ""))))
    if not query:
        raise Wrong("There is no filter to save. Choose some above the list first.")
    name = request.POST.get("name", "").strip()
    made = saved_views.save_view(person=request.user, name=name, query=query, by=actor(request))
    return done(request, f"{made.name} is saved, for you.", _where(made.query))


@page
@require_POST
def rename(request: PageRequest, view_id: int) -> HttpResponse:
    name = request.POST.get("name", "").strip()
    view = saved_views.rename_view(view=_own(request, view_id), name=name, by=actor(request))
    return done(request, f"It is called {view.name} now.", _where(view.query))


@page
@require_POST
def remove(request: PageRequest, view_id: int) -> HttpResponse:
    view = _own(request, view_id)
    saved_views.remove_view(view=view, by=actor(request))
    return done(request, f"{view.name} is removed. Its filters are still set.", _where(view.query))


def _own(request: PageRequest, view_id: int) -> SavedView:
    found = SavedView.objects.select_related("person").filter(pk=view_id, person=request.user).first()
    if found is None:
        raise NotFound("There is no such view of yours.")
    return found
