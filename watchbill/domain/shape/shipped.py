"""The process profiles that ship with the product, as far as a file may refer to them."""

import msgspec


class ShippedProcess(msgspec.Struct, frozen=True):
    """`roles`: keys and titles."""

    roles: dict[str, str]
    severities: tuple[str, ...]


SHIPPED_PROCESSES: dict[str, ShippedProcess] = {
    "standard": ShippedProcess(
        roles={
            "commander": "Incident commander",
            "operations": "Operations lead",
            "operations-team": "Operations team member",
            "expert": "Subject matter expert",
            "communications": "Communications lead",
            "planner": "Planner",
            "scribe": "Scribe",
            "review-team": "Review team",
        },
        severities=("SEV1", "SEV2", "SEV3"),
    )
}
