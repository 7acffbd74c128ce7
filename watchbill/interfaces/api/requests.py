"""Requests as operations see them: who asks, what was sent, and nothing that no operation reads."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, QueryDict
from ninja import Path, Schema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer
from pydantic import ConfigDict

from watchbill.apps.people.permissions import Act, Actor, require
from watchbill.interfaces.api.callers import caller
from watchbill.problems import Wrong

READING = ("GET", "HEAD")
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Request(HttpRequest):
    auth: Actor


class Body(Schema):
    """What is sent to an operation. A field that it does not know is a mistake of the sender."""

    model_config = ConfigDict(extra="forbid")


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`. Whatever reads needs the scope `read`; what acts is asked by its service."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        by = caller(token.strip())
        if by is not None and request.method in READING:
            require(by, Act.LOOK)
        return by


class JsonParser(Parser):
    """Strict JSON. No database takes the character NUL in a text, so it is refused here, once for all."""

    def parse_body(self, request: HttpRequest) -> Any:
        said = msgspec.json.decode(request.body)
        if b"\\u0000" in request.body and _has_nul(said):
            raise msgspec.DecodeError("A text holds the character NUL")
        return said

    def parse_querydict(self, data: QueryDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:  # type: ignore[override]
        for name in data:
            if any("\x00" in value for value in data.getlist(name)):
                raise Wrong("Part of the request does not fit.", {name[:64]: "It holds the character NUL."})
        return super().parse_querydict(data, list_fields, request)


class JsonRenderer(BaseRenderer):
    """Instants with `Z`, as all of them are kept in UTC."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return msgspec.json.encode(data)


def known_parameters_only(run: Callable[..., Any]) -> Callable[..., Any]:
    """A parameter that the operation does not know is refused: `?statsu=open` must not list everything."""
    operation = run.__self__  # type: ignore[attr-defined]
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = frozenset(name for model in queries for name in model.__ninja_flatten_map__)

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refuse_unknown(request.GET, known)
        return run(request, *args, **kwargs)

    return answered


def refuse_unknown(given: Iterable[str], known: frozenset[str]) -> None:
    if unknown := sorted(set(given) - known):
        takes = f"This address takes {', '.join(sorted(known))}." if known else "This address takes no parameters."
        raise Wrong("Part of the request does not fit.", {name[:64]: takes for name in unknown[:20]})


def _has_nul(said: Any) -> bool:
    if isinstance(said, str):
        return "\x00" in said
    if isinstance(said, dict):
        return any(_has_nul(key) or _has_nul(value) for key, value in said.items())
    return isinstance(said, list) and any(map(_has_nul, said))
