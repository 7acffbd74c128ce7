import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.watchbill import EXAMPLES, output, run

HARBOUR = EXAMPLES / "harbour.yaml"

WATCH = """
zone: Europe/Amsterdam
people: {ana: {name: Ana Ruiz}, ben: {}}
schedules:
  watch:
    layers:
      - {name: days, slots: [ana, ben, nobody], unit: day, starts: 2026-03-27T09:00}
      - {name: nights, slots: [ben], hours: [{days: mon-sun, from: "22:00", to: "06:00"}], until: 2026-03-28}
"""


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    path = tmp_path / "watch.yaml"
    path.write_text(WATCH)
    return path


def show(path: Path, start: str, end: str, *more: str, schedule: str = "watch") -> Any:
    asked = ("--config", path, "--schedule", schedule, "--from", start, "--to", end, *more)
    return json.loads(output("rota", "show", *asked, "--json"))


def test_the_rota_is_a_list_of_shifts_in_utc(watch: Path) -> None:
    assert show(watch, "2026-03-27T00:00Z", "2026-03-30T00:00Z") == [
        {"start": "2026-03-27T00:00:00Z", "end": "2026-03-27T05:00:00Z", "people": ["ben"]},
        {"start": "2026-03-27T08:00:00Z", "end": "2026-03-27T21:00:00Z", "people": ["ana"]},
        {"start": "2026-03-27T21:00:00Z", "end": "2026-03-27T23:00:00Z", "people": ["ben"]},
        {"start": "2026-03-27T23:00:00Z", "end": "2026-03-28T08:00:00Z", "people": ["ana"]},
        {"start": "2026-03-28T08:00:00Z", "end": "2026-03-29T07:00:00Z", "people": ["ben"]},
    ]


def test_each_layer_has_its_own_shifts(watch: Path) -> None:
    found = show(watch, "2026-03-27T12:00Z", "2026-03-28T12:00Z", "--layers")
    assert list(found) == ["final", "layers"]
    assert found["layers"] == {
        "days": [
            {"start": "2026-03-27T12:00:00Z", "end": "2026-03-28T08:00:00Z", "people": ["ana"]},
            {"start": "2026-03-28T08:00:00Z", "end": "2026-03-28T12:00:00Z", "people": ["ben"]},
        ],
        "nights": [{"start": "2026-03-27T21:00:00Z", "end": "2026-03-27T23:00:00Z", "people": ["ben"]}],
    }
    assert [shift["people"] for shift in found["final"]] == [["ana"], ["ben"], ["ana"], ["ben"]]


@pytest.mark.parametrize(
    "start", ["2026-03-27T08:00Z", "2026-03-27T08:00:00Z", "2026-03-27T09:00", "2026-03-27T10:00+02:00"]
)
def test_an_instant_is_in_the_zone_of_the_schedule_unless_it_says_another(watch: Path, start: str) -> None:
    (first, *_) = show(watch, start, "2026-03-28")
    assert first == {"start": "2026-03-27T08:00:00Z", "end": "2026-03-27T21:00:00Z", "people": ["ana"]}


def test_a_date_is_the_start_of_that_day_in_the_zone_of_the_schedule(watch: Path) -> None:
    assert show(watch, "2026-03-28", "2026-03-29")[0]["start"] == "2026-03-27T23:00:00Z"


@pytest.mark.parametrize(
    ("at", "people"),
    [
        ("2026-03-27T21:00Z", ["ben"]),
        ("2026-03-27T20:59:59Z", ["ana"]),
        ("2026-03-28T09:00", ["ben"]),
        ("2026-03-29T12:00", []),
    ],
)
def test_who_is_on_call_is_a_list_of_people(watch: Path, at: str, people: list[str]) -> None:
    assert json.loads(output("rota", "who", "--config", watch, "--schedule", "watch", "--at", at, "--json")) == people


def test_without_json_the_rota_is_a_table_in_the_zone_of_the_schedule(watch: Path) -> None:
    text = output(
        "rota", "show", "--config", watch, "--schedule", "watch", "--from", "2026-03-28", "--to", "2026-03-30"
    )
    assert text.splitlines() == [
        "watch, times in Europe/Amsterdam",
        "  Sat 2026-03-28 00:00 +0100  to  Sat 2026-03-28 09:00 +0100  ana (Ana Ruiz)",
        "  Sat 2026-03-28 09:00 +0100  to  Sun 2026-03-29 09:00 +0200  ben",
    ]


def test_a_table_of_layers_ends_with_the_result(watch: Path) -> None:
    asked = ("--config", watch, "--schedule", "watch", "--from", "2026-04-01T12:00", "--to", "2026-04-02", "--layers")
    assert [line for line in output("rota", "show", *asked).splitlines() if not line.startswith("  ")] == [
        "layer days, times in Europe/Amsterdam",
        "",
        "layer nights, times in Europe/Amsterdam",
        "",
        "watch, times in Europe/Amsterdam",
    ]


