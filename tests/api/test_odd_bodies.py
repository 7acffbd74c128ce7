"""Whatever a program sends, the answer is never a defect of ours."""

from typing import Any

import pytest

from tests.api.conftest import Program
from tests.api.test_access import CASES, ask_and_undo, prepared
from tests.api.world import World

__all__ = ["prepared"]
ODD: tuple[Any, ...] = (None, "", "No Good!", "é" * 3000, -1, 2**70, [None], {"": ""}, [{"name": "x"}])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.body])
def test_no_body_is_answered_with_a_defect(name: str, prepared: World, as_administrator: Program) -> None:
    case = CASES[name]
    for field in case.body:
        for odd in ODD:
            changed = type(case)(case.method, case.path, case.may, case.body | {field: odd})
            status, said = ask_and_undo(as_administrator, changed, prepared)
            assert status < 500, (field, odd, said)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.method == "GET"])
def test_no_parameter_is_answered_with_a_defect(name: str, prepared: World, as_administrator: Program) -> None:
    case = CASES[name]
    for field in ("limit", "cursor", "status", "service", "since", "start", "end", "at", "person", "schedule", "text"):
        for odd in ("", "é" * 3000, "MQ", "99999999999999999999", "2026-03-01T00:00:00Z"):
            changed = type(case)(case.method, case.path, case.may, None, case.query | {field: odd})
            status, said = ask_and_undo(as_administrator, changed, prepared)
            assert status < 500, (field, odd, said)
