"""What was measured, beside what was to be reached: as a table on the screen, as bench/results.json, as a page."""

import json
import platform
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "results.json"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "figures.md"


@dataclass(frozen=True)
class Row:
    """One line. `goal` is what `reached` should be at least, or at most where `less_is_better`; None: it has none.

    Where the goal is a multiple of what a peer did beside it in the same run, `peer` names it and `ratio` is the
    multiple that was reached.
    """

    what: str
    reached: float
    unit: str
    goal: float | None
    less_is_better: bool = False
    peer: str = ""
    peer_reached: float | None = None
    wanted_ratio: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.reached / self.peer_reached if self.peer_reached else None

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.reached <= self.goal if self.less_is_better else self.reached >= self.goal


def beside(what: str, reached: float, unit: str, wanted: float, peer: str, peer_reached: float | None) -> Row:
    """A goal that is a multiple of a peer's figure. Without the peer on this machine there is no goal."""
    note = "" if peer_reached is not None else f"Nothing to compare with: no {peer} on this machine."
    goal = wanted * peer_reached if peer_reached is not None else None
    return Row(what, reached, unit, goal, False, peer, peer_reached, wanted, note)


@dataclass
class Results:
    machine: dict[str, str]
    date: str
    rows: list[Row] = field(default_factory=list)

    def write(self) -> None:
        rows = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in self.rows]
        said = {"machine": self.machine, "date": self.date, "rows": rows}
        FILE.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read() -> Results:
    said = json.loads(FILE.read_text(encoding="utf-8"))
    rows = [Row(**{key: row[key] for key in Row.__dataclass_fields__}) for row in said["rows"]]
    return Results(said["machine"], said["date"], rows)


def merged(new: Sequence[Row], *, today: date) -> Results:
    """A run of some measures replaces their rows and keeps the others of the last run on this machine."""
    machine = describe_machine()
    old = read().rows if FILE.exists() and read().machine == machine else []
    measured = {row.what for row in new}
    kept = [row for row in old if row.what not in measured]
    return Results(machine, today.isoformat(), [*kept, *new])


def describe_machine() -> dict[str, str]:
    cpus = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return {
        "processor": cpus[0].split(":", 1)[1].strip() if cpus else platform.processor(),
        "cores": str(len(cpus)),
        "memory": f"{memory:.0f} GB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def table(rows: Iterable[Row]) -> str:
    lines = [_cells(row) for row in rows]
    heads = ("what", "reached", "to reach", "beside", "")
    widths = [max(len(line[column]) for line in [heads, *lines]) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [heads, *lines]
    )


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    met = {True: "met", False: "MISSED", None: ""}[row.met]
    beside = f"{row.ratio:.2f} × {row.peer} ({number(row.peer_reached)})" if row.ratio is not None else ""
    return row.what, f"{number(row.reached)} {row.unit}", _goal(row), beside, met


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    if row.wanted_ratio is not None:
        return f"{row.wanted_ratio:g} × {row.peer}"
    return f"{'under' if row.less_is_better else 'from'} {number(row.goal)} {row.unit}"


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def page(results: Results) -> str:
    """docs/reference/figures.md."""
    machine = ", ".join(f"{name} {said}" for name, said in results.machine.items())
    lines = [
        "# Figures",
        "",
        "How fast it is, beside its peers on the same machine in the same run: medians, interleaved, the client on the",
        "same cores. The ratios are what carries over to another machine. `make bench` measures, and writes",
        "`bench/results.json`; `python -m bench --page` makes this page of it.",
        "",
        f"Measured on {results.date}: {machine}.",
        "",
        "| what | reached | to reach | beside | |",
        "|---|---|---|---|---|",
        *("| " + " | ".join(_cells(row)) + " |" for row in results.rows),
        "",
        *(f"- {row.what}: {row.note}" for row in results.rows if row.note),
    ]
    return "\n".join(lines) + "\n"


def show(results: Results, out: Any = sys.stdout) -> None:
    out.write(table(results.rows) + "\n")
    for row in results.rows:
        if row.met is False or row.goal is None:
            out.write(f"\n{row.what}: {row.note}\n")
