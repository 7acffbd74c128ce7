"""What the environment says. Every variable may be given as NAME_FILE, the name of a file that holds the value."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit


class EnvironmentProblem(Exception):
    """A variable that cannot be used, said for the person who set it."""


def read(name: str, default: str = "") -> str:
    """The value of a variable, from it or from the file that NAME_FILE names."""
    named = os.environ.get(f"{name}_FILE")
    if named is None:
        return os.environ.get(name, default)
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise EnvironmentProblem(f"{name}_FILE names {named}, which cannot be read: {problem.strerror}.") from problem


@dataclass(frozen=True)
class Address:
    host: str
    port: int


def address(name: str, default: str) -> Address:
    text = read(name, default)
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise EnvironmentProblem(f"{name} is {text!r}; expected HOST:PORT, such as 127.0.0.1:8000.")
    return Address(host.strip("[]"), int(port))


def seconds(name: str, default: str) -> timedelta:
    text = read(name, default)
    try:
        said = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        said = timedelta(0)
    if said <= timedelta(0):
        raise EnvironmentProblem(f"{name} is {text!r}; expected a number of seconds, such as {default}.")
    return said


def count(name: str, default: str) -> int:
    text = read(name, default)
    if not (text.isascii() and text.isdigit()):
        raise EnvironmentProblem(f"{name} is {text!r}; expected a number, such as {default}.")
    return int(text)


def postgres_settings(url: str) -> dict[str, object]:
    """A PostgreSQL address as Django wants it. Options behind `?` go to the driver (host=/a/folder for a socket)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentProblem(
            f"WATCHBILL_DATABASE_URL begins with {parts.scheme or 'nothing'}://; expected postgresql://user@host/name."
        )
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "watchbill.database.distributed",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
    }
