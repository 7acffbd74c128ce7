"""A schedule as lanes and as a table; overrides, layers and orders, whose effect is shown before it is made."""

import re

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World
from watchbill.apps.oncall import selectors
from watchbill.apps.oncall.models import Override, Schedule, ScheduleVersion
from watchbill.apps.people.models import Person
from watchbill.clock import now as the_time

pytestmark = pytest.mark.django_db
NEXT_WEEK = {"start": "2026-03-10T09:00", "end": "2026-03-11T09:00"}
LAYER = {
    "count": "1",
    "layer-0-name": "weekly",
    "layer-0-kept": "weekly",
    "layer-0-slots": "Bob\nAna",
    "layer-0-length": "1",
    "layer-0-unit": "week",
    "layer-0-starts": "2026-03-02T09:00",
    "layer-0-order": "listed",
}


def blocks(page: str, kind: str = "turn") -> list[str]:
    return re.findall(rf'<svg class="{kind}[^"]*"[^>]*><title>([^<]*)</title>', page)


def test_the_lanes_show_each_layer_the_override_and_the_result(world: World, bobs: Client) -> None:
    page = bobs.get("/rota/radio-duty?from=2026-03-02").content.decode()
    assert blocks(page) == [
        "Bob instead of Ana, Tue 3 Mar 10:00 to Wed 4 Mar 10:00",
        "Bob, … to Mon 2 Mar 09:00",
        "Ana, Mon 2 Mar 09:00 to …",
        "Bob, … to Mon 2 Mar 09:00",
        "Ana, Mon 2 Mar 09:00 to Tue 3 Mar 10:00",
        "Bob, Tue 3 Mar 10:00 to Wed 4 Mar 10:00",
        "Ana, Wed 4 Mar 10:00 to …",
    ]
    assert '<line class="now-line"' in page


def test_the_table_says_the_same_as_the_lanes(world: World, bobs: Client) -> None:
    page = bobs.get("/rota/radio-duty?from=2026-03-02").content.decode()
    table = page[page.index('id="shift-table"') : page.index('id="layer-1"')]
    said = " ".join(re.sub(r"<[^>]+>", " ", table).split())
    assert "… to Mon 2 Mar 09:00 BO Bob Mon 2 Mar 09:00 to Tue 3 Mar 10:00 AN Ana" in said
    assert "Tue 3 Mar 10:00 to Wed 4 Mar 10:00 BO Bob" in said


def test_a_time_with_nobody_is_red_hatched_and_named(world: World, bobs: Client) -> None:
    Override.objects.update(kind="remove", by=None)
    page = bobs.get("/rota/radio-duty?from=2026-03-02").content.decode()
    assert blocks(page, "nobody") == ["Nobody, Tue 3 Mar 10:00 to Wed 4 Mar 10:00"]
    assert '<span class="gap">nobody</span>' in page
    assert "1 gap" in text_of(bobs, "/rota")


def test_both_zones_are_named_when_they_differ(world: World, bob: Person, bobs: Client) -> None:
    Person.objects.filter(pk=bob.pk).update(zone="Asia/Tokyo")
    page = text_of(bobs, "/rota/radio-duty")
    assert "Times on your clock, Asia/Tokyo; the schedule hands over on the clock of Europe/Amsterdam." in page


@pytest.mark.parametrize("span", ["week", "fortnight", "month", "quarter", "nonsense"])
def test_every_span_can_be_opened(span: str, world: World, bobs: Client) -> None:
    assert bobs.get(f"/rota/radio-duty?span={span}&from=2026-03-02").status_code == 200


@pytest.mark.req("OF-1", part=True)
def test_the_order_of_the_list_is_visible_and_whose_turn_it_is(world: World, bobs: Client) -> None:
    page = bobs.get("/rota/radio-duty").content.decode()
    order = page[page.index('id="order"') : page.index("<h2>Shifts")]
    names = re.findall(r'<li class="(now)?[^"]*">.*?<span class="name">(\w+)</span>', order)
    assert names == [("now", "Ana"), ("", "Bob")]
    assert "every week, listed order" in order


def test_the_effect_of_an_override_is_shown_and_nothing_is_made_yet(world: World, bobs: Client) -> None:
    said = {"kind": "replace", "person": "bob", "replaced_by": "ana", **NEXT_WEEK}
    answer = bobs.post("/rota/radio-duty/override", said)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The effect" in page
    assert "not on call" in page
    assert 'name="confirm"' in page
    assert 'value="2026-03-10T09:00"' in page
    assert Override.objects.count() == 1


def test_confirmed_the_override_counts(world: World, bobs: Client) -> None:
    said = {"kind": "replace", "person": "bob", "replaced_by": "ana", "confirm": "yes", **NEXT_WEEK}
    assert bobs.post("/rota/radio-duty/override", said).status_code == 303
    made = Override.objects.latest("pk")
    assert (made.kind, made.person, made.by, made.made_by) == ("replace", world.bob, world.ana, world.bob)
    assert made.start_at.isoformat() == "2026-03-10T08:00:00+00:00"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "replace", "person": "bob", **NEXT_WEEK}, "Say who takes over."),
        (
            {"kind": "add", "person": "bob", "start": NEXT_WEEK["end"], "end": NEXT_WEEK["start"]},
            "It ends after it begins.",
        ),
        ({"kind": "add", "person": "nobody-here", **NEXT_WEEK}, "not one of the available choices"),
        ({"kind": "add", "person": "bob", "start": "soon", "end": NEXT_WEEK["end"]}, "Enter a valid date/time."),
    ],
)
def test_an_override_that_does_not_fit_keeps_what_was_typed(
    said: dict[str, str], sentence: str, world: World, bobs: Client
) -> None:
    page = bobs.post("/rota/radio-duty/override", said).content.decode()
    assert sentence in page
    assert "What you typed is kept" in page
    assert f'value="{said["end"]}"' in page


