"""Whether the settings make sense together."""

import ipaddress
import shutil
import stat
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from watchbill.interfaces.cli.doctor.finding import Finding, fail, ok, warn

SHORTEST_SECRET = 32
LEAST_ROOM = 500_000_000


def address() -> Iterator[Finding]:
    about, parts = "address", urlsplit(settings.BASE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield fail(about, f"WATCHBILL_BASE_URL is {settings.BASE_URL!r}.", "Set it to https:// and the host's name.")
    elif _is_loopback(parts.hostname) and not _is_loopback(settings.BIND.host):
        says = f"Links in messages lead to {settings.BASE_URL}, which nobody else can open."
        yield warn(about, says, "Set WATCHBILL_BASE_URL to the address that people use.")
    elif parts.scheme == "http" and not _is_loopback(parts.hostname):
        says = f"{settings.BASE_URL} is not encrypted: passwords and tokens can be read on the way."
        yield warn(about, says, "Put it behind a proxy with TLS, and say https:// in WATCHBILL_BASE_URL.")
    else:
        yield ok(
            about, f"People use {settings.BASE_URL}; the server listens on {settings.BIND.host}:{settings.BIND.port}."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def secret_key() -> Iterator[Finding]:
    about, kept = "secret key", settings.DATA / "secret-key"
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        says = f"The newest key of WATCHBILL_SECRET_KEY has {len(settings.SECRET_KEY)} characters."
        yield fail(about, says, f"Put one of {SHORTEST_SECRET} or more, made by chance, in front of it.")
    elif settings.EMBEDDED and kept.exists() and kept.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield warn(about, f"Others on this machine can read {kept}.", f"Run: chmod 600 {kept}")
    else:
        yield ok(about, f"{len(settings.SECRET_KEYS)} key(s) of enough length.")


def debugging() -> Iterator[Finding]:
    if settings.DEBUG:
        yield warn("debugging", "WATCHBILL_DEBUG is on: faults are shown to everybody.", "Unset it.")


def room() -> Iterator[Finding]:
    """On the disk of the embedded database."""
    if settings.EMBEDDED:
        about, free = "disk", shutil.disk_usage(settings.DATA).free
        said = f"{free // 1_000_000:,} MB are free where {settings.DATA} is."
        if free < LEAST_ROOM:
            yield fail(about, said, "Make room: without it nothing that comes in can be kept.")
        else:
            yield ok(about, said)
