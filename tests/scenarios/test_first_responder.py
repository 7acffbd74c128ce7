"""Whoever is on duty hears first, and the others only when they are needed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.cli.watchbill import EXAMPLES, output
from tests.scenarios.outside import Outside, link_in, mail_to, mails, part

FILE = EXAMPLES / "operate-first.yaml"
TEN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # ten in the morning in New York, a Monday
NAMES = {
    "abby": "Abby Stone",
    "bashir": "Bashir Amin",
    "carla": "Carla Reyes",
    "dmitri": "Dmitri Volkov",
    "edda": "Edda Berg",
}


def on_duty(at: datetime) -> str:
    """Whoever the file says, asked without a database."""
    asked = ("--config", FILE, "--schedule", "support", "--at", f"{at:%Y-%m-%dT%H:%MZ}", "--json")
    (person,) = json.loads(output("rota", "who", *asked))
    return str(person)


@pytest.mark.req("OF-7")
def test_whoever_is_on_duty_is_the_first_responder_for_every_service_of_the_team(outside: Outside) -> None:
    outside.apply(FILE)
    served = []
    for day in range(5):
        outside.until(TEN + timedelta(days=day))
        duty = on_duty(TEN + timedelta(days=day))
        served.append(duty)
        for summary, labels in ((f"Console slow {day}", {"namespace": "openshift-console"}), (f"App down {day}", {})):
            alert = outside.alert("alertmanager", summary, **labels)
            assert mails(summary) == [(duty, f"[HIGH] {summary} (#{alert.pk})")]
            assert "you are on call for support (step 1)" in mail_to(duty, summary)

            Client().post(link_in(mail_to(duty, summary), "Acknowledge"), {"act": "acknowledge"})
            told = part(outside.browser(duty), f"/alerts/{alert.pk}", "calls")
            assert NAMES[duty] in told
            assert not [name for person, name in NAMES.items() if person != duty and name in told]
    assert sorted(served) == sorted(NAMES), "each of them had a day"


@pytest.mark.req("OF-14")
def test_whoever_is_off_duty_is_paged_only_for_a_step_or_for_help_and_the_record_says_which(outside: Outside) -> None:
    outside.apply(FILE)
    outside.until(TEN)
    duty = on_duty(TEN)
    others = [person for person in NAMES if person != duty]

    unanswered = outside.alert("alertmanager", "Router gone")
    outside.until(TEN + timedelta(minutes=14))
    assert [person for person, _ in mails("Router gone")] == [duty]
    outside.until(TEN + timedelta(minutes=16))
    stepped = mails("Router gone")[1][0]
    why = part(outside.browser(stepped), f"/alerts/{unanswered.pk}", "why")
    assert f"Step 1: paged {NAMES[duty]} (on duty), because they are on call for support." in why
    assert stepped != duty
    assert f"Step 2: paged {NAMES[stepped]} (off duty, paged by an escalation step), because" in why
    Client().post(link_in(mail_to(stepped, "Router gone"), "Acknowledge"), {"act": "acknowledge"})

    hard = outside.alert("alertmanager", "Odd checksum")
    helper = others[-1]
    path = f"/alerts/{hard.pk}"
    asked = outside.browser(duty).post(f"{path}/reassign", {"target": f"person:{helper}"})
    assert asked.status_code == 303
    outside.until(TEN + timedelta(minutes=17))
    assert [person for person, _ in mails("Odd checksum")] == [duty, helper]
    assert f"{NAMES[duty]} asked for you" in mail_to(helper, "Odd checksum")
    why = part(outside.browser(helper), path, "why")
    assert f"paged {NAMES[helper]} (off duty, asked for help), because {NAMES[duty]} asked for them." in why
    Client().post(link_in(mail_to(helper, "Odd checksum"), "Acknowledge"), {"act": "acknowledge"})


def test_outside_the_hours_what_may_wait_pages_nobody_until_somebody_is_on_duty_again(outside: Outside) -> None:
    outside.apply(FILE)
    evening = TEN + timedelta(hours=10)
    outside.until(evening)
    waiting = outside.alert("alertmanager", "Disk half full", severity="warning")
    nine = TEN + timedelta(hours=23)
    outside.until(nine - timedelta(minutes=1))
    assert mails("Disk half full") == []
    assert "low urgency waits until 2026-03-03 14:00 UTC" in part(
        outside.browser("abby"), f"/alerts/{waiting.pk}", "why"
    )
    outside.until(nine)
    assert [person for person, _ in mails("Disk half full")] == [on_duty(nine)]


def test_whoever_is_asked_for_by_hand_is_paged_at_once_whatever_the_hour(outside: Outside) -> None:
    outside.apply(FILE)
    outside.until(TEN + timedelta(hours=10))
    waiting = outside.alert("alertmanager", "Disk half full", severity="warning")
    outside.browser("abby").post(f"/alerts/{waiting.pk}/reassign", {"target": "person:carla"})
    outside.until(TEN + timedelta(hours=10, minutes=1))
    assert [person for person, _ in mails("Disk half full")] == ["carla"]
