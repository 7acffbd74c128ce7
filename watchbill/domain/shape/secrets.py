"""Secrets: the name of an environment variable, or the secret itself, which is never written or shown."""

import re
from hashlib import sha256
from typing import Annotated

from watchbill.domain.shape.base import Shape
from watchbill.domain.shape.forms import TextForm
from watchbill.domain.shape.grammar import Grammar, UnreadableError, expected

SHORTEST, LONGEST = 32, 128


def read_secret(text: str) -> str:
    """What was found is not repeated: messages go to logs."""
    if not re.fullmatch(r"[A-Za-z0-9._~-]*", text):
        raise UnreadableError(
            "found a key with characters that cannot stand in a URL, expected letters, digits and . _ ~ -"
        )
    if not SHORTEST <= len(text) <= LONGEST:
        raise UnreadableError(
            f"found a key of {len(text)} characters, expected {SHORTEST} to {LONGEST}; leave it out and one is made"
        )
    return text


def read_variable(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,127}", text):
        raise expected(text, "the name of an environment variable such as PROMETHEUS_KEY")
    return text


SECRET = Grammar("secret", read_secret, str, {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST})
VARIABLE = Grammar("variable", read_variable, str, {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"})


class Secret(Shape, frozen=True, kw_only=True):
    """In the file: `{env: NAME}`, or the secret as text."""

    env: Annotated[str, VARIABLE, VARIABLE.mark] | None = None
    value: Annotated[str, SECRET, SECRET.mark] | None = None

    form = TextForm("value")
    exactly_one = ("env", "value")

    @property
    def print(self) -> str:
        """Tells two secrets apart and says nothing of them."""
        return sha256(f"watchbill {self.value}".encode()).hexdigest()[:8]

    def __repr__(self) -> str:
        return f"Secret(env={self.env!r})" if self.env else "Secret(value=…)"
