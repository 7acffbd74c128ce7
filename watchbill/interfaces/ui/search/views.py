"""Search and commands: one field that leads anywhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from watchbill.interfaces.ui.listing import said
from watchbill.interfaces.ui.page import PageRequest, page
from watchbill.interfaces.ui.search.finding import find


@page
@require_safe
def search(request: PageRequest) -> HttpResponse:
    """The whole page, or for the palette only what was found."""
    words = said(request, "q")
    known = {"words": words, "groups": find(words, request.user)}
    return render(request, "search/found.html" if "HX-Request" in request.headers else "search/page.html", known)
