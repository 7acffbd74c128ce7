"""Lists in portions, as every list page shows them."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def portion(request: HttpRequest, found: QuerySet[Any] | Sequence[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """The page of the list that the address asks for; a number that is none is the first, too far is the last."""
    return Paginator(found, per_page).get_page(request.GET.get("page"))


def said(request: HttpRequest, name: str) -> str:
    """What the address says for a filter."""
    return request.GET.get(name, "").strip().replace("\x00", "")[:200]
