"""Conditions on labels, in the words and with the meaning of Alertmanager's matchers."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from watchbill.domain.alerting.matcher_syntax import MatcherError, Written, read
from watchbill.domain.alerting.pattern import PatternError, compiled, matches

Operator = Literal["=", "!=", "=~", "!~"]

_PLAIN_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


class Matcher(msgspec.Struct, frozen=True):
    """A label that is not there has the empty value. A pattern has to match the whole value."""

    name: str
    operator: Operator
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.name, "")
        match self.operator:
            case "=":
                return value == self.value
            case "!=":
                return value != self.value
            case "=~":
                return matches(self.value, value)
            case "!~":
                return not matches(self.value, value)

    def __str__(self) -> str:
        name = self.name if _PLAIN_NAME.fullmatch(self.name) else _quoted(self.name)
        return f"{name}{self.operator}{_quoted(self.value)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def parse_matcher(text: str) -> Matcher:
    """Exactly one. Raises `MatcherError`."""
    found = parse_matchers([text])
    if len(found) != 1:
        raise MatcherError(text, 0, f"expected one matcher, found {len(found)}")
    return found[0]


def parse_matchers(texts: Sequence[str]) -> tuple[Matcher, ...]:
    """Each text is a matcher or a group of them, `{a="b",c=~"d"}`; all have to match. Raises `MatcherError`."""
    each = [texts] if isinstance(texts, str) else texts
    return tuple(_matcher(text, written) for text in each for written in _read_some(text))


def matches_all(matchers: Sequence[Matcher], labels: Mapping[str, str]) -> bool:
    return all(matcher.matches(labels) for matcher in matchers)


def _read_some(text: str) -> list[Written]:
    if not text.strip():
        raise MatcherError(text, 0, 'expected a matcher such as severity="critical"')
    return read(text)


def _matcher(text: str, written: Written) -> Matcher:
    if not written.name:
        raise MatcherError(text, 0, "the name of a label cannot be empty")
    operator: Operator = written.operator  # type: ignore[assignment]  # the syntax knows no others
    if operator in ("=~", "!~"):
        try:
            compiled(written.value)
        except PatternError as error:
            raise MatcherError(text, written.position, f"in the pattern, {error.sentence}") from error
    return Matcher(written.name, operator, written.value)
