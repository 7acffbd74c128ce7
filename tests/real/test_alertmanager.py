"""Alertmanager posts, a mail arrives, and the link in it acknowledges; without an answer the next person is paged."""

import re

import pytest

from tests.real.alertmanager import Alertmanager
from tests.real.mailbox import Mailbox, text_of
from tests.real.outside import eventually
from tests.real.served import Served

pytestmark = pytest.mark.real


def link_in(mailbox: Mailbox, person: str, about: str) -> str:
    found = re.search(r"^Acknowledge: (\S+)$", text_of(mailbox.wait(person, about)), re.MULTILINE)
    assert found
    return found[1]


def test_the_link_in_the_mail_acknowledges_and_only_when_it_is_posted(
    served: Served, mailbox: Mailbox, alertmanager: Alertmanager
) -> None:
    alertmanager.fires("TransmitterSilent", "Transmitter 2 is silent", instance="tx-2")
    link = link_in(mailbox, "ana", "Transmitter 2 is silent")

    status, shown = served.get(link)
    assert status == 200
    assert "Transmitter 2 is silent" in shown
    assert served.alert("Transmitter 2")["status"] == "triggered"

    status, shown = served.post_form(link, act="acknowledge")
    assert status == 200
    assert "Acknowledged by you" in shown
    assert served.alert("Transmitter 2")["status"] == "acknowledged"


def test_what_nobody_acknowledges_goes_to_the_second_person(
    served: Served, mailbox: Mailbox, alertmanager: Alertmanager
) -> None:
    alertmanager.fires("TransmitterSilent", "Transmitter 3 is silent", instance="tx-3")
    first = mailbox.wait("ana", "Transmitter 3 is silent")
    second = mailbox.wait("ben", "Transmitter 3 is silent")

    assert mailbox.mails.index(first) < mailbox.mails.index(second)
    assert "the policy names you (step 2)" in text_of(second)
    assert not mailbox.to("ben", "Transmitter 2"), "what Ana had acknowledged was escalated"


def test_what_alertmanager_resolves_is_over(served: Served, mailbox: Mailbox, alertmanager: Alertmanager) -> None:
    alertmanager.fires("AntennaIced", "The antenna is iced", instance="mast-1")
    link = link_in(mailbox, "ana", "The antenna is iced")

    alertmanager.resolves("AntennaIced", "The antenna is iced", instance="mast-1")
    eventually(lambda: served.alert("antenna")["status"] == "resolved", "the alert resolved")
    assert "It is over." in served.get(link)[1]
