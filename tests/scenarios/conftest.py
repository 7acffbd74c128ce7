"""What stories begin with: a file that was applied, and people who look at its effect from outside."""

from datetime import datetime

import pytest

from tests.scenarios.outside import Outside
from watchbill.interfaces.cli import place


@pytest.fixture
def outside(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """The clock stands at Monday the 2nd of March 2026, 09:00 UTC, until a story moves it."""
    monkeypatch.setattr(place, "_migrate", lambda: None)
    monkeypatch.setenv("OPERATE_FIRST_ALERTMANAGER_KEY", "0123456789abcdef0123456789abcdef")
    return Outside()
