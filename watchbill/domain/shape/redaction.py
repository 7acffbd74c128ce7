"""An organisation without its secrets: in their place the names of the variables that are to hold them."""

import re
from collections.abc import Iterator
from itertools import count

import msgspec

from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.secrets import Secret


def without_secrets(organisation: Organisation) -> Organisation:
    """Two integrations never get the same name."""
    taken = {one.key.env for one in organisation.integrations.values() if one.key and one.key.env}
    integrations = {}
    for key, integration in organisation.integrations.items():
        if integration.key and integration.key.value:
            name = next(name for name in _names(key) if name not in taken)
            taken.add(name)
            integration = msgspec.structs.replace(integration, key=Secret(env=name))  # noqa: PLW2901
        integrations[key] = integration
    return msgspec.structs.replace(organisation, integrations=integrations)


def _names(key: str) -> Iterator[str]:
    name = "WATCHBILL_KEY_" + re.sub(r"[^A-Z0-9]", "_", key.upper())
    yield name
    yield from (f"{name}_{number}" for number in count(2))
