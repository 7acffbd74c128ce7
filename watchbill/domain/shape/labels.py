"""Label names, and the matchers of routes."""

import re
from typing import Annotated

from watchbill.domain.shape.grammar import Grammar, UnreadableError, expected, shown


def read_label(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.:/-]{0,127}", text, re.ASCII):
        raise expected(text, "the name of a label such as cluster")
    return text


def read_matcher(text: str) -> str:
    """Kept as written: the routes compile it."""
    from watchbill.domain.alerting.matcher_syntax import MatcherError  # only files with routes need the parser
    from watchbill.domain.alerting.matchers import parse_matcher

    try:
        parse_matcher(text)
    except MatcherError as error:
        where = f"at character {error.position + 1}, {error.expected}"
        raise UnreadableError(f'found {shown(text)}, expected a matcher such as severity="page": {where}') from None
    return text


LABEL = Grammar("label", read_label, str, {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.:/-]*$"})
MATCHER = Grammar(
    "matcher",
    read_matcher,
    str,
    {"type": "string", "pattern": "(=|!=|=~|!~)", "examples": ['severity="page"']},
    quoted=True,
)

LabelName = Annotated[str, LABEL, LABEL.mark]
Matcher = Annotated[str, MATCHER, MATCHER.mark]
