"""The list is put in a new order when its last person has served: by itself, or by that person, who is asked."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

from tests.cli.watchbill import EXAMPLES
from tests.scenarios.forms import send
from tests.scenarios.outside import Outside, link_in, mail_to, mails, order_on_page, part, shifts

BY_HAND = EXAMPLES / "operate-first.yaml"
LIST = ["abby", "bashir", "carla", "dmitri", "edda"]
NEW = ["carla", "edda", "abby", "dmitri", "bashir"]
TEN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # ten in the morning in New York, a Monday
NAMES = {"Abby": "abby", "Bashir": "bashir", "Carla": "carla", "Dmitri": "dmitri", "Edda": "edda"}
ASKED = "Shuffle the list of On call, every working day"


def on_duty(client: Client) -> str:
    """Whoever the page of the schedule names first."""
    said = part(client, "/rota/support", "watch").partition(" until ")[0]
    (found,) = [key for name, key in NAMES.items() if name in said]
    return found


def next_working_days(outside: Outside, client: Client, count: int) -> list[str]:
    """Who was on duty at ten on the next so many working days, as time passes."""
    served = []
    day = outside.now()
    while len(served) < count:
        day += timedelta(days=1)
        if day.weekday() < 5:
            outside.until(day)
            served.append(on_duty(client))
    return served


def places(order: list[str]) -> dict[str, str]:
    """The form of the page: for each turn of the present list, its place in the new one."""
    return {f"place-{old}": str(order.index(person) + 1) for old, person in enumerate(LIST)}


@pytest.mark.req("OF-13")
def test_the_last_on_the_list_is_asked_for_the_next_order_and_never_begins_it(outside: Outside) -> None:
    outside.apply(BY_HAND)
    anybody = outside.browser("abby")
    outside.until(TEN)
    while on_duty(anybody) != "edda":
        assert mails(ASKED) == []
        next_working_days(outside, anybody, 1)
    assert [person for person, _ in mails(ASKED)] == ["edda"]
    page = link_in(mail_to("edda", ASKED))

    again = send(outside.browser("edda"), page, **places(["edda", "abby", "bashir", "carla", "dmitri"]))
    assert b"would serve twice in a row" in again.content
    refused = send(outside.browser("bashir"), page, **places(NEW))
    assert b"may not" in refused.content, "it is asked of the last on the list, or a manager"

    assert send(outside.browser("edda"), page, **places(NEW)).status_code == 303
    assert on_duty(anybody) == "edda", "this round is served as it was"
    assert next_working_days(outside, anybody, 5) == NEW
    assert [person for person, _ in mails(ASKED)] == ["edda", "bashir"], "the last of the new list is asked in turn"
    assert next_working_days(outside, anybody, 5) == NEW, "who does not answer leaves the order as it is"


@pytest.mark.req("OF-13")
def test_a_list_that_shuffles_itself_shows_its_next_round_and_serves_it(outside: Outside, tmp_path: Path) -> None:
    file = tmp_path / "shuffled.yaml"
    file.write_text(BY_HAND.read_text().replace("order: by-hand", "order: shuffled"))
    outside.apply(file)
    anybody = outside.browser("abby")
    outside.until(TEN)
    present, following = order_on_page(anybody, "support")
    left = present[present.index(on_duty(anybody)) + 1 :]

    assert next_working_days(outside, anybody, len(left) + 5) == left + following
    assert mails(ASKED) == [], "nobody is asked"

    year = [shift["people"] for shift in shifts(file, "support", "2026-01-05", "2027-01-01")]
    rounds = [year[start : start + 5] for start in range(0, len(year) - 4, 5)]
    assert all(sorted(each) == [[key] for key in LIST] for each in rounds)
    assert all(one != other for one, other in pairwise(year)), "nobody serves twice in a row"
    assert len({str(each) for each in rounds}) > 10
