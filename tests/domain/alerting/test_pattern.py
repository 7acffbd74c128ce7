"""Patterns match whole values, in RE2's language, in time that no value can stretch."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchbill.domain.alerting.pattern import PatternError, matches


@pytest.mark.parametrize(
    ("written", "yes", "no"),
    [
        (r"api.*", ["api", "api-1"], ["my-api", "ap"]),
        (r"db-[0-9]{1,2}", ["db-1", "db-42"], ["db-", "db-123"]),
        (r"(?i)ÉTÉ", ["été", "ÉTÉ"], ["ete"]),
        (r"\pL+\p{Nd}", ["é٣"], ["3é"]),
        (r".", ["x"], ["\n", ""]),
        (r"(?s).", ["\n"], ["xx"]),
        (r"a|ab", ["a", "ab"], ["b"]),
        (r"", [""], ["a"]),
        (r"عاجل.*", ["عاجل: انقطاع"], ["انقطاع"]),
    ],
)
def test_the_whole_value_has_to_match(written: str, yes: list[str], no: list[str]) -> None:
    assert [value for value in yes if not matches(written, value)] == []
    assert [value for value in no if matches(written, value)] == []


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("api(", "missing )"),
        ("[a-z", "missing ]"),
        ("*", "no argument for repetition"),
        ("(?=a)", "invalid perl operator"),
        (r"(a)\1", "invalid escape sequence"),
        ("a" * 1001, "expected 1000 at the most"),
        ("((a{100}){100}){100}", "found"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(written: str, says: str) -> None:
    with pytest.raises(PatternError) as refused:
        matches(written, "")
    assert says in refused.value.sentence


@given(st.text("ab()[]{}*+?|\\^$.-:,0123dwpLPQEx<>imsP\ud800", max_size=20), st.text(max_size=5))
def test_any_text_is_a_pattern_or_is_refused(written: str, value: str) -> None:
    with suppress(PatternError):
        assert matches(written, value) in (True, False)


@pytest.mark.parametrize("written", ["(a+)+$", "(a|a)*b", "(.*)*x", ".*a.*a.*a.*a.*b", "(a?){150}b"])
def test_no_value_makes_a_pattern_slow(written: str) -> None:
    """Each of these takes an engine that backtracks longer than the universe has."""
    assert not matches(written, "a" * 1023 + "!")
