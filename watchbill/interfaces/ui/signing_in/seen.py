"""Where somebody was seen last: written at most every few minutes, for every page would be a write otherwise."""

import logging

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from watchbill.interfaces.ui.middleware import Next

EVERY = 300.0
"""Seconds."""
log = logging.getLogger(__name__)


def last_seen(get_response: Next) -> Next:
    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(("/api/", "/static/")):
            _note(request)
        return get_response(request)

    return answer


def _note(request: HttpRequest) -> None:
    """A page is shown even where this cannot be written."""
    key = request.session.session_key
    if not key or not request.user.is_authenticated or not cache.add(f"seen:{key}", "yes", timeout=EVERY):
        return
    try:
        UserSession.objects.create_from_request(request)
    except DatabaseError as problem:
        log.warning("That somebody was seen could not be written: %s", problem)
