from datetime import date

import pytest

from watchbill.adapters.calendars import NAMES, holidays_of


def test_the_holidays_of_a_country_are_those_of_the_year_that_was_asked() -> None:
    found = holidays_of("NL", 2026)
    assert date(2026, 4, 27) in found
    assert {day.year for day in found} == {2026}


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    assert date(2026, 3, 31) in holidays_of("US-CA", 2026) - holidays_of("US", 2026)


def test_a_market_has_a_calendar_too() -> None:
    assert date(2026, 4, 3) in holidays_of("XNYS", 2026)


@pytest.mark.parametrize("year", [1, 1800, 9999])
def test_a_year_that_no_calendar_reaches_has_no_holidays(year: int) -> None:
    assert holidays_of("NL", year) == frozenset()


@pytest.mark.parametrize("name", ["", "QQ", "nl", "NL-XX", "US-", "Netherlands", "registry"])
def test_what_is_no_calendar_is_known_to_be_none(name: str) -> None:
    assert name not in NAMES
    with pytest.raises(KeyError):
        holidays_of(name, 2026)


def test_all_names_are_there_to_choose_from() -> None:
    names = set(NAMES)
    assert {"NL", "NO", "US-CA", "XNYS"} <= names
    assert len(names) == len(NAMES)
    assert all(name in NAMES for name in sorted(names)[::50])
