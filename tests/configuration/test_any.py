"""Any organisation that a file can say."""

from typing import Any

import msgspec
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.configuration.conftest import everything
from tests.domain.shape.organisations import an_organisation
from watchbill.apps.configuration import services
from watchbill.apps.oncall import rotas
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.schedules import Layer, Slot
from watchbill.domain.shape.writing import write

SEEDS = st.integers(0, 2**32)
WATCH = (Layer(name="watch", slots=(Slot(people=("ana",)),)),)


def fitting(seed: int) -> Organisation:
    """One that can be served: each schedule has a layer, and no source is told what it does not understand."""
    made = an_organisation(seed)
    return msgspec.structs.replace(
        made,
        schedules=_each(made.schedules, lambda one: {"layers": one.layers or WATCH}),
        integrations=_each(made.integrations, lambda _: {"source": "generic", "mapping": {}}),
    )


def _each(section: dict[str, Any], change: Any) -> dict[str, Any]:
    return {key: msgspec.structs.replace(one, **change(one)) for key, one in section.items()}


@given(SEEDS, SEEDS)
@settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_whatever_was_there_before_the_database_becomes_what_the_file_says(one: int, other: int) -> None:
    with transaction.atomic():
        rotas.forget()
        for organisation in (fitting(one), fitting(other)):
            services.apply(organisation, prune=True)
            assert services.export() == organisation
            assert write(services.export()) == write(organisation)
            before = everything()
            assert not services.apply(organisation, prune=True).changed
            assert everything() == before
        transaction.set_rollback(True)
