"""`/healthz`: the process answers. `/readyz`: what it takes in can page somebody."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from watchbill import clock
from watchbill.apps.agenda.models import Beat
from watchbill.interfaces.api.remembered import Remembered

BEAT_FRESH = timedelta(seconds=30)
REMEMBERED_FOR = 2.0


class Unmigrated(Exception):
    """The tables are not as this version needs them."""


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """200 when ready; else 503, and why not."""
    reasons = standing_in_the_way()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def reasons_against() -> list[str]:
    """Why a page could not go out now; the first, for the others depend on it."""
    return _first_reason(unwritable, unmigrated, without_engine)


def reasons_against_reading() -> list[str]:
    """Why this version cannot read the database."""
    return _first_reason(unmigrated)


def _first_reason(*checks: Callable[[], str]) -> list[str]:
    for check in checks:
        try:
            reason = check()
        except DatabaseError as problem:
            reason = f"The database does not answer: {str(problem).splitlines()[0]}."
        if reason:
            return [reason]
    return []


standing_in_the_way = Remembered(reasons_against, REMEMBERED_FOR)


def unwritable() -> str:
    """Take the right to write, and give it back."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW transaction_read_only")
                if cursor.fetchone() != ("off",):
                    return "The database is read-only: this is a standby, or it was set so."
    return ""


def unmigrated() -> str:
    try:
        _must_be_migrated()
    except Unmigrated as problem:
        return str(problem)
    return ""


@cache
def _must_be_migrated() -> None:
    """Asked until it is so: a process does not lose its migrations. Raises Unmigrated."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise Unmigrated(f"{len(plan)} migrations are not applied. `watchbill serve` applies them.")


def without_engine() -> str:
    last = Beat.objects.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return "No engine has ever run here. Run `watchbill serve` or `watchbill engine`."
    age = clock.now() - last
    if age > BEAT_FRESH:
        return f"The last sign of life of an engine is {int(age.total_seconds())} s old. See whether one is running."
    return ""
