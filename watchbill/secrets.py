"""The installation's secret keys, newest first, and what is sealed with them."""

import base64
import hashlib
import os
import secrets as random
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

from watchbill import environment


def keys(data: Path | None) -> list[str]:
    """The keys from WATCHBILL_SECRET_KEY, or the one that is kept in the data folder, made on first use."""
    given = [key.strip() for key in environment.read("WATCHBILL_SECRET_KEY").split(",") if key.strip()]
    if given:
        return given
    if data is None:
        raise environment.EnvironmentProblem(
            "WATCHBILL_SECRET_KEY is not set; with WATCHBILL_DATABASE_URL it must be: every process needs the same."
        )
    return [_kept(data / "secret-key")]


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(made, "w", encoding="utf-8") as file:
        file.write(key := random.token_urlsafe(48))
    return key


def _box(secret_keys: list[str]) -> MultiFernet:
    derived = (hashlib.blake2b(key.encode(), digest_size=32, person=b"watchbill.seal").digest() for key in secret_keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def seal(text: str, secret_keys: list[str]) -> str:
    return _box(secret_keys).encrypt(text.encode()).decode()


def unseal(sealed: str, secret_keys: list[str]) -> str:
    """The sealed text. Raises cryptography.fernet.InvalidToken when no key of the list opens it."""
    return _box(secret_keys).decrypt(sealed.encode()).decode()


def digest(token: str) -> str:
    """How a key or token of high entropy is kept and found."""
    return hashlib.sha256(token.encode()).hexdigest()
