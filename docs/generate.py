"""`make docs`: the pages of docs/reference that are made from the code."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "reference"


def cli() -> str:
    from watchbill.interfaces.cli.reference import page

    return page()


def api() -> str:
    _start_django()
    from watchbill.interfaces.api.reference import page

    return page()


def schema() -> str:
    from watchbill.domain.shape.schema import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli,
    "api.md": api,
    "configuration.schema.json": schema,
}
"""What makes each page. The figures are made by `python -m bench --page`, of the results of a run."""


def _start_django() -> None:
    """No data folder is made: a key that is given is not kept."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "watchbill.settings"
    os.environ.setdefault("WATCHBILL_SECRET_KEY", "no secret is kept while pages are made")
    django.setup()


def main() -> None:
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()
