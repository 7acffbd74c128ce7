"""The on-call list: one official place, its order visible, whether it is changed in the file or on a page."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.watchbill import EXAMPLES, output
from tests.scenarios.forms import fields, send
from tests.scenarios.outside import Outside, order_on_page, shifts

LIST = ["abby", "bashir", "carla", "dmitri", "edda"]
SWAPPED = ["abby", "bashir", "dmitri", "carla", "edda"]
AUTHOR = ("-c", "user.name=Marcel", "-c", "user.email=marcel@example.org")


def git(folder: Path, *said: str) -> str:
    done = subprocess.run(["git", *AUTHOR, *said], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def committed(file: Path, message: str) -> None:
    git(file.parent, "add", file.name)
    git(file.parent, "commit", "--quiet", "-m", message)


@pytest.mark.req("OF-1")
def test_the_list_is_one_file_under_version_control_and_everybody_sees_its_order(
    outside: Outside, tmp_path: Path
) -> None:
    file = tmp_path / "on-call.yaml"
    file.write_text((EXAMPLES / "operate-first.yaml").read_text().replace("order: by-hand", "order: listed"))
    outside.apply(file)
    outside.export(file)
    git(tmp_path, "init", "--quiet")
    committed(file, "The list")
    anybody, manager = outside.browser("edda"), outside.browser("marcel")
    assert order_on_page(anybody, "support") == [LIST]
    assert [shift["people"] for shift in shifts(file, "support", "2026-01-05", "2026-01-10")] == [[one] for one in LIST]

    page = "/rota/support/edit"
    lines = fields(manager, page)["layer-0-slots"].split("\n")
    lines[2], lines[3] = lines[3], lines[2]
    assert send(manager, page, "save", **{"layer-0-slots": "\n".join(lines)}).status_code == 303
    assert order_on_page(anybody, "support") == [SWAPPED]
    assert "schedule support" in outside.plan(file), "what was changed on a page shows beside the file"

    outside.export(file)
    assert git(tmp_path, "diff", "--shortstat").strip().startswith("1 file changed, 1 insertion(+), 1 deletion(-)")
    committed(file, "Dmitri before Carla")

    git(tmp_path, "checkout", "--quiet", "HEAD~1", "--", file.name)
    outside.apply(file)
    assert order_on_page(anybody, "support") == [LIST]
    assert output("plan", file).startswith("No changes.")
