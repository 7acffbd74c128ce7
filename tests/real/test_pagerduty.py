"""PagerDuty's own Python client works when its address is changed."""

import ssl

import pytest
from pagerduty import EventsApiV2Client, HttpError

from tests.real.conftest import PAGER_KEY
from tests.real.mailbox import Mailbox
from tests.real.served import Served
from tests.real.tls import Proxy

pytestmark = pytest.mark.real


def client_of(proxy: Proxy, key: str = PAGER_KEY) -> EventsApiV2Client:
    """It speaks to https alone."""
    return EventsApiV2Client(key, base_url=proxy.url, verify=ssl.create_default_context(cafile=proxy.certificate))


def test_the_client_triggers_acknowledges_and_resolves(served: Served, proxy: Proxy, mailbox: Mailbox) -> None:
    client = client_of(proxy)

    key = client.trigger("The studio clock is wrong", "clock-1", severity="critical", custom_details={"off by": "3 s"})
    assert served.alert("studio clock")["status"] == "triggered"
    mailbox.wait("ana", "The studio clock is wrong")

    assert client.acknowledge(key) == key
    assert served.alert("studio clock")["status"] == "acknowledged"

    assert client.resolve(key) == key
    assert served.alert("studio clock")["status"] == "resolved"


def test_a_key_that_nobody_has_is_refused_in_words_that_the_client_understands(proxy: Proxy) -> None:
    with pytest.raises(HttpError) as refused:
        client_of(proxy, "0" * 32).trigger("Nobody hears this", "clock-1")
    assert refused.value.response.status_code == 404
    assert "No integration has this key" in refused.value.response.text
