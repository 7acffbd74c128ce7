"""Where the blocks of a rota lie, through days of 23 and 25 hours. No database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchbill.domain.rota.values import Shift
from watchbill.interfaces.ui.oncall.lanes import HEAD, LANE, RESULT, Picture, picture
from watchbill.interfaces.ui.oncall.span import FORTNIGHT, MONTH, QUARTER, WEEK, read_span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 3, 4)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=AMSTERDAM).astimezone(UTC)


def drawn(*shifts: Shift, first: str = "2026-03-02", gaps: tuple[Shift, ...] = ()) -> Picture:
    span = read_span(WEEK, first, TODAY, AMSTERDAM)
    return picture(span, at(4, 12), [("weekly", "every week", shifts)], (), shifts, gaps, {})


@pytest.mark.parametrize(
    ("name", "since", "first", "last"),
    [
        ("", "", date(2026, 3, 2), date(2026, 3, 9)),
        (WEEK, "2026-03-04", date(2026, 3, 4), date(2026, 3, 11)),
        (FORTNIGHT, "", date(2026, 3, 2), date(2026, 3, 16)),
        (MONTH, "", date(2026, 3, 1), date(2026, 4, 1)),
        (MONTH, "2026-12-01", date(2026, 12, 1), date(2027, 1, 1)),
        (QUARTER, "", date(2026, 1, 1), date(2026, 4, 1)),
        ("century", "yesterday", date(2026, 3, 2), date(2026, 3, 9)),
        (WEEK, "9999-12-31", date(2999, 1, 1), date(2999, 1, 8)),
    ],
)
def test_an_address_says_which_span(name: str, since: str, first: date, last: date) -> None:
    span = read_span(name, since, TODAY, AMSTERDAM)
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize("name", [WEEK, FORTNIGHT, MONTH, QUARTER])
def test_going_back_and_forth_comes_to_the_same_span(name: str) -> None:
    span = read_span(name, "", TODAY, AMSTERDAM)
    later = read_span(name, span.after.isoformat(), TODAY, AMSTERDAM)
    assert later.before == span.first


def test_a_block_lies_where_its_shift_is() -> None:
    result = drawn(Shift(at(3), at(4), ("ana",))).lanes[-1]
    (block,) = result.blocks
    assert (block.x, block.width) == (pytest.approx(100 / 7, abs=0.01), pytest.approx(100 / 7, abs=0.01))
    assert (result.y, result.height) == (HEAD + LANE, RESULT)


def test_what_begins_before_the_span_and_ends_after_it_is_cut_at_its_edges() -> None:
    (block,) = drawn(Shift(at(1), at(20), ("ana",))).lanes[-1].blocks
    assert (block.x, block.width) == (0, 100)
    assert block.start == at(1)


def test_people_who_serve_together_lie_above_each_other_in_one_lane() -> None:
    lane = drawn(Shift(at(2), at(9), ("ana", "ben"))).lanes[-1]
    upper, lower = lane.blocks
    assert upper.y + upper.height <= lower.y
    assert lower.y + lower.height <= lane.y + lane.height


def test_a_gap_is_hatched_and_says_nobody() -> None:
    gap = Shift(at(3), at(9), ())
    (block,) = drawn(gaps=(gap,)).lanes[-1].blocks
    assert (block.kind, block.label) == ("nobody", "nobody")
    assert block.title == "Nobody, Tue 3 Mar 00:00 to …"


def test_a_block_without_room_for_the_name_has_it_as_its_title() -> None:
    (block,) = drawn(Shift(at(3), at(3, 1), ("ana",))).lanes[-1].blocks
    assert (block.label, block.title) == ("", "ana, Tue 3 Mar 00:00 to Tue 3 Mar 01:00")


def test_the_day_on_which_clocks_change_is_marked_and_is_shorter() -> None:
    days = drawn(first="2026-03-23").days
    assert [day.clock_change for day in days] == [""] * 6 + ["clocks forward 1 h"]
    assert days[6].width == pytest.approx(days[0].width * 23 / 24, abs=0.01)


def test_the_longer_day_of_autumn_is_marked_too() -> None:
    span = read_span(WEEK, "2026-10-19", TODAY, AMSTERDAM)
    days = picture(span, at(4), [], (), (), (), {}).days
    assert days[6].clock_change == "clocks back 1 h"
    assert sum(day.width for day in days) == pytest.approx(100, abs=0.01)


def test_weekends_today_and_nights_are_shaded() -> None:
    made = drawn()
    assert [day.is_weekend for day in made.days] == [False] * 5 + [True] * 2
    assert [day.is_today for day in made.days].index(True) == 2
    assert len(made.nights) == 8
    assert made.nights[0][0] == 0


def test_now_is_a_line_only_when_the_span_holds_it() -> None:
    assert drawn().now_x == pytest.approx(100 * 2.5 / 7, abs=0.01)
    assert drawn(first="2026-04-06").now_x is None


def test_a_quarter_names_its_weeks_and_leaves_the_nights_out() -> None:
    span = read_span(QUARTER, "2026-01-01", TODAY, AMSTERDAM)
    made = picture(span, at(4), [], (), (), (), {})
    assert [day.label for day in made.days if day.label][:2] == ["5 Jan", "12 Jan"]
    assert made.nights == []
    assert made.days[-1].x + made.days[-1].width == pytest.approx(100, abs=0.01)


def test_spans_of_all_zones_are_whole_days() -> None:
    for name in ("Pacific/Kiritimati", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe"):
        span = read_span(MONTH, "2026-04-01", TODAY, ZoneInfo(name))
        lengths = {high - low for low, high in span.days()}
        assert lengths <= {timedelta(hours=hours) for hours in (23, 23.5, 24, 24.5, 25)}
