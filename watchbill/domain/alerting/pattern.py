"""Regular expressions of label matchers: RE2, whose time is linear in the value.

The patterns are ours, the values are whatever a sender writes: with an engine that backtracks, one alert could stop
the paging of all others.
"""

from functools import lru_cache

import re2

LENGTH_LIMIT = 1000
VALUES_REMEMBERED = 65_536
PATTERNS_REMEMBERED = 1024
MEMORY = 4 << 20
"""What one compiled pattern may take, in bytes."""


class PatternError(ValueError):
    """What is wrong with a pattern, as the end of a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@lru_cache(maxsize=VALUES_REMEMBERED)
def matches(pattern: str, value: str) -> bool:
    """Whether the whole value, which is text that can be stored, is in the pattern's language. Raises PatternError."""
    return compiled(pattern).fullmatch(value) is not None


@lru_cache(maxsize=PATTERNS_REMEMBERED)
def compiled(text: str) -> "re2._Regexp":
    """Raises PatternError for what RE2 does not read: look-around and back-references among it."""
    if len(text) > LENGTH_LIMIT:
        raise PatternError(f"found {len(text)} characters, expected {LENGTH_LIMIT} at the most")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    try:
        return re2.compile(text, options)
    except UnicodeEncodeError:
        raise PatternError("found half of a character pair, expected text") from None
    except re2.error as problem:
        said = problem.args[0]
        reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise PatternError(f"found {reason}; expected a regular expression of RE2, which has no look-around") from None
