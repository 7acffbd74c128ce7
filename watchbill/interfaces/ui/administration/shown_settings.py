"""What is set by which environment variable. Secrets are never shown, not even to administrators."""

import os
from dataclasses import dataclass

from django.conf import settings

from watchbill import environment
from watchbill.adapters.channels.registry import all_channels
from watchbill.adapters.channels.settings import Setting, settings_of


@dataclass(frozen=True)
class Shown:
    """`by` is the variable that says it, or its _FILE; empty: nobody did, and `value` is what counts then."""

    variable: str
    description: str
    value: str
    secret: bool
    by: str


@dataclass(frozen=True)
class Group:
    title: str
    settings: list[Shown]


def groups() -> list[Group]:
    channels = [(channel.title, settings_of(channel.config).values()) for channel in all_channels().values()]
    own = [Group(title, [_shown(each) for each in found]) for title, found in channels if found]
    installation = Group("This installation", [_shown(each) for each in _core()])
    return [installation, Group("Signing in", [_shown(each) for each in _signing_in()]), *own]


def _core() -> list[Setting]:
    """With what counts where nothing is said."""
    made = "made on first use, and kept in the data folder"
    listen = "as WATCHBILL_DATABASE_URL"
    return [
        Setting("WATCHBILL_DATA", "The folder of the embedded database, its lock and key.", str(settings.DATA), False),
        Setting("WATCHBILL_DATABASE_URL", "PostgreSQL instead of the embedded database.", "embedded", True),
        Setting("WATCHBILL_LISTEN_URL", "The same database past a pooler, for notifications.", listen, True),
        Setting("WATCHBILL_BIND", "What the server listens on.", f"{settings.BIND.host}:{settings.BIND.port}", False),
        Setting("WATCHBILL_BASE_URL", "The address that people use.", settings.BASE_URL, False),
        Setting("WATCHBILL_SECRET_KEY", "What sessions, links and stored keys are signed with.", made, True),
        Setting(
            "WATCHBILL_LEASE_SECONDS",
            "For how long a silent engine keeps what it claimed.",
            f"{settings.LEASE.total_seconds():g}",
            False,
        ),
        Setting("WATCHBILL_DEBUG", "Faults are shown on pages; for development only.", "off", False),
    ]


def _signing_in() -> list[Setting]:
    return [
        Setting("WATCHBILL_OIDC_ISSUER", "The OpenID provider that people may sign in with.", "none", False),
        Setting("WATCHBILL_OIDC_CLIENT_ID", "The name that Watchbill has there.", "none", False),
        Setting("WATCHBILL_OIDC_CLIENT_SECRET", "The secret that goes with it.", "none", True),
        Setting("WATCHBILL_OIDC_NAME", "What the button calls the provider.", "your organisation", False),
        Setting("WATCHBILL_PROXIES", "How many proxies in front say where a request came from.", "0", False),
    ]


def _shown(setting: Setting) -> Shown:
    by = next((name for name in (f"{setting.variable}_FILE", setting.variable) if os.environ.get(name)), "")
    value = environment.read(setting.variable) if by else setting.default
    hidden = setting.secret and bool(by)
    return Shown(setting.variable, setting.description, "" if hidden else value, hidden, by)