def test_an_override_can_be_taken_back(world: World, bobs: Client) -> None:
    assert bobs.post(f"/rota/radio-duty/overrides/{world.override.pk}/remove").status_code == 303
    assert not Override.objects.exists()


def test_choosing_a_shift_fills_the_form(world: World, bobs: Client) -> None:
    page = bobs.get("/rota/radio-duty?from=2026-03-02").content.decode()
    address = re.search(r'<a href="(/rota/radio-duty/override\?[^"]*)"', page)
    assert address is not None
    form = bobs.get(address[1].replace("&amp;", "&")).content.decode()
    assert 'type="datetime-local" name="start" value="2026-0' in form


def test_an_edit_shows_whose_shifts_move_before_it_is_saved(world: World, bobs: Client) -> None:
    answer = bobs.post("/rota/radio-duty/edit", LAYER)
    assert "The effect" in answer.content.decode()
    assert Schedule.objects.get(slug="radio-duty").versions.count() == 1
    assert bobs.post("/rota/radio-duty/edit", LAYER | {"save": "yes"}).status_code == 303
    assert Schedule.objects.get(slug="radio-duty").versions.count() == 2


def test_an_edit_keeps_what_the_form_does_not_show(world: World, bobs: Client) -> None:
    version = ScheduleVersion.objects.get()
    version.layers[0] |= {"region": "EMEA", "advance": "calendar"}
    version.save()
    bobs.post("/rota/radio-duty/edit", LAYER | {"save": "yes"})
    latest = Schedule.objects.get(slug="radio-duty").versions.latest("number").layers[0]
    assert (latest["region"], latest["advance"]) == ("EMEA", "calendar")


def test_a_wrong_line_is_named_and_nothing_that_was_typed_is_lost(world: World, bobs: Client) -> None:
    typed = LAYER | {"layer-0-slots": "Ana\nBbo", "layer-0-hours": "whenever", "save": "yes"}
    page = bobs.post("/rota/radio-duty/edit", typed).content.decode()
    assert "Line 2: there is nobody called &#x27;Bbo&#x27;" in page
    assert "expected days and times such as mon-fri 09:00-17:00" in page
    assert "Ana\nBbo</textarea>" in page
    assert "whenever</textarea>" in page


def test_a_layer_is_added_without_losing_the_first(world: World, bobs: Client) -> None:
    page = bobs.post("/rota/radio-duty/edit", LAYER | {"layer-0-slots": "Ana", "more": "yes"}).content.decode()
    assert 'name="layer-1-slots"' in page
    assert "Ana</textarea>" in page
    assert 'name="count" value="2"' in page


def test_a_first_schedule_begins_with_the_members_of_its_team(world: World, bobs: Client) -> None:
    page = bobs.get("/new/schedule?team=radio").content.decode()
    assert "Bob\nAna</textarea>" in page


def test_a_schedule_is_made_and_somebody_is_on_call(world: World, bobs: Client) -> None:
    said = LAYER | {"layer-0-kept": "", "name": "Nights", "slug": "nights", "team": "radio"}
    assert bobs.post("/new/schedule", said).headers["Location"] == "/rota/nights"
    assert [person.slug for person in selectors.who_is_on_call("nights", the_time())] == ["bob"]


@pytest.mark.req("OF-13", part=True)
def test_a_list_in_order_by_hand_is_shuffled_on_a_page(world: World, bobs: Client) -> None:
    page = bobs.get("/rota/radio-duty/shuffle/weekly").content.decode()
    assert page.count('type="number"') == 2
    again = bobs.post("/rota/radio-duty/shuffle/weekly", {"place-0": "1", "place-1": "1"})
    assert "Give each turn a place of its own" in again.content.decode()
    assert bobs.post("/rota/radio-duty/shuffle/weekly", {"place-0": "2", "place-1": "1"}).status_code == 303
    latest = Schedule.objects.get(slug="radio-duty").versions.latest("number")
    before = ScheduleVersion.objects.get(number=1).layers[0]["slots"]
    assert latest.layers[0]["slots"] == before[::-1]


def test_my_own_state_is_on_every_page(world: World, bobs: Client) -> None:
    assert "Next on call" in text_of(bobs, "/people")
    ana = Client()
    ana.force_login(world.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "On call until Tue 3 Mar 10:00 , then Bob" in text_of(ana, "/people")


def test_the_first_page_says_who_is_on_watch_until_when_and_who_is_next(world: World, bobs: Client) -> None:
    page = text_of(bobs, "/")
    watch = page[page.index("On watch The whole rota") :]
    assert watch.startswith("On watch The whole rota radio-duty AN Ana until Tue 3 Mar 10:00 , in 1 d ; then Bob")
