from pathlib import Path

from watchbill.interfaces.api import reference

PUBLISHED = Path(__file__).parents[2] / "docs/reference/api.md"


def test_the_reference_of_the_api_is_current() -> None:
    """`make docs` makes it so."""
    assert PUBLISHED.read_text(encoding="utf-8") == reference.page()
