"""`make requirements`: which requirement is shown by which test, and which ones no test shows whole.

A test carries `@pytest.mark.req("OF-2")` when it shows that requirement whole, with `part=True` when it shows a part.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = Path("../shared/requirements.md")
ROW = re.compile(r"^\| ([A-Z]{2}-\d+) \|", re.MULTILINE)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Mark(NamedTuple):
    requirement: str
    test: str  # file and name, as pytest is asked for it
    whole: bool


def marks(folder: Path) -> Iterator[Mark]:
    """Every mark in the tests of a folder, in the order of the files."""
    for file in sorted(folder.rglob("test_*.py")):
        name = file.relative_to(folder.parent).as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"), filename=name)
        yield from _below(tree, name)


def _below(tree: ast.AST, name: str) -> Iterator[Mark]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Definition):
            test = f"{name}::{node.name}"
            yield from (mark for decorator in node.decorator_list for mark in _said(decorator, test))
            yield from _below(node, test)


def _said(decorator: ast.expr, test: str) -> Iterator[Mark]:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "pytest.mark.req":
        return
    partly = any(word.arg == "part" and ast.literal_eval(word.value) for word in decorator.keywords)
    for argument in decorator.args:
        yield Mark(ast.literal_eval(argument), test, not partly)


def required() -> list[str] | None:
    """The ids in the order of the list; None when the list is not there."""
    path = ROOT / REQUIREMENTS
    return ROW.findall(path.read_text(encoding="utf-8")) if path.is_file() else None


def unknown(found: Sequence[Mark], ids: Sequence[str]) -> list[Mark]:
    return [mark for mark in found if mark.requirement not in ids]


def report(found: Sequence[Mark], ids: Sequence[str]) -> str:
    """Each id with its tests, then what no test shows whole."""
    by_id: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in found:
        by_id[mark.requirement].append(mark)
    lines = [line for ident in ids for line in _lines(ident, by_id[ident])]
    missing = [ident for ident in ids if not any(mark.whole for mark in by_id[ident])]
    lines += ["", f"{len(ids) - len(missing)} of {len(ids)} are shown whole."]
    return "\n".join([*lines, f"Not shown whole: {' '.join(missing)}"] if missing else lines)


def _lines(ident: str, found: Sequence[Mark]) -> list[str]:
    if not found:
        return [f"{ident:<6} -"]
    said = [
        f"{mark.test}{'' if mark.whole else '  (a part)'}" for mark in sorted(found, key=lambda each: not each.whole)
    ]
    return [f"{ident:<6} {said[0]}", *(f"{'':<6} {each}" for each in said[1:])]


def main() -> int:
    found, ids = list(marks(ROOT / "tests")), required()
    if ids is None:
        sys.stdout.write(f"{REQUIREMENTS} is not there: only what the tests are marked with.\n\n")
        ids = list(dict.fromkeys(sorted(mark.requirement for mark in found)))
    sys.stdout.write(f"{report(found, ids)}\n")
    wrong = unknown(found, ids)
    for mark in wrong:
        sys.stderr.write(f"{mark.test} is marked with {mark.requirement}, which is no requirement.\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
