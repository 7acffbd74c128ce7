"""Links in a page that act without a password: signed, for one page, for a while. A GET of one never acts."""

from datetime import datetime, timedelta
from functools import cache

from django.core.signing import BadSignature, Signer

from watchbill import clock
from watchbill.problems import Problem

VALID_FOR = timedelta(days=3)
_SALT = "watchbill.page"


class LinkExpired(Problem):
    code = "link-expired"


class LinkBroken(Problem):
    code = "link-broken"


@cache
def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")


def make_link(page_id: int, now: datetime) -> str:
    """The token of `/a/<token>`: what it is for, until when, and the signature over both."""
    until = int((now + VALID_FOR).timestamp())
    return _signer().sign(f"{page_id:x}-{until:x}")


def read_link(token: str) -> int:
    """The page that a token is for. Raises LinkBroken or LinkExpired."""
    try:
        said = _signer().unsign(token)
        page_id, until = (int(part, 16) for part in said.split("-"))
    except (BadSignature, ValueError) as problem:
        raise LinkBroken("This link is not whole. Open it again from the message, or sign in.") from problem
    if clock.now().timestamp() > until:
        raise LinkExpired(f"This link was valid for {VALID_FOR.days} days and has expired. Sign in to act.")
    return page_id
