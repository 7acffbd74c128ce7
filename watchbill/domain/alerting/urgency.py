"""How bad a sender says it is, in four words, and how urgent that makes it for us."""

from enum import StrEnum


class Urgency(StrEnum):
    HIGH = "high"
    LOW = "low"


SEVERITIES = ("critical", "error", "warning", "info")

_WORDS = {
    "critical": ("critical", "crit", "fatal", "disaster", "emergency", "emerg", "panic", "alert", "p1", "sev1"),
    "error": ("error", "err", "major", "high", "severe", "failure", "p2", "sev2"),
    "warning": ("warning", "warn", "minor", "medium", "average", "moderate", "p3", "sev3", "ticket"),
    "info": ("info", "information", "informational", "notice", "low", "debug", "none", "p4", "p5", "sev4", "sev5"),
}
_SEVERITY_OF = {word: severity for severity, words in _WORDS.items() for word in words}


def severity_of(word: str) -> str:
    """The severity that a sender's word means; "" for a word that we do not know."""
    return _SEVERITY_OF.get(word) or (_SEVERITY_OF.get(word.strip().lower(), "") if word else "")


def urgency_of(severity: str) -> Urgency:
    """What nobody graded, or graded in words that we do not know, may be the worst: it is urgent."""
    return Urgency.LOW if severity_of(severity) in ("warning", "info") else Urgency.HIGH
