"""Tokens for this API. The secret is in the answer that makes one, and never again."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from watchbill.apps.people import tokens
from watchbill.apps.people.models import ApiToken, Person
from watchbill.apps.people.permissions import Act, require
from watchbill.interfaces.api.instants import Instant
from watchbill.interfaces.api.listing import Asked, Portion, portion
from watchbill.interfaces.api.lookup import meant, named
from watchbill.interfaces.api.requests import Body, Id, Request
from watchbill.problems import NotFound, Wrong

router = Router()


class TokenShape(Schema):
    id: int
    person: str
    name: str
    hint: str = Field(description="The first characters.")
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewTokenShape(TokenShape):
    secret: str = Field(description="Keep it: nobody can see it again.")


class TokensAsked(Asked):
    person: str = Field("", description="Slug; none: your own. Those of others are for administrators.")
    revoked: bool = Field(False, description="`true`: those that were revoked.")


class NewToken(Body):
    name: str
    scopes: list[str] = Field(description="Some of `read`, `respond`, `manage`, `administer`.")
    expires_at: Instant | None = None
    person: str | None = Field(None, description="Slug; none: for yourself.")


@router.get("", response=Portion[TokenShape])
def list_tokens(request: Request, asked: Query[TokensAsked]) -> Portion[TokenShape]:
    """Tokens of one person, the newest first."""
    person = named(Person, asked.person) if asked.person else _asker(request)
    if person != request.auth.person:
        require(request.auth, Act.ADMINISTER)
    found = ApiToken.objects.filter(person=person, revoked_at__isnull=not asked.revoked).select_related("person")
    return portion(found, asked, lambda token: TokenShape(**_shape(token)))


@router.post("", response={201: NewTokenShape})
def make_token(request: Request, body: NewToken) -> Status[NewTokenShape]:
    """A new token. It may never do more than its person, nor than the token that made it."""
    person = meant(Person, body.person, "person") if body.person else _asker(request)
    token, secret = tokens.make_token(
        person=person, name=body.name, scopes=body.scopes, expires_at=body.expires_at, by=request.auth
    )
    return Status(201, NewTokenShape(**_shape(token), secret=secret))


@router.delete("/{token_id}", response=TokenShape)
def revoke_token(request: Request, token_id: Id) -> TokenShape:
    """From now on nobody gets in with it."""
    token = ApiToken.objects.select_related("person").filter(pk=token_id).first()
    if token is None:
        raise NotFound(f"There is no token {token_id}.")
    return TokenShape(**_shape(tokens.revoke_token(token=token, by=request.auth)))


def _asker(request: Request) -> Person:
    if request.auth.person is None:
        raise Wrong("This token is nobody's own.", {"person": "Say whose."})
    return request.auth.person


def _shape(token: ApiToken) -> dict[str, Any]:
    as_they_are = "id name hint scopes created_at expires_at revoked_at last_used_at"
    return {name: getattr(token, name) for name in as_they_are.split()} | {"person": token.person.slug}
