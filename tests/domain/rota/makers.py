"""Short ways to say layers and times."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from watchbill.domain.rota.schedule import shifts
from watchbill.domain.rota.values import (
    Advance,
    Layer,
    Order,
    Rotation,
    Schedule,
    Slot,
    Unit,
    Version,
    Window,
    WorkCalendar,
)

WEEKDAYS = frozenset(range(5))
ALL_DAYS = frozenset(range(7))


def at(text: str) -> datetime:
    """A wall-clock time: `2026-01-05 09:00`."""
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slot(text: str) -> Slot:
    """`ana`, `ana+ben`, `nobody` or `nobody!`."""
    if text.startswith("nobody"):
        return Slot(blocks=text.endswith("!"))
    return Slot(tuple(text.split("+")))


def slots(texts: str) -> tuple[Slot, ...]:
    """`ana ben+chi nobody`, or `abc` for three people with short names."""
    return tuple(slot(text) for text in (texts.split() if " " in texts else texts))


def layer(
    name: str,
    who: str,
    unit: Unit,
    length: int,
    starts: str | datetime,
    *,
    order: Order = Order.LISTED,
    advance: Advance = Advance.ACTIVE,
    hours: tuple[Window, ...] = (),
    priority: int = 1,
    until: str = "",
    seed: str = "seed",
) -> Layer:
    begins = at(starts) if isinstance(starts, str) else starts
    return Layer(
        name=name,
        slots=slots(who),
        rotation=Rotation(unit, length, begins, order, advance),
        until=at(until) if until else None,
        hours=hours,
        priority=priority,
        seed=seed,
    )


def always(name: str, who: str, *, hours: tuple[Window, ...] = (), priority: int = 1) -> Layer:
    return Layer(name, (slot(who),), hours=hours, priority=priority)


def window(start: str, end: str, days: frozenset[int] = ALL_DAYS, *, not_holidays: bool = False) -> Window:
    return Window(days, time.fromisoformat(start), time.fromisoformat(end), not_holidays)


def office() -> Window:
    return window("09:00", "17:00", WEEKDAYS)


def schedule(
    *layers: Layer,
    zone: str = "Europe/Amsterdam",
    holidays: tuple[str, ...] = (),
    working_days: frozenset[int] = WEEKDAYS,
) -> Schedule:
    days = frozenset(map(date.fromisoformat, holidays))
    calendar = WorkCalendar(working_days, lambda year: frozenset(day for day in days if day.year == year))
    return Schedule("duty", zone, (Version(layers),), calendar=calendar)


def local(duty: Schedule, start: str, end: str) -> list[str]:
    """The rota between two wall-clock times, said in wall-clock times: `01-05 09:00 > 01-05 17:00 ana`."""
    zone = ZoneInfo(duty.zone)
    rota = shifts(duty, at(start).replace(tzinfo=zone), at(end).replace(tzinfo=zone))
    return [
        f"{each.start.astimezone(zone):%m-%d %H:%M} > {each.end.astimezone(zone):%m-%d %H:%M} {'+'.join(each.people)}"
        for each in rota
    ]
