"""The API, put together. Each noun has a module with its operations."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from watchbill.interfaces.api import (
    alerts,
    audit,
    configuration,
    deliveries,
    integrations,
    oncall,
    people,
    policies,
    routes,
    schedules,
    services,
    system,
    teams,
    tokens,
)
from watchbill.interfaces.api.answers import handle_exceptions
from watchbill.interfaces.api.failures import CODES
from watchbill.interfaces.api.requests import Bearer, JsonParser, JsonRenderer, known_parameters_only

DESCRIPTION = """\
Every request carries `Authorization: Bearer TOKEN`; a token has scopes (`read`, `respond`, `manage`, `administer`)
and may never do more than its person. Instants are UTC, written with `Z`. Lists come in portions: `limit`, `cursor`,
and in the answer `items` and `next`. Whatever fails is answered with
`{"error": {"code": …, "message": …, "fields": {…}}}`."""
FAILURE = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string", "enum": sorted(CODES)},
                "message": {"type": "string", "description": "A sentence for a person."},
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "description": "What is wrong with which part.",
                },
            },
        }
    },
}
FAILED = {
    "description": "It failed.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}},
}
ROUTERS = {
    "alerts": alerts.router,
    "oncall": oncall.router,
    "schedules": schedules.router,
    "people": people.router,
    "teams": teams.router,
    "services": services.router,
    "integrations": integrations.router,
    "policies": policies.router,
    "routes": routes.router,
    "tokens": tokens.router,
    "deliveries": deliveries.router,
    "audit": audit.router,
    "configuration": configuration.router,
}


class Api(NinjaAPI):
    """Operations are named by their functions, and every one of them says how it fails."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **said: Any) -> OpenAPISchema:
        """Made once: it does not change while a process runs, and everybody may ask for it."""
        key = repr(sorted(said.items()))
        if key not in self._documents:
            self._documents[key] = _with_failures(super().get_openapi_schema(**said))
        return self._documents[key]


def _with_failures(document: OpenAPISchema) -> OpenAPISchema:
    document["components"]["schemas"]["Failure"] = FAILURE
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = FAILED
    return document


def build() -> NinjaAPI:
    api = Api(
        title="Watchbill",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        auth=Bearer(),
        parser=JsonParser(),
        renderer=JsonRenderer(),
        urls_namespace="api",
    )
    handle_exceptions(api)
    api.add_decorator(known_parameters_only, mode="view")
    for noun, router in ROUTERS.items():
        api.add_router(f"/{noun}", router, tags=[noun])
    api.add_router("", system.router, tags=["system"])
    return api


api = build()
