"""The one shape of every failure: `{"error": {"code", "message", "fields"}}`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from watchbill.problems import Conflict, NotAllowed, NotFound, Problem, Wrong

STATUS: dict[type[Problem], int] = {Wrong: 400, NotAllowed: 403, NotFound: 404, Conflict: 409}
CODES = {
    "wrong": "400: what was sent does not fit; `fields` says which part, and why.",
    "no-token": "401: the request carries no token that is known.",
    "not-allowed": "403: the token or its person may not do this.",
    "not-found": "404: there is nothing at this address, or no object of this name.",
    "wrong-method": "405: the address takes other methods; the header `Allow` names them.",
    "conflict": "409: it fits, but not with what is already so.",
    "too-large": "413: the body is larger than the limit.",
    "internal": "500: a defect of Watchbill; its log says more.",
    "unavailable": "503: the database does not answer; try again after `Retry-After` seconds.",
}


@dataclass(frozen=True)
class Failure:
    status: int
    code: str
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return msgspec.json.encode({"error": {"code": self.code, "message": self.message, "fields": self.fields}})


NO_TOKEN = Failure(401, "no-token", "Send an API token in the header `Authorization: Bearer TOKEN`.")
UNKNOWN_TOKEN = Failure(
    401, "no-token", "This token is not known: it was revoked, has expired, or was never made here."
)
NOWHERE = Failure(404, "not-found", "There is nothing at this address. /api/v1/openapi.json lists what there is.")
BAD_REQUEST = Failure(400, "wrong", "This is not a request that can be answered. See whether its `Host` is ours.")
INTERNAL = Failure(500, "internal", "Something is wrong on our side. What was asked for may not have been done.")
UNAVAILABLE = Failure(503, "unavailable", "The database does not answer. Nothing was changed: try again.")


def failure_of(problem: Problem) -> Failure:
    status = next((status for kind, status in STATUS.items() if isinstance(problem, kind)), 400)
    return Failure(status, problem.code, problem.sentence, problem.fields)


def does_not_fit(fields: Mapping[str, str]) -> Failure:
    return Failure(400, "wrong", "Part of the request does not fit.", fields)
