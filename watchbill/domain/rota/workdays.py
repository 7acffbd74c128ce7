"""A team's working days and holidays by day number (days since 1970-01-01)."""

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import compress, cycle
from typing import TypeVar

from watchbill.domain.rota.values import WorkCalendar
from watchbill.domain.rota.walltime import day_number, weekday, year_of

_KEPT_YEARS = 64
V = TypeVar("V")


class WorkDays:
    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._holidays: dict[int, frozenset[int]] = {}
        self._days: dict[int, list[int]] = {}

    @property
    def weekdays(self) -> frozenset[int]:
        return self._calendar.working_days

    def is_holiday(self, day: int) -> bool:
        return day in self.holidays(year_of(day))

    def holidays(self, year: int) -> frozenset[int]:
        found = self._holidays.get(year)
        if found is None:
            found = frozenset(map(day_number, self._calendar.holidays(year)))
            self._holidays = _with(self._holidays, year, found)
        return found

    def of_year(self, year: int) -> list[int]:
        found = self._days.get(year)
        if found is None:
            holidays = self.holidays(year)
            days = range(day_number(date(year, 1, 1)), day_number(date(year, 12, 31)) + 1)
            working = cycle([weekday(day) in self.weekdays for day in days[:7]])
            found = [day for day in compress(days, working) if day not in holidays]
            self._days = _with(self._days, year, found)
        return found

    def between(self, start: int, end: int) -> list[int]:
        """The working days in [start, end)."""
        found: list[int] = []
        if not self.weekdays:
            return found
        for year in range(year_of(start), year_of(end) + 1):
            days = self.of_year(year)
            found += days[bisect_left(days, start) : bisect_left(days, end)]
        return found


class WorkDayCount:
    """Numbers the working days from `anchor` on: 0 is the first on or after it."""

    def __init__(self, days: WorkDays, anchor: int) -> None:
        self.days = days
        self.anchor = anchor
        self._year = year_of(anchor)
        self._until_year = [-bisect_left(days.of_year(self._year), anchor)]  # counted from the first year's first day

    def before(self, day: int) -> int:
        """How many working days lie in [anchor, day)."""
        if day <= self.anchor:
            return 0
        year = year_of(day)
        return self._until(year) + bisect_left(self.days.of_year(year), day)

    def nth(self, number: int) -> int | None:
        """The day of a number; None when the calendar has no such day."""
        if not self.days.weekdays:
            return None
        last = self._year + len(self._until_year) - 1
        while last < date.max.year and self._until(last) <= number:
            last += 1
        year = self._year + bisect_right(self._until_year, number) - 1
        days, index = self.days.of_year(year), number - self._until(year)
        return days[index] if index < len(days) else None

    def _until(self, year: int) -> int:
        counts = self._until_year
        if len(counts) <= year - self._year:
            counts = counts.copy()
            while len(counts) <= year - self._year:
                counts.append(counts[-1] + len(self.days.of_year(self._year + len(counts) - 1)))
            self._until_year = counts
        return counts[year - self._year]


def _with(kept: dict[int, V], key: int, value: V) -> dict[int, V]:
    return {**(kept if len(kept) < _KEPT_YEARS else {}), key: value}
