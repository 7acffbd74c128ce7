"""Holiday calendars, from the holidays library: a country (`NL`), a part of one (`US-CA`), or a market (`XNYS`).

The library is imported when it is first needed, and most of it only when the holidays of some year are.
"""

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def holidays_of(calendar: str, year: int) -> frozenset[date]:
    """Pure. A year that the calendar does not reach has none. Raises KeyError for a name not in `NAMES`."""
    import holidays

    if calendar not in NAMES:
        raise KeyError(calendar)
    code, _, part = calendar.partition("-")
    of_code = holidays.country_holidays if code in _countries() else holidays.financial_holidays
    return frozenset(of_code(code, subdiv=part or None, years=year, expand=False))


class Names(Collection[str]):
    """The names of all calendars. To ask for one is cheap where it has no part; to go through them all is not."""

    def __contains__(self, name: object) -> bool:
        code, dash, _ = str(name).partition("-")
        if code not in _countries() and code not in _markets():
            return False
        return not dash or name in _parts()

    def __iter__(self) -> Iterator[str]:
        yield from _countries()
        yield from _markets()
        yield from _parts()

    def __len__(self) -> int:
        return len(_countries()) + len(_markets()) + len(_parts())


NAMES = Names()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    from holidays.registry import EntityLoader

    return frozenset(EntityLoader.get_country_codes(include_aliases=True))


@lru_cache(maxsize=1)
def _markets() -> frozenset[str]:
    from holidays.registry import EntityLoader

    return frozenset(EntityLoader.get_financial_codes(include_aliases=True))


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    import holidays

    supported = {**holidays.list_supported_countries(), **holidays.list_supported_financial()}
    return frozenset(f"{code}-{part}" for code, parts in supported.items() for part in parts)
