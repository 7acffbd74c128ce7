"""The two notations for matchers that Alertmanager reads, as its documentation and its own tests describe them.

Classic: a name of ASCII letters, an operator, and a value that may be quoted; only `\\"`, `\\n` and `\\\\` are escapes.
UTF-8: any name and value, quoted when they hold a space or a reserved character, with the escapes of Go.
Braces around a comma-separated list and a comma after its last matcher are optional in both.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

TEXT_LIMIT = 4096

_CLASSIC = re.compile(r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*(.*)", re.ASCII | re.DOTALL)
_CLASSIC_PIECE = re.compile(r'(?:\\.|"(?:\\.|[^"\\])*"|[^",\\]|\\$)*', re.DOTALL)
_CLASSIC_ESCAPE = re.compile(r'\\([n"\\])')
_UNESCAPED_QUOTE = re.compile(r'(?:[^"\\]|\\.|\\$)*"', re.DOTALL)

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<operator>=~|!=|!~|=)
    | (?P<mark>[{},])
    | (?P<quoted>"(?:\\.|[^"\\])*")
    | (?P<plain>[^\s{}!=~,\\"'`]+)
    | (?P<end>$)
    )""",
    re.VERBOSE | re.DOTALL,
)
_GO_ESCAPE = re.compile(
    r"""\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))"""
)
_GO_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


class MatcherError(ValueError):
    """`position` counts characters of `text` from 0; `expected` is a clause that says what should stand there."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        super().__init__(f"{text!r}, at character {position + 1}: {expected}")
        self.text = text
        self.position = position
        self.expected = expected


class Written(NamedTuple):
    """A matcher as it was written; `position` is where its value begins in the text, inside the quotes."""

    name: str
    operator: str
    value: str
    position: int


def read(text: str) -> list[Written]:
    """As Alertmanager does by default: classic where it can be read so, else UTF-8. Raises `MatcherError`."""
    if len(text) > TEXT_LIMIT:
        raise MatcherError(text[:40] + "…", TEXT_LIMIT, f"a list of matchers has at most {TEXT_LIMIT} characters")
    classic = _read_classic(text)
    return _read_utf8(text) if classic is None else classic


def _read_classic(text: str) -> list[Written] | None:
    inner = text.removeprefix("{")
    start = len(text) - len(inner)
    written = [_classic_matcher(piece, start + at) for at, piece in _classic_pieces(inner.removesuffix("}"))]
    found = [matcher for matcher in written if matcher is not None]
    return found if len(found) == len(written) else None


def _classic_pieces(inner: str) -> Iterator[tuple[int, str]]:
    """What stands between commas outside of quotes, with its place."""
    at = 0
    while True:
        piece = _CLASSIC_PIECE.match(inner, at)
        end = piece.end() if piece else at
        if end < len(inner) and inner[end] == '"':
            end = len(inner)  # a quote that is never closed swallows the rest
        if end >= len(inner) and not inner[at:].strip():
            return
        yield at, inner[at:end]
        if end >= len(inner):
            return
        at = end + 1


def _classic_matcher(piece: str, at: int) -> Written | None:
    found = _CLASSIC.fullmatch(piece)
    if found is None:
        return None
    value, place = found[3].rstrip(" \t\n\r\f\v"), at + found.start(3)
    if value.startswith('"'):
        closing = _UNESCAPED_QUOTE.match(value, 1)
        if closing is None or closing.end() != len(value):
            return None
        value, place = value[1:-1], place + 1
    elif _UNESCAPED_QUOTE.match(value):
        return None
    plain = _CLASSIC_ESCAPE.sub(lambda escape: "\n" if escape[1] == "n" else escape[1], value)
    return Written(found[1], found[2], plain, place)


def _read_utf8(text: str) -> list[Written]:
    return list(_Tokens(text).matchers())


class _Tokens:
    """One token of look-ahead over the text: its kind, its text, and its place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.next_at = 0
        self.advance()

    def advance(self) -> None:
        found = _TOKEN.match(self.text, self.next_at)
        if found is None:
            at = self.next_at + len(self.text[self.next_at :]) - len(self.text[self.next_at :].lstrip())
            raise MatcherError(self.text, at, _unreadable(self.text[at]))
        self.kind = str(found.lastgroup)
        self.value = found[self.kind]
        self.at = found.start(self.kind)
        self.next_at = found.end()

    def take(self, value: str) -> bool:
        if self.kind != "mark" or self.value != value:
            return False
        self.advance()
        return True

    def expected(self, what: str) -> MatcherError:
        found = f", not {self.value}" if self.value else ", but the text ends"
        return MatcherError(self.text, self.at, f"expected {what}{found}")

    def matchers(self) -> Iterator[Written]:
        braced, missing = self.take("{"), 'a matcher such as severity="critical"'
        while self.kind in ("plain", "quoted"):
            yield self.matcher()
            missing = "a comma or the end"
            if not self.take(","):
                break
        if braced and not self.take("}"):
            raise self.expected("a comma and another matcher, or a closing brace")
        if self.kind != "end":
            raise self.expected("the end" if braced else missing)

    def matcher(self) -> Written:
        name = self.word("the name of a label")
        if self.kind != "operator":
            raise self.expected("one of the operators = != =~ !~")
        operator = self.value
        self.advance()
        at = self.at + (self.kind == "quoted")
        return Written(name, operator, self.word("a value; quote it when it is empty or holds special characters"), at)

    def word(self, what: str) -> str:
        if self.kind not in ("plain", "quoted"):
            raise self.expected(what)
        word = self.value if self.kind == "plain" else self.unquoted()
        self.advance()
        return word

    def unquoted(self) -> str:
        if "\n" in self.value:
            raise MatcherError(self.text, self.at, "expected a quoted text on one line; write \\n for a line's end")
        return _GO_ESCAPE.sub(self.unescaped, self.value[1:-1])

    def unescaped(self, escape: re.Match[str]) -> str:
        named, hexadecimal, octal, short, long, unknown = escape.groups()
        if named:
            return _GO_NAMED[named]
        code = int(octal, 8) if octal else int(hexadecimal or short or long or "0", 16)
        if unknown is not None or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            place = self.at + 1 + escape.start()
            raise MatcherError(self.text, place, f"{escape[0]} is not an escape; write \\\\ for a backslash")
        return chr(code)


def _unreadable(character: str) -> str:
    if character == '"':
        return "the quote that opens here is never closed"
    if character in "!~":
        return "expected one of the operators = != =~ !~"
    return f"{character} has to stand inside double quotes"
