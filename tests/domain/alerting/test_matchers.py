import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchbill.domain.alerting.matcher_syntax import MatcherError
from watchbill.domain.alerting.matchers import Matcher, matches_all, parse_matcher, parse_matchers

OPERATORS = st.sampled_from(["=", "!=", "=~", "!~"])
PLAIN_NAMES = st.from_regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{0,5}", fullmatch=True)
NAMES = PLAIN_NAMES | st.text(min_size=1, max_size=6)


def read(text: str) -> list[tuple[str, str, str]]:
    return [(matcher.name, matcher.operator, matcher.value) for matcher in parse_matchers([text])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('severity="critical"', [("severity", "=", "critical")]),
        ("severity=critical", [("severity", "=", "critical")]),
        ('service=~"api.*"', [("service", "=~", "api.*")]),
        (' service !~ "api.*" ', [("service", "!~", "api.*")]),
        ("statuscode!=500", [("statuscode", "!=", "500")]),
        (
            '{foo="bar", baz!~".*quux", derp="wat"}',
            [("foo", "=", "bar"), ("baz", "!~", ".*quux"), ("derp", "=", "wat")],
        ),
        ('{foo = "bar", dings != "bums", }', [("foo", "=", "bar"), ("dings", "!=", "bums")]),
        ("foo=bar,dings!=bums", [("foo", "=", "bar"), ("dings", "!=", "bums")]),
        ('{foo="bar,quux", job="job1"}', [("foo", "=", "bar,quux"), ("job", "=", "job1")]),
        (r'{quote="She said: \"Hi, ladies!\""}', [("quote", "=", 'She said: "Hi, ladies!"')]),
        (r'path="C:\temp\new"', [("path", "=", "C:\\temp\new")]),
        ("job=", [("job", "=", "")]),
        ("tricky=~~~", [("tricky", "=~", "~~")]),
        (r"trickier==\\=\=\"", [("trickier", "=", r"=\=" + r'\="')]),
        ("{foo=bar}}", [("foo", "=", "bar}")]),
        ("{foo=,bar=}}", [("foo", "=", ""), ("bar", "=", "}")]),
        ("{}", []),
        ('{name-with-dashes = "bar"}', [("name-with-dashes", "=", "bar")]),
        (r'"a b"="\u00e9\x41\101\t"', [("a b", "=", "éAA\t")]),
        ("Σ=🙂", [("Σ", "=", "🙂")]),
        ('"{x}"!=", ="', [("{x}", "!=", ", =")]),
    ],
)
def test_both_notations_of_alertmanager_are_read(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, 'expected a matcher such as severity="critical"'),
        ("{,}", 1, "a closing brace"),
        ("severity", 8, "one of the operators = != =~ !~, but the text ends"),
        ("severity!", 8, "one of the operators"),
        ("=critical", 0, 'expected a matcher such as severity="critical", not ='),
        ('job="value', 4, "never closed"),
        ('job=value"', 9, "never closed"),
        ('a="b" c="d"', 6, "a comma or the end, not c"),
        ('"{foo=\\"bar"}', 12, "one of the operators"),
        ("{{foo=bar", 1, "a closing brace, not {"),
        ("é='x'", 2, "' has to stand inside double quotes"),
        (r'é="\q"', 3, "is not an escape"),
        ('é="\n"', 2, "on one line"),
        ('""="x"', 0, "cannot be empty"),
        ('foo=~"a[b"', 6, "in the pattern, found missing ]"),
        ("x" * 5000, 4096, "at most 4096 characters"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_was_expected(text: str, position: int, says: str) -> None:
    with pytest.raises(MatcherError, match=re.escape(says)) as refusal:
        parse_matchers([text])
    assert refusal.value.position == position
    assert f"character {position + 1}" in str(refusal.value)


def test_one_matcher_is_asked_for_and_two_are_refused() -> None:
    assert parse_matcher("a=b") == Matcher("a", "=", "b")
    with pytest.raises(MatcherError, match="expected one matcher, found 2"):
        parse_matcher("a=b,c=d")


@pytest.mark.parametrize(
    ("text", "labels", "matches"),
    [
        ("team=radio", {"team": "radio"}, True),
        ("team=radio", {}, False),
        ("team=", {}, True),
        ('team!=""', {}, False),
        ("team!=radio", {}, True),
        ("team=~radio|", {}, True),
        ("team!~.+", {}, True),
        ("team=~radi", {"team": "radio"}, False),
        ("team=~.*", {"team": "two\nlines"}, False),
    ],
)
def test_a_label_that_is_not_there_is_empty_and_a_pattern_matches_it_whole(
    text: str, labels: dict[str, str], matches: bool
) -> None:
    assert parse_matcher(text).matches(labels) is matches


@settings(max_examples=40, deadline=None)
@given(NAMES, OPERATORS, st.text(max_size=12))
def test_a_matcher_written_out_is_read_back_the_same(name: str, operator: str, value: str) -> None:
    pattern = re.escape(value.replace("\x00", "")) if "~" in operator else value
    matcher = Matcher(name, operator, pattern)  # type: ignore[arg-type]  # one of the four
    assert parse_matcher(str(matcher)) == matcher


def _place_of_refusal(text: str) -> int | None:
    try:
        parse_matchers([text])
    except MatcherError as refusal:
        return refusal.position
    return None


@settings(max_examples=40, deadline=None)
@given(st.text('ab="\\{},~! \n', max_size=16))
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    assert _place_of_refusal(text) in (None, *range(len(text) + 1))


VALUES = st.sampled_from(["", "a", "ab", "b"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("xyz"), OPERATORS, VALUES), max_size=4),
    st.dictionaries(st.sampled_from("xyz"), VALUES, max_size=3),
)
def test_a_group_matches_when_each_of_its_matchers_does(
    written: list[tuple[str, str, str]], labels: dict[str, str]
) -> None:
    group = parse_matchers(["{" + ",".join(f'{name}{operator}"{value}"' for name, operator, value in written) + "}"])
    holds = {"=": str.__eq__, "!=": str.__ne__, "=~": str.__eq__, "!~": str.__ne__}  # these patterns are plain texts
    expected = all(holds[operator](labels.get(name, ""), value) for name, operator, value in written)
    assert matches_all(group, labels) is expected
