"""Who asks: the holder of an API token, or whoever can read the data folder of this process."""

import hmac

from django.conf import settings

from watchbill.apps.people.permissions import Actor
from watchbill.apps.people.tokens import who_holds

SCHEME = "bearer "


def secret_in(authorization: str) -> str:
    """The token of an `Authorization` header; empty when there is none."""
    return authorization[len(SCHEME) :].strip() if authorization[: len(SCHEME)].lower() == SCHEME else ""


def caller(secret: str) -> Actor | None:
    """Reads the database unless it is the local token."""
    local: str = getattr(settings, "LOCAL_TOKEN", "")
    if local and hmac.compare_digest(secret.encode(), local.encode()):
        return Actor(name="command line", via="command", trusted=True)
    return who_holds(secret) if secret else None
