"""How the community cloud's rota reads to somebody who asks for it."""

import json
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.cli.watchbill import EXAMPLES, output
from watchbill.adapters.calendars import holidays_of

PATH = EXAMPLES / "operate-first.yaml"
LIST = ["abby", "bashir", "carla", "dmitri", "edda"]
START, END = date(2026, 1, 5), date(2027, 1, 1)


def shifts(schedule: str, path: Path = PATH) -> list[dict[str, Any]]:
    asked = ("--config", path, "--schedule", schedule, "--from", str(START), "--to", str(END), "--json")
    found: list[dict[str, Any]] = json.loads(output("rota", "show", *asked))
    return found


def served(schedule: str, path: Path = PATH) -> dict[date, list[str]]:
    """Who was on call on which day; the shifts begin in the morning of New York."""
    return {datetime.fromisoformat(shift["start"]).date(): shift["people"] for shift in shifts(schedule, path)}


def working_days() -> list[date]:
    days = [START + timedelta(days=number) for number in range((END - START).days)]
    return [day for day in days if day.weekday() < 5 and day not in holidays_of("US", day.year)]


@pytest.mark.req("OF-2")
def test_the_watch_goes_round_by_working_days_or_by_weeks_and_free_days_cost_nobody_a_turn(tmp_path: Path) -> None:
    by_day = served("support")
    assert list(by_day) == working_days()
    assert list(by_day.values()) == [[LIST[turn % 5]] for turn in range(len(by_day))]

    by_week = served("support-weekly")
    assert list(by_week) == working_days()
    first_of_week = [day - timedelta(days=day.weekday()) for day in by_week]
    weeks = dict(zip(first_of_week, by_week.values(), strict=True))
    assert list(weeks.values()) == [[LIST[turn % 5]] for turn in range(len(weeks))]

    idle = PATH.read_text().replace("holidays: US", f"holidays: {{calendar: US, add: {week_of(date(2026, 6, 8))}}}")
    (tmp_path / "idle.yaml").write_text(idle)
    moved = served("support-weekly", tmp_path / "idle.yaml")
    assert date(2026, 6, 8) not in moved
    assert moved[date(2026, 6, 15)] == by_week[date(2026, 6, 8)]
    assert served("support", tmp_path / "idle.yaml")[date(2026, 6, 15)] == by_day[date(2026, 6, 8)]


def week_of(monday: date) -> str:
    return "[" + ", ".join(str(monday + timedelta(days=number)) for number in range(5)) + "]"


@pytest.mark.req("OF-1", part=True)
def test_the_list_stands_in_one_file_and_its_order_is_what_is_served() -> None:
    assert "slots: [abby, bashir, carla, dmitri, edda]" in PATH.read_text()
    assert list(served("support").values())[:5] == [[key] for key in LIST]


@pytest.mark.req("OF-13", part=True)
def test_a_list_that_shuffles_itself_lets_nobody_serve_twice_in_a_row(tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled.yaml"
    shuffled.write_text(PATH.read_text().replace("order: by-hand", "order: shuffled"))
    turns = list(served("support", shuffled).values())
    assert all(one != other for one, other in pairwise(turns))
    cycles = [turns[start : start + 5] for start in range(0, len(turns) - 4, 5)]
    assert all(sorted(cycle) == [[key] for key in LIST] for cycle in cycles)
    assert len({str(cycle) for cycle in cycles}) > 10


def test_who_is_on_call_is_asked_at_one_instant() -> None:
    asked = ("--config", PATH, "--schedule", "support", "--json")
    assert json.loads(output("rota", "who", *asked, "--at", "2026-01-07T10:00")) == ["carla"]
    assert json.loads(output("rota", "who", *asked, "--at", "2026-01-07T20:00")) == []
    assert json.loads(output("rota", "who", *asked, "--at", "2026-01-19T10:00")) == []
