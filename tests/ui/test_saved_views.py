"""Views of the list of alerts: a person's own names for filters; the address stays the truth."""

import pytest
from django.test import Client

from tests.ui.world import World
from watchbill.apps.alerts.models import SavedView

pytestmark = pytest.mark.django_db


def test_the_present_filters_are_saved_under_a_name_and_shown_as_a_tab(world: World, alices: Client) -> None:
    page = alices.get("/alerts?team=radio&urgency=high&page=2&nonsense=1").content.decode()
    assert 'name="query" value="urgency=high&amp;team=radio"' in page
    answer = alices.post("/alerts/views", {"name": "Ours, urgent", "query": "team=radio&urgency=high"}, follow=True)
    assert answer.redirect_chain == [("/alerts?urgency=high&team=radio", 303)]
    assert (
        '<a href="/alerts?urgency=high&amp;team=radio" aria-current="page">Ours, urgent</a>' in answer.content.decode()
    )


def test_the_same_filters_in_another_order_are_the_same_view(world: World, bobs: Client) -> None:
    bobs.post("/alerts/views", {"name": "Ours", "query": "urgency=high&team=radio"})
    assert 'aria-current="page">Ours</a>' in bobs.get("/alerts?team=radio&urgency=high&status=").content.decode()


def test_a_name_that_is_there_takes_the_new_filters(world: World, bobs: Client) -> None:
    bobs.post("/alerts/views", {"name": "North", "query": "text=north&status=all"})
    assert list(SavedView.objects.values_list("name", "query")) == [("North", "text=north&status=all")]


def test_a_view_is_renamed_and_removed(world: World, bobs: Client) -> None:
    view = world.bob.saved_views.get()
    bobs.post(f"/alerts/views/{view.pk}/rename", {"name": "The north"})
    assert "The north</a>" in bobs.get("/alerts").content.decode()
    answer = bobs.post(f"/alerts/views/{view.pk}/remove", follow=True)
    assert answer.redirect_chain == [("/alerts?text=north", 303)]
    assert not SavedView.objects.exists()


def test_views_are_seen_by_nobody_else(world: World, alices: Client) -> None:
    assert "North</a>" not in alices.get("/alerts").content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"name": "All", "query": ""}, "There is no filter to save"), ({"name": "", "query": "text=a"}, "does not fit")],
)
def test_what_cannot_be_saved_is_said(said: dict[str, str], sentence: str, world: World, bobs: Client) -> None:
    answer = bobs.post("/alerts/views", said)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_name_that_another_view_has_is_refused(world: World, bobs: Client) -> None:
    bobs.post("/alerts/views", {"name": "Ours", "query": "team=radio"})
    view = world.bob.saved_views.get(name="Ours")
    assert bobs.post(f"/alerts/views/{view.pk}/rename", {"name": "North"}).status_code == 409
