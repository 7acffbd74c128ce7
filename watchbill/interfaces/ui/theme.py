"""The theme that somebody chose, kept in a cookie so that the page comes in it at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from watchbill.interfaces.ui.page import back, done, open_page
from watchbill.interfaces.ui.viewer import THEME_COOKIE, THEMES

A_YEAR = 60 * 60 * 24 * 365


@open_page
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    answer = done(request, "", back(request, "/"))
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)
    else:
        answer.delete_cookie(THEME_COOKIE)
    return answer
