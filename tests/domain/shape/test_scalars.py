from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.domain.shape.addresses import read_address, split_address
from watchbill.domain.shape.durations import read_duration, write_duration
from watchbill.domain.shape.grammar import UnreadableError
from watchbill.domain.shape.instants import read_clock, read_clock_end, read_date, read_instant, write_instant
from watchbill.domain.shape.secrets import read_secret
from watchbill.domain.shape.weekdays import read_days, write_days
from watchbill.domain.shape.words import read_key, read_link, read_zone


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("2h", 7200), ("3d", 259_200), ("1w", 604_800), ("0m", 0)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)


@given(st.integers(0, 3653 * 86400))
def test_every_duration_is_read_as_it_was_written(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert read_duration(write_duration(length)) == length


def test_a_duration_is_written_in_the_largest_unit_that_divides_it() -> None:
    lengths = [timedelta(minutes=90), timedelta(days=7), timedelta(days=10), timedelta(seconds=61), timedelta(0)]
    assert [write_duration(length) for length in lengths] == ["90m", "1w", "10d", "61s", "0m"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("sat,sun", {5, 6}),
        ("fri-mon", {4, 5, 6, 0}),
        ("Wed", {2}),
        ("mon-tue, fri", {0, 1, 4}),
        ("mon-sun", set(range(7))),
        ("tue-mon", set(range(7))),
    ],
)
def test_days_are_words_and_spans(text: str, days: set[int]) -> None:
    assert read_days(text) == days


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_all_days_are_read_as_they_were_written(days: frozenset[int]) -> None:
    assert read_days(write_days(days)) == days


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-05T09:00", datetime(2026, 1, 5, 9)),
        ("2026-01-05 09:00:30", datetime(2026, 1, 5, 9, 0, 30)),
        ("2026-12-21", datetime(2026, 12, 21)),
        ("2026-01-05T00:00Z", datetime(2026, 1, 5, tzinfo=UTC)),
        ("2026-01-05T00:00:00+02:00", datetime(2026, 1, 4, 22, tzinfo=UTC)),
        ("2026-01-05T00:00-0330", datetime(2026, 1, 5, 3, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_is_a_wall_clock_unless_it_has_an_offset(text: str, instant: datetime) -> None:
    found = read_instant(text)
    assert (found, found.tzinfo) == (instant, instant.tzinfo)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2998, 1, 1), timezones=st.sampled_from([None, UTC])).map(
        lambda at: at.replace(microsecond=0, fold=0)
    )
)
def test_every_instant_is_read_as_it_was_written(instant: datetime) -> None:
    found = read_instant(write_instant(instant))
    assert (found, found.tzinfo) == (instant, instant.tzinfo)


def test_a_window_may_end_at_24_00_and_not_begin_then() -> None:
    assert read_clock_end("24:00") == time(0)
    with pytest.raises(UnreadableError):
        read_clock("24:00")


@pytest.mark.parametrize(
    "address",
    [
        "mail:ops@example.org",
        "sms:+31201234567",
        "voice:+31201234567",
        "ntfy:ana-7f3k",
        "ntfy:https://ntfy.example.org/topic",
        "slack:#radio",
        "mattermost:town/radio",
        "matrix:#radio:example.org",
        "room:radio",
        "web:https://example.org/hook?a=b",
        "github:owner/repository",
        "gitlab:group/sub/project",
        "jira:KEY",
        "phabricator:a-project-∞",
        "status:public",
        "by-hand:put a note on the door",
    ],
)
def test_every_documented_kind_of_address_is_read(address: str) -> None:
    assert read_address(address) == address


def test_the_place_of_an_address_may_hold_colons() -> None:
    assert split_address("matrix:#radio:example.org") == ("matrix", "#radio:example.org")


@pytest.mark.parametrize(
    ("read", "text", "sentence"),
    [
        (read_duration, "30", "found '30', expected a length of time such as 90s, 15m, 2h, 3d or 1w"),
        (read_duration, "-5m", "found '-5m', expected a length of time"),
        (read_duration, "99999w", "expected at most ten years"),
        (read_duration, "", "found nothing, expected a length of time"),
        (read_duration, "٣m", "expected a length of time"),
        (read_days, "mon-fry", "found 'mon-fry', expected days such as mon-fri"),
        (read_days, "", "found nothing, expected days"),
        (read_instant, "tomorrow", "found 'tomorrow', expected an instant such as 2026-01-05T09:00"),
        (read_instant, "2026-02-30", "expected a day and a time that exist in the calendar"),
        (read_instant, "2026-01-05T24:00", "expected a day and a time that exist"),
        (read_instant, "0001-01-01T00:00+14:00", "expected a day and a time that exist"),
        (read_instant, "1969-12-31", "expected an instant between the years 1970 and 2999"),
        (read_instant, "2026-01-05T09:00+99:00", "expected an instant between"),
        (read_clock, "25:00", "found '25:00', expected a time of day such as 09:00"),
        (read_date, "2026-13-01", "expected a date such as 2026-05-04"),
        (
            read_zone,
            "Europe/Amsterdan",
            "expected a time zone such as Europe/Amsterdam; did you mean 'Europe/Amsterdam'?",
        ),
        (read_zone, "../../etc/passwd", "expected a time zone"),
        (read_zone, "Europe", "expected a time zone"),
        (read_zone, "localtime", "expected a time zone"),
        (read_key, "a b", "found 'a b', expected a key of at most 64 letters"),
        (read_link, "javascript:alert(1)", "expected a link that starts with https://"),
        (read_link, "http://[", "expected a link"),
        (
            read_address,
            "ops@example.org",
            "expected an address such as mail:ops@example.org (kind:place); did you mean 'mail:ops@example.org'?",
        ),
        (read_address, "mail:nobody", "found 'nobody' after mail:, expected an e-mail address"),
        (read_address, "sms:0612345678", "found '0612345678' after sms:, expected a number such as +31201234567"),
        (read_address, "github:repository", "after github:, expected owner/repository"),
        (read_secret, "short", "found a key of 5 characters, expected 32 to 128"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_was_expected(
    read: Callable[[str], Any], text: str, sentence: str
) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(text)
    assert sentence in str(raised.value)


def test_a_secret_that_cannot_be_read_is_not_repeated_in_the_message() -> None:
    with pytest.raises(UnreadableError) as raised:
        read_secret("hunter2 hunter2")
    assert "hunter2" not in str(raised.value)


def test_a_date_stands_for_itself() -> None:
    assert read_date("2026-05-04") == date(2026, 5, 4)
