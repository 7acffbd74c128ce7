"""How times, names and turns are said and read. No database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchbill.domain.shape.schedules import Slot
from watchbill.interfaces.ui import spoken
from watchbill.interfaces.ui.first_use.forms import key_from
from watchbill.interfaces.ui.oncall.slots import Unreadable, read_hours, read_slots, write_hours, write_slots

NOW = datetime(2026, 3, 2, 14, 17, tzinfo=UTC)
PEOPLE = {"ana": "ana", "ana ruiz": "ana", "ben": "ben", "ben okafor": "ben"}


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=14, minutes=5), "14 h"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(days=14, hours=4), "14 d"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_largest_units(length: timedelta, said: str) -> None:
    assert spoken.lasting(length) == said


def test_a_time_says_how_long_ago_or_ahead_it_is() -> None:
    assert spoken.relative(NOW - timedelta(minutes=12), NOW) == "12 min ago"
    assert spoken.relative(NOW + timedelta(hours=3), NOW) == "in 3 h"
    assert spoken.relative(NOW, NOW) == "now"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "14:17"),
        (NOW - timedelta(days=1), "Sun 1 Mar 14:17"),
        (NOW - timedelta(days=100), "Sat 22 Nov 2025 14:17"),
    ],
)
def test_a_time_names_its_day_and_year_only_when_they_are_others(at: datetime, said: str) -> None:
    assert spoken.clock(at, NOW) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Amsterdam", "Monday 2 March 2026, 15:17:00 CET (UTC+1)"),
        ("Asia/Kolkata", "Monday 2 March 2026, 19:47:00 IST (UTC+5:30)"),
        ("America/Sao_Paulo", "Monday 2 March 2026, 11:17:00 UTC-3"),
        ("UTC", "Monday 2 March 2026, 14:17:00 UTC"),
    ],
)
def test_in_full_a_time_names_its_zone(zone: str, said: str) -> None:
    assert spoken.in_full(NOW.astimezone(ZoneInfo(zone))) == said


@pytest.mark.parametrize(
    ("name", "said"), [("Ana Ruiz", "AR"), ("Gus", "GU"), ("Jean-Luc van Dam", "JD"), ("李 小龍", "李小"), ("…", "?")]
)
def test_initials_stand_for_a_name(name: str, said: str) -> None:
    assert spoken.initials(name) == said


def test_turns_are_read_one_a_line_by_name_or_key() -> None:
    typed = "Ana Ruiz\n\n ben , ana\nnobody\nnobody!"
    slots = (Slot(people=("ana",)), Slot(people=("ben", "ana")), Slot(), Slot(blocks=True))
    assert read_slots(typed, PEOPLE) == slots
    assert read_slots(write_slots(slots, {"ana": "Ana Ruiz"}), PEOPLE) == slots


def test_an_unknown_name_is_said_with_its_line_and_the_nearest_one() -> None:
    with pytest.raises(Unreadable, match=r"Line 2: there is nobody called 'Bn'.*did you mean 'ben'"):
        read_slots("Ana Ruiz\nBn", PEOPLE)


def test_hours_are_read_as_they_are_written() -> None:
    typed = "mon-fri 09:00-17:00\nsat,sun 22:00-24:00 not holidays"
    assert write_hours(read_hours(typed)) == typed


def test_hours_that_are_none_say_what_was_expected() -> None:
    with pytest.raises(Unreadable, match=r"Line 1: found 'weekdays 9-5', expected .* mon-fri 09:00-17:00"):
        read_hours("weekdays 9-5")


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [("Inês", set(), "ines"), ("Ana", {"ana"}, "ana-2"), ("李", set(), "one"), ("A & B!", set(), "a-b")],
)
def test_a_key_is_made_of_a_name(name: str, taken: set[str], key: str) -> None:
    assert key_from(name, taken) == key
