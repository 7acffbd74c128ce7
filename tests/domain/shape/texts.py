"""Small configurations for the tests, and how to ask for what is wrong with one."""

from pathlib import Path

import pytest

from watchbill.domain.shape.known import Known
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.problems import ConfigurationErrors, Problem
from watchbill.domain.shape.reading import read

EXAMPLES = Path(__file__).parents[3] / "examples"
HARBOUR = (EXAMPLES / "harbour.yaml").read_text()

CALENDARS = frozenset({"DE-BE", "GB-ENG", "NL", "NO", "US", "US-CA"})


def organisation(*texts: str) -> Organisation:
    return read([(f"{number}.yaml", text) for number, text in enumerate(texts, start=1)], Known(calendars=CALENDARS))


def problems(*texts: str | bytes) -> list[Problem]:
    with pytest.raises(ConfigurationErrors) as raised:
        read([(f"{number}.yaml", text) for number, text in enumerate(texts, start=1)], Known(calendars=CALENDARS))
    return raised.value.problems


def problem(*texts: str | bytes) -> Problem:
    """The only one."""
    (only,) = problems(*texts)
    return only
