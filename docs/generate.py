"""`make docs`: the pages of docs/reference that are made from the code."""

import json
import os
import re
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


def roles() -> str:
    """The page as it is written, with its two tables made anew."""
    _start_django()
    from watchbill.apps.people.permissions import Act
    from watchbill.apps.people.rights import LETS, MANAGER, table

    rows = [[row.who if row.who == MANAGER else f"`{row.who}`", *map(_yes_or_no, row.may)] for row in table()]
    text = (REFERENCE / "roles.md").read_text(encoding="utf-8")
    text = _with_table(text, ["role", *Act], rows)
    return _with_table(text, ["right", "lets one"], [[f"`{act}`", lets] for act, lets in LETS.items()])


def _yes_or_no(may: bool) -> str:
    return "yes" if may else "no"


def _with_table(text: str, head: list[str], rows: list[list[str]]) -> str:
    """The table that has this head, replaced."""
    first, *rest = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    made = "\n".join([first, "|" + "---|" * len(head), *rest])
    found = re.compile(rf"^\| {re.escape(' | '.join(head))} \|\n(?:\|.*\n)+", re.MULTILINE)
    return found.sub(lambda _: f"{made}\n", text, count=1)


def schema() -> str:
    from watchbill.domain.shape.schema import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli,
    "api.md": api,
    "configuration.schema.json": schema,
    "roles.md": roles,
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
