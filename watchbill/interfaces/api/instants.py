"""Instants as the API reads them: with an offset, kept in UTC. They are written with `Z`."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

EXPECTED = "Write an instant with its offset, such as 2026-01-05T08:00:00Z, between 1970 and 2200."
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def read_instant(said: Any) -> Any:
    """Raises ValueError. A `+` that an address has turned into a blank is read as it was meant."""
    if said is None or isinstance(said, datetime):
        return said
    try:
        read = datetime.fromisoformat(str(said).strip().replace(" ", "+"))
        if read.tzinfo is None or not EARLIEST <= read < LATEST:
            raise ValueError(EXPECTED)
    except (ValueError, OverflowError) as problem:
        raise ValueError(EXPECTED) from problem
    return read.astimezone(UTC)


Instant = Annotated[datetime, BeforeValidator(read_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
