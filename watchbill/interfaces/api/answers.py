"""How whatever goes wrong is answered: always in the one shape, never with what only the log should say."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.views import defaults
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from watchbill.domain.shape.problems import ConfigurationErrors
from watchbill.interfaces.api.failures import (
    BAD_REQUEST,
    INTERNAL,
    NO_TOKEN,
    NOWHERE,
    UNAVAILABLE,
    UNKNOWN_TOKEN,
    Failure,
    does_not_fit,
    failure_of,
)
from watchbill.problems import Problem

logger = logging.getLogger(__name__)
ADDRESS = "/api/"
RETRY_AFTER = "2"
SENTENCES = {
    "missing": "This is required.",
    "extra_forbidden": "There is no such field.",
}
MOST_FIELDS = 50
"""Faults that one answer names."""


def respond(failure: Failure, **headers: str) -> HttpResponse:
    answer = HttpResponse(failure.content(), content_type="application/json; charset=utf-8", status=failure.status)
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def nowhere(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:  # noqa: ARG001 - a view
    return respond(NOWHERE)


nowhere.csrf_exempt = True  # type: ignore[attr-defined]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Instead of Django's page, for what it refuses before the API is reached."""
    if request.path.startswith(ADDRESS):
        return respond(BAD_REQUEST)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(ADDRESS):
        return respond(INTERNAL)
    return defaults.server_error(request)


def in_shape(api: NinjaAPI, view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of the framework; its own refusal of a method, and what goes wrong around it, in the one shape."""

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = view(request, *args, **kwargs)
        except Exception as problem:  # noqa: BLE001 - every failure has an answer, and the log has the rest
            return api.on_exception(request, problem)
        if isinstance(answer, HttpResponseNotAllowed):
            return _wrong_method(request, answer.headers["Allow"])
        return answer

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return answered


def _wrong_method(request: HttpRequest, allow: str) -> HttpResponse:
    allowed = ", ".join(sorted(allow.split(", ")))
    said = f"This address takes {allowed}, not {request.method}."
    return respond(Failure(405, "wrong-method", said), Allow=allowed)


def handle_exceptions(api: NinjaAPI) -> None:
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Problem: lambda _, problem: respond(failure_of(problem)),
        ConfigurationErrors: _configuration,
        Http404: nowhere,
        ValidationError: _validation,
        AuthenticationError: _no_token,
        HttpError: _unreadable,
        UnreadablePostError: _unreadable,
        RequestDataTooBig: _too_large,
        TooManyFieldsSent: _too_large,
        OperationalError: _unavailable,
        InterfaceError: _unavailable,
        Exception: _internal,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _no_token(request: HttpRequest, _: Exception) -> HttpResponse:
    failure = UNKNOWN_TOKEN if request.headers.get("Authorization") else NO_TOKEN
    return respond(failure, WWW_Authenticate="Bearer")


def _validation(_: HttpRequest, problem: ValidationError) -> HttpResponse:
    fields = dict(_fault(error) for error in problem.errors[:MOST_FIELDS])
    return respond(does_not_fit(fields))


def _fault(error: dict[str, Any]) -> tuple[str, str]:
    """The place as a client knows it (`layers.0.name`), and what is wrong there."""
    source, *place = error["loc"]
    named = place[1:] if source == "body" and len(place) > 1 else place
    said = SENTENCES.get(error["type"]) or str(error.get("ctx", {}).get("error") or f"{error['msg']}.")
    return ".".join(str(part) for part in named), said


def _configuration(_: HttpRequest, problem: ConfigurationErrors) -> HttpResponse:
    """Each fault under the place in the file where it stands."""
    fields: dict[str, str] = {}
    for fault in problem.problems[:MOST_FIELDS]:
        place = f"{fault.file}:{fault.line}:{fault.column}"
        said = f"{fault.path}: {fault.sentence}." if fault.path else f"{fault.sentence}."
        fields[place] = f"{fields[place]} {said}" if place in fields else said
    count = len(problem.problems)
    said = f"The configuration has {count} faults." if count > 1 else "The configuration has a fault."
    return respond(Failure(400, "wrong", said, fields))


def _unreadable(_: HttpRequest, problem: Exception) -> HttpResponse:
    why = problem.__cause__
    said = f" {why}." if isinstance(why, msgspec.DecodeError) else ""
    return respond(Failure(400, "wrong", f"The body is not readable as JSON.{said}"))


def _too_large(_: HttpRequest, __: Exception) -> HttpResponse:
    return respond(Failure(413, "too-large", "This request is too large."))


def _unavailable(_: HttpRequest, problem: Exception) -> HttpResponse:
    logger.error("The database does not answer: %s", problem)
    return respond(UNAVAILABLE, Retry_After=RETRY_AFTER)


def _internal(request: HttpRequest, problem: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=problem)
    return respond(INTERNAL)
