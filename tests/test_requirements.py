"""What `make requirements` reads out of the tests."""

from pathlib import Path

from tests.requirements import ROOT, Mark, marks, report, required, unknown

TESTS = """
import pytest

@pytest.mark.req("OF-1", "OF-2")
def test_whole(): ...

class TestRoom:
    @pytest.mark.req("OF-2", part=True)
    @pytest.mark.parametrize("n", [1])
    async def test_part(self, n): ...

def test_none(): ...
"""


def test_marks_are_read_without_running_anything(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "test_it.py").write_text(TESTS)
    assert list(marks(folder)) == [
        Mark("OF-1", "tests/deep/test_it.py::test_whole", True),
        Mark("OF-2", "tests/deep/test_it.py::test_whole", True),
        Mark("OF-2", "tests/deep/test_it.py::TestRoom::test_part", False),
    ]


def test_a_part_does_not_count() -> None:
    said = report([Mark("OF-1", "a", True), Mark("OF-2", "b", False)], ["OF-1", "OF-2", "OF-3"])
    assert said.splitlines() == [
        "OF-1   a",
        "OF-2   b  (a part)",
        "OF-3   -",
        "",
        "1 of 3 are shown whole.",
        "Not shown whole: OF-2 OF-3",
    ]


def test_no_test_is_marked_with_a_requirement_that_there_is_not() -> None:
    ids = required()
    assert ids is None or unknown(list(marks(ROOT / "tests")), ids) == []
