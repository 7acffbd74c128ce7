"""Alerts at the terminal: seen, taken, put off and closed, over real HTTP."""

import json
from collections.abc import Callable

import pytest

from tests.api.world import World, alert
from tests.cli.conftest import Terminal
from tests.cli.watchbill import run
from watchbill.apps.alerts.models import Alert, AlertStatus
from watchbill.apps.people.models import Person


def test_open_alerts_are_listed_the_newest_first(bobs: Terminal, world: World) -> None:
    second = alert(world.integration, "disk", summary="Disk is full", urgency="low")
    lines = bobs.output("alerts").splitlines()
    assert lines[0].split() == ["ID", "STATUS", "URGENCY", "SINCE", "SERVICE", "BY", "SUMMARY"]
    assert lines[1].startswith(f"{second.pk} ")
    assert lines[1].endswith("Disk is full")
    assert len(lines) == 3
    assert [each["id"] for each in json.loads(bobs.output("alerts", "--json"))] == [second.pk, world.alert.pk]
    assert bobs.output("alerts", "--urgency", "low", "--text", "silent") == "No alerts.\n"


def test_more_alerts_than_asked_for_are_told_of(bobs: Terminal, world: World) -> None:
    for number in range(3):
        alert(world.integration, f"key-{number}")
    result = bobs.run("alerts", "--limit", "2")
    assert len(result.stdout.splitlines()) == 3
    assert "There are more" in result.stderr
    assert len(json.loads(bobs.output("alerts", "--json", "--limit", "300"))) == 4


def test_what_a_sender_wrote_cannot_move_the_cursor(bobs: Terminal, world: World) -> None:
    alert(world.integration, "evil", summary="\x1b[2Jgone\nnext")
    assert "\x1b" not in bobs.output("alerts")
    assert len(bobs.output("alerts").splitlines()) == 3


def test_acknowledging_resolving_snoozing_and_noting(bobs: Terminal, world: World) -> None:
    number = str(world.alert.pk)
    assert bobs.output("ack", f"#{number}") == f"#{number} acknowledged: Transmitter 2 is silent\n"
    assert Alert.objects.get().acknowledged_by == world.bob
    assert "snoozed" in bobs.output("snooze", number, "--until", "2027-03-02T12:00Z")
    assert Alert.objects.get().snoozed_until is not None
    assert "snoozed" in bobs.output("alerts")
    assert "has your note" in bobs.output("note", number, "On the way.")
    assert "resolved" in bobs.output("resolve", number)
    assert Alert.objects.get().status == AlertStatus.RESOLVED


def test_what_is_refused_for_one_is_done_for_the_others(bobs: Terminal, world: World) -> None:
    over = alert(world.integration, "over", status=AlertStatus.RESOLVED)
    result = bobs.run("ack", str(world.alert.pk), str(over.pk), "999")
    assert result.exit_code == 1
    assert f"#{world.alert.pk} acknowledged" in result.stdout
    assert f"#{over.pk}: This alert is resolved" in result.stderr
    assert "#999: There is no alert 999." in result.stderr


def test_refusals_in_json(bobs: Terminal, world: World) -> None:
    result = bobs.run("ack", str(world.alert.pk), "999", "--json")
    assert result.exit_code == 1
    taken, missing = json.loads(result.stdout)
    assert taken["alert"]["status"] == "acknowledged"
    assert (missing["id"], missing["error"]["code"]) == (999, "not-found")


def test_a_viewer_is_refused_with_a_sentence(
    world: World, charlie: Person, at_terminal: Callable[..., Terminal]
) -> None:
    result = at_terminal(charlie).run("resolve", str(world.alert.pk))
    assert result.exit_code == 1
    assert "Charlie may not act on alerts" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ack",),
        ("ack", "x"),
        ("ack", "9" * 30),
        ("snooze", "1"),
        ("snooze", "1", "--for", "2h", "--until", "2026-03-02T12:00"),
        ("snooze", "1", "--for", "soon"),
        ("snooze", "1", "--until", "soon"),
        ("alerts", "--status", "broken"),
        ("alerts", "--limit", "0"),
        ("oncall", "--at", "later"),
    ],
)
def test_a_command_that_cannot_be_understood(arguments: tuple[str, ...]) -> None:
    assert run(*arguments, env={"WATCHBILL_URL": "http://127.0.0.1:9", "WATCHBILL_TOKEN": "x"}).exit_code == 2
