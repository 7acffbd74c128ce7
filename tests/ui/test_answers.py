"""What every answer has: the rules for the browser, a page in our words when something is wrong."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from tests.ui.world import World
from watchbill.apps.people.models import Organisation
from watchbill.interfaces.ui import middleware
from watchbill.interfaces.ui.built import BUILT

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret that nobody should read")


urlpatterns = [path("broken", broken)]


@pytest.mark.parametrize("address", ["/accounts/login/", "/nothing/here", "/a/broken", "/welcome"])
def test_nothing_that_is_not_ours_is_loaded_or_run(address: str, organisation: Organisation, visitors: Client) -> None:
    policy = visitors.get(address).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_no_page_is_kept_by_a_cache_on_the_way(world: World, bobs: Client) -> None:
    assert bobs.get("/alerts").headers["Cache-Control"] == "no-store, private"


def test_htmx_is_told_to_evaluate_and_to_style_nothing(world: World, bobs: Client) -> None:
    page = bobs.get("/alerts").content.decode()
    assert '"includeIndicatorStyles":false,"allowEval":false' in page


def test_an_address_that_is_none_is_said_in_our_words(alice: object, visitors: Client, bobs: Client) -> None:
    for browser in (visitors, bobs):
        answer = browser.get("/nothing/here")
        assert answer.status_code == 404
        assert "There is nothing at this address" in answer.content.decode()


@pytest.mark.urls("tests.ui.test_answers")
def test_what_breaks_says_so_and_no_more() -> None:
    answer = Client(raise_request_exception=False).get("/broken")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_a_host_that_is_not_ours_gets_400_in_our_words() -> None:
    answer = Client().get("/", headers={"Host": "evil.example.org"})
    assert answer.status_code == 400
    assert "could not be understood" in answer.content.decode()


def test_an_answer_that_has_its_own_rules_keeps_them() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'self'"})

    made = middleware.content_security_policy(answer)(RequestFactory().get("/"))
    assert made.headers["Content-Security-Policy"] == "default-src 'self'"


def test_scripts_weigh_less_than_30_kb_on_the_way() -> None:
    packed = list(BUILT.glob("app-*.js.gz"))
    if not packed:
        pytest.skip("the assets are not built: npm run build")
    assert packed[0].stat().st_size < 30_000


@pytest.mark.parametrize(
    "address",
    [
        "/rota/none",
        "/services/none",
        "/people/none",
        "/teams/none",
        "/policies/none",
        "/integrations/none",
        "/outbox/9",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(address: str, world: World, bobs: Client) -> None:
    answer = bobs.get(address)
    assert answer.status_code == 404
    assert "There is no" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/alerts", "/rota", "/services", "/people", "/teams", "/policies", "/integrations"]
)
def test_empty_pages_teach_the_next_step(address: str, alices: Client) -> None:
    page = alices.get(address).content.decode()
    assert 'class="empty"' in page or "Alice" in page
