import pytest

from watchbill.domain.alerting.urgency import SEVERITIES, Urgency, severity_of, urgency_of


@pytest.mark.parametrize(
    ("word", "severity"),
    [("critical", "critical"), ("CRIT", "critical"), (" Fatal ", "critical"), ("err", "error"), ("Warn", "warning")],
)
def test_the_words_of_senders_become_one_of_four(word: str, severity: str) -> None:
    assert severity_of(word) == severity


@pytest.mark.parametrize("word", ["", "   ", "purple", "page"])
def test_a_word_that_is_not_known_is_no_severity(word: str) -> None:
    assert severity_of(word) == ""


def test_what_is_ungraded_or_graded_in_unknown_words_is_urgent() -> None:
    high = [word for word in (*SEVERITIES, "", "purple") if urgency_of(word) is Urgency.HIGH]
    assert high == ["critical", "error", "", "purple"]
