"""What watches over Watchbill itself: `/healthz`, `/readyz` and `/metrics`.

They are answered before anything else is looked at: a probe asks by the address of the machine, which is no name that
people use, and it has to be answered when the database is not there.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from watchbill.interfaces.api.health import healthz, readyz
from watchbill.interfaces.api.metrics import metrics

VIEWS = {"/healthz": require_safe(healthz), "/readyz": require_safe(readyz), "/metrics": require_safe(metrics)}


def answer_watchers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The first of all middleware."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        view = VIEWS.get(request.path)
        if view is None:
            return get_response(request)
        answered = view(request)
        answered.headers["Cache-Control"] = "no-store"
        return answered

    return answer
