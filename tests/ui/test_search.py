"""One field that leads anywhere: by name, by number, by the question who is on call."""

import pytest
from django.test import Client

from tests.ui.test_alerts import text_of
from tests.ui.world import World
from watchbill.apps.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("radio", "/rota/radio-duty"),
        ("who is on call for radio", "/rota/radio-duty"),
        ("Who's on call for radio", "/rota/radio-duty"),
        ("bo", "/people/bob"),
        ("bob@example.org", "/people/bob"),
        ("transm", "/services/transmitter"),
        ("radio-def", "/policies/radio-default"),
        ("silent", "/alerts/{alert}"),
        ("#{alert}", "/alerts/{alert}"),
        ("new serv", "/new/service"),
        ("out", "/outbox"),
    ],
)
def test_words_lead_to_what_they_name(bobs: Client, world: World, words: str, leads_to: str) -> None:
    answer = bobs.get("/search", {"q": words.format(alert=world.alert.pk)})
    assert f'href="{leads_to.format(alert=world.alert.pk)}"' in _found(answer.content.decode())


def test_who_is_on_call_is_answered_in_the_list(bobs: Client, world: World) -> None:
    assert "radio-duty Ana, until" in text_of(bobs, "/search?q=on+call+for+radio")


def test_a_name_in_another_alphabet_is_found_whatever_its_capitals(bobs: Client, world: World) -> None:
    Person.objects.filter(slug="ana").update(name="Éva Ångström")
    for words in ("éva", "ÉVA", "ångström"):
        assert "/people/ana" in _found(bobs.get("/search", {"q": words}).content.decode()), words


def test_the_palette_asks_for_the_list_alone(bobs: Client, world: World) -> None:
    answer = bobs.get("/search", {"q": "radio"}, headers={"HX-Request": "true"}).content.decode()
    assert "/rota/radio-duty" in answer
    assert "<html" not in answer


@pytest.mark.parametrize("words", ["%", "_", "\x00", "' OR 1=1", "<script>", "ы" * 500, "#" + "9" * 30])
def test_words_that_name_nothing_are_said_back_harmlessly(bobs: Client, world: World, words: str) -> None:
    answer = bobs.get("/search", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_without_words_it_shows_where_one_can_go_and_only_what_opens(
    charlies: Client, bobs: Client, world: World
) -> None:
    assert "/audit" not in _found(bobs.get("/search").content.decode())
    assert "/new/service" not in _found(charlies.get("/search").content.decode())
    assert "/integrations" in _found(charlies.get("/search").content.decode())


def _found(page: str) -> str:
    return page[page.index('<div class="narrow">') :].partition("</main>")[0]
