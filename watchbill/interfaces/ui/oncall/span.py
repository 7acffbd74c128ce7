"""The span of time that a rota page shows, in the viewer's zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watchbill.interfaces.ui import spoken

WEEK, FORTNIGHT, MONTH, QUARTER = "week", "fortnight", "month", "quarter"
NAMES = (WEEK, FORTNIGHT, MONTH, QUARTER)
LEAST_WIDTH = {WEEK: 860, FORTNIGHT: 960, MONTH: 960, QUARTER: 960}  # as in assets/css/lanes.css
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From the start of a day to the start of a day, on the viewer's clock."""

    name: str
    first: date
    last: date  # the day after the last one shown
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return midnight(self.last, self.zone)

    @property
    def least_width(self) -> int:
        return LEAST_WIDTH[self.name]

    @property
    def before(self) -> date:
        return beginning(self.name, self.first - _DAY) if self.name in (MONTH, QUARTER) else self.first - self._length

    @property
    def after(self) -> date:
        return self.last

    @property
    def _length(self) -> timedelta:
        return self.last - self.first

    def days(self) -> Iterator[tuple[datetime, datetime]]:
        day = self.first
        while day < self.last:
            yield midnight(day, self.zone), midnight(day + _DAY, self.zone)
            day += _DAY

    def nights(self, since: int, until: int) -> Iterator[tuple[datetime, datetime]]:
        """The dark hours; over a quarter they would only be noise."""
        if self.name == QUARTER:
            return
        day = self.first - _DAY
        while day < self.last:
            low, high = _at(day, since, self.zone), _at(day + _DAY, until, self.zone)
            if high > self.start and low < self.end:
                yield max(low, self.start), min(high, self.end)
            day += _DAY

    def day_label(self, local: datetime) -> str:
        if self.name == QUARTER:
            return spoken.day(local, local)[4:] if local.weekday() == 0 else ""
        if self.name == MONTH:
            return str(local.day)
        return spoken.day(local, local)

    def say(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{spoken.day(local, local)} {local:%H:%M}"

    @property
    def title(self) -> str:
        last = self.last - _DAY
        if (self.first.year, self.first.month) == (last.year, last.month):
            return f"{self.first.day} to {last.day} {last:%b %Y}"
        year = f" {self.first.year}" if self.first.year != last.year else ""
        return f"{self.first.day} {self.first:%b}{year} to {last.day} {last:%b %Y}"


def read_span(name: str, since: str, today: date, zone: ZoneInfo) -> Span:
    """The span that an address asks for; what it does not say, or says wrongly, is this week."""
    name = name if name in NAMES else WEEK
    try:
        asked = date.fromisoformat(since)
    except ValueError:
        asked = beginning(name, today)
    first = min(max(asked, date(1971, 1, 1)), date(2999, 1, 1))
    return Span(name, first, _last(name, first), zone)


def beginning(name: str, day: date) -> date:
    """The first day of the span of this kind that holds a day."""
    if name == MONTH:
        return day.replace(day=1)
    if name == QUARTER:
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day - timedelta(days=day.weekday())


def _last(name: str, first: date) -> date:
    if name in (WEEK, FORTNIGHT):
        return first + timedelta(days=7 if name == WEEK else 14)
    months = first.month - 1 + (1 if name == MONTH else 3)
    return (
        date(first.year + months // 12, months % 12 + 1, 1)
        if first.day == 1
        else first + timedelta(days=30 if name == MONTH else 91)
    )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
