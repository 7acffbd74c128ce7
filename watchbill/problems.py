"""What can be wrong with what somebody asked for, each with the sentence that they read."""

from collections.abc import Mapping


class Problem(Exception):
    """Somebody asked for something that cannot be done. `code` is stable; the sentence is for a person."""

    code = "problem"

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})


class Wrong(Problem):
    """What was given does not fit; `fields` says which part and why."""

    code = "wrong"


class NotAllowed(Problem):
    code = "not-allowed"


class NotFound(Problem):
    code = "not-found"


class Conflict(Problem):
    """It fits, but not with what is already so."""

    code = "conflict"
