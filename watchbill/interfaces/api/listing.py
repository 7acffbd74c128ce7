"""Lists in portions: `items`, and in `next` the cursor of the portion after it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

from watchbill.problems import Wrong

M = TypeVar("M", bound=Model)
T = TypeVar("T")
MOST = 200
NEWEST_FIRST, BY_SLUG = "-id", "slug"


class Portion(Schema, Generic[T]):
    items: list[T]
    next: str | None = Field(description="Send it as `cursor` to get what follows; null at the end.")


class Asked(Schema):
    """What every list takes."""

    limit: int = Field(50, ge=1, le=MOST, description="Items in one answer, at the most.")
    cursor: str = Field("", max_length=200, description="`next` of the answer before; none: from the beginning.")


def portion(found: QuerySet[M], asked: Asked, shape: Callable[[M], T], *, order: str = NEWEST_FIRST) -> Portion[T]:
    """Ordered by a unique field, so that nothing is shown twice or left out while rows come and go."""
    rows = list(_after(found, asked.cursor, order).order_by(order)[: asked.limit + 1])
    shown = rows[: asked.limit]
    more = _cursor(getattr(shown[-1], order.lstrip("-"))) if len(rows) > asked.limit else None
    return Portion(items=[shape(row) for row in shown], next=more)


def whole(items: Iterable[T]) -> Portion[T]:
    """A list that is short by nature."""
    return Portion(items=list(items), next=None)


def _after(found: QuerySet[M], cursor: str, order: str) -> QuerySet[M]:
    if not cursor:
        return found
    field, comes = order.lstrip("-"), "lt" if order.startswith("-") else "gt"
    return found.filter(**{f"{field}__{comes}": _read(cursor, number=field == "id")})


def _cursor(last: Any) -> str:
    return urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def _read(cursor: str, *, number: bool) -> int | str:
    try:
        said = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        value = int(said) if number else said
    except (NotBase64, ValueError) as problem:
        raise Wrong("This is no cursor.", {"cursor": "Send `next` of the answer before, as it came."}) from problem
    if (isinstance(value, int) and abs(value) >= 2**63) or "\x00" in said:
        raise Wrong("This is no cursor.", {"cursor": "Send `next` of the answer before, as it came."})
    return value
