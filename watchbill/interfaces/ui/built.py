"""The built assets: their names carry a hash, and manifest.json says which is which."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BUILT = Path(__file__).parent / "static" / "built"


def asset_url(name: str) -> str:
    """The address of an asset. Without a build it is the plain name, which is not there: `npm run build` makes it."""
    return f"{settings.STATIC_URL}{built_name(name)}"


def built_name(name: str) -> str:
    names = _manifest() if not settings.DEBUG else _manifest.__wrapped__()
    return names.get(name, name)


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return names
