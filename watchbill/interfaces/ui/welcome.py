"""First use: who may make the first administrator.

On loopback it is whoever opens the page. Where others can reach it, it is whoever knows the one-time code that `serve`
prints, which is kept in the data folder until it has been used.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from watchbill.interfaces.ui.viewer import needs_welcome

LOOPBACK = ("127.0.0.1", "::1", "localhost")
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # none that is taken for another, and no words


def code_to_say() -> str | None:
    """The code that the first administrator is asked for; None when nobody is."""
    if _local() or not needs_welcome():
        return None
    return read_code() or _new_code()


def code_is_asked() -> bool:
    return not _local()


def code_fits(typed: str) -> bool:
    """Case, spaces and dashes do not count. Without a code nobody gets in."""
    wanted = read_code()
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return wanted is not None and secrets.compare_digest(plain.encode(), wanted.replace("-", "").encode())


def read_code() -> str | None:
    try:
        return _file().read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def forget_code() -> None:
    _file().unlink(missing_ok=True)


def _new_code() -> str:
    drawn = "".join(secrets.choice(LETTERS) for _ in range(12))
    code = "-".join(drawn[at : at + 4] for at in range(0, 12, 4))
    _file().parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{code}\n")
    return code


def _file() -> Path:
    return Path(settings.DATA) / "welcome-code"


def _local() -> bool:
    """Behind a proxy the product listens on loopback too; then its address says that others reach it."""
    return settings.BIND.host in LOOPBACK and (urlsplit(settings.BASE_URL).hostname or "") in LOOPBACK