def test_nobody_is_said_in_words(watch: Path) -> None:
    asked = ("--config", watch, "--schedule", "watch")
    assert output("rota", "who", *asked, "--at", "2026-03-29T12:00") == "nobody\n"
    assert output("rota", "show", *asked, "--from", "2026-03-29T10:00", "--to", "2026-03-29T12:00").endswith(
        "  nobody\n"
    )


def test_a_folder_is_one_configuration(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "people.yml").write_text("people: {ana: {}}")
    (tmp_path / "deep" / "schedules.yaml").write_text("schedules: {watch: {layers: [{name: a, slots: [ana]}]}}")
    (tmp_path / "notes.txt").write_text("not: [a configuration")
    (tmp_path / ".git" / "config.yaml").write_text("not: [a configuration")
    asked = ("--config", tmp_path, "--schedule", "watch", "--at", "2026-03-29", "--json")
    assert json.loads(output("rota", "who", *asked)) == ["ana"]


def test_what_is_wrong_is_said_line_by_line_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("people: {ana: {nam: Ana}}\nschedules: {watch: {layers: [{name: a, slots: [anna]}]}}\n")
    result = run("rota", "who", "--config", path, "--schedule", "watch", "--at", "2026-03-29")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"{path}:1:16: people.ana.nam: the key 'nam' is unknown; did you mean 'name'?",
        (
            f"{path}:2:48: schedules.watch.layers[0].slots[0]: found 'anna', "
            "but there is no person of that name; did you mean 'ana'?"
        ),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a: [", b"- a"])
def test_a_file_that_is_no_configuration_ends_with_1(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_bytes(content)
    result = run("rota", "who", "--config", path, "--schedule", "watch", "--at", "2026-03-29")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{path}:")


def test_a_folder_without_files_ends_with_1(tmp_path: Path) -> None:
    result = run("rota", "who", "--config", tmp_path, "--schedule", "watch", "--at", "2026-03-29")
    assert (result.exit_code, result.stderr) == (
        1,
        f"{tmp_path}:1:1: the folder holds no file that ends in .yaml or .yml\n",
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--schedule": "wach"}, "There is no schedule 'wach' in the configuration; did you mean 'watch'?"),
        ({"--schedule": "zzz"}, "There is no schedule 'zzz' in the configuration; there are: watch"),
        ({"--from": "soon"}, "--from: found 'soon', expected an instant such as 2026-01-05T09:00"),
        ({"--to": "2026-13-01"}, "--to: found '2026-13-01', expected a day and a time that exist in the calendar"),
        ({"--to": "2026-03-27"}, "--to must come after --from"),
        ({"--to": "2126-03-27"}, "no more than 20 years after it"),
        ({"--config": "no-such-file.yaml"}, "no-such-file.yaml"),
    ],
)
def test_a_question_that_cannot_be_asked_ends_with_2(watch: Path, change: dict[str, str], sentence: str) -> None:
    asked = {"--config": str(watch), "--schedule": "watch", "--from": "2026-03-27", "--to": "2026-03-28"} | change
    result = run("rota", "show", *(word for pair in asked.items() for word in pair))
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in " ".join(result.stderr.split())


def test_a_missing_option_ends_with_2() -> None:
    assert run("rota", "show").exit_code == 2
    assert run("rota", "nonsense").exit_code == 2


def test_who_and_show_agree_at_every_hour_of_the_example() -> None:
    asked = ("--config", HARBOUR, "--schedule", "radio-duty")
    shifts = show(HARBOUR, "2026-03-02T00:00Z", "2026-03-06T00:00Z", schedule="radio-duty")
    for shift in shifts:
        assert json.loads(output("rota", "who", *asked, "--at", shift["start"], "--json")) == shift["people"]


def alone(program: str, *arguments: str, cwd: Path | None = None, **environment: str) -> str:
    """What a process of its own prints."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(EXAMPLES.parent), **environment}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=given, check=True).stdout


def test_the_command_needs_neither_django_nor_a_database_nor_the_holidays(tmp_path: Path, watch: Path) -> None:
    program = (
        "import sys\n"
        "from watchbill.interfaces.cli.main import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'django', 'sqlite3', 'psycopg', 'asyncio', 'aiohttp', 'holidays', 'jsonschema', 'unittest'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    asked = ("rota", "who", "--config", str(watch), "--schedule", "watch", "--at", "2026-03-28T12:00Z", "--json")
    assert alone(program, *asked, cwd=tmp_path).splitlines() == ['["ben"]', "[]"]
    assert list(tmp_path.iterdir()) == [watch]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_the_zone_of_the_process_does_not_matter(zone: str, watch: Path) -> None:
    program = "import sys; from watchbill.interfaces.cli.main import main; main(sys.argv[1:])"
    asked = (
        "rota",
        "show",
        "--config",
        str(watch),
        "--schedule",
        "watch",
        "--from",
        "2026-03-27",
        "--to",
        "2026-03-30",
    )
    assert alone(program, *asked, TZ=zone) == output(*asked)
