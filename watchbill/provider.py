"""The OpenID provider that people may sign in with, from the environment."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from watchbill import environment

IDENT = "oidc"
"""As it stands in the address that the provider sends people back to: /accounts/oidc/callback/."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Provider:
    issuer: str
    client_id: str
    secret: str
    name: str

    @property
    def apps(self) -> list[dict[str, Any]]:
        """As allauth wants it."""
        settings = {"server_url": self.issuer.rstrip("/")}
        kept = {"client_id": self.client_id, "secret": self.secret, "name": self.name}
        return [{"provider_id": IDENT, "settings": settings, **kept}]


def from_environment() -> Provider | None:
    issuer = environment.read("WATCHBILL_OIDC_ISSUER")
    client_id = environment.read("WATCHBILL_OIDC_CLIENT_ID")
    secret = environment.read("WATCHBILL_OIDC_CLIENT_SECRET")
    name = environment.read("WATCHBILL_OIDC_NAME", "your organisation")
    if not issuer:
        return None
    at = urlsplit(issuer)
    if not at.hostname or (at.scheme != "https" and at.hostname not in LOOPBACK):
        raise environment.EnvironmentProblem(
            f"WATCHBILL_OIDC_ISSUER is {issuer!r}; expected an address that begins with https://."
        )
    if not client_id or not secret:
        raise environment.EnvironmentProblem(
            "WATCHBILL_OIDC_ISSUER is set; WATCHBILL_OIDC_CLIENT_ID and WATCHBILL_OIDC_CLIENT_SECRET must be too."
        )
    return Provider(issuer, client_id, secret, name)
