"""Who may open and do what: Alice administers, Bob manages the team, Charlie may only look, a visitor is nobody yet.

Every address of the pages stands here; a test fails when one is missing.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.ui.world import World
from watchbill.apps.people.models import Person

SIGN_IN = 302
"""A visitor is sent to sign in."""

Statuses = tuple[int, int, int, int]
"""Of the answer to Alice, Bob, Charlie and a visitor. A change that is made redirects with 303."""

DAY = {"start": "2026-03-10T09:00", "end": "2026-03-11T09:00"}
LAYER = {
    "count": "1",
    "layer-0-name": "weekly",
    "layer-0-slots": "Ana\nBob",
    "layer-0-length": "1",
    "layer-0-unit": "week",
    "layer-0-starts": "2026-03-02T09:00",
    "layer-0-order": "listed",
}
POLICY = {
    "name": "Nights",
    "team": "radio",
    "repeat": "1",
    "count": "1",
    "step-0-first": "schedule:radio-duty",
    "step-0-how": "all",
    "step-0-wait": "5m",
}
SERVICE = {"name": "Stream", "team": "radio"}
SENDER = {"source": "alertmanager", "name": "Prometheus", "service": "transmitter"}
PERSON = {"name": "Eli", "role": "responder"}
TEAM = {"name": "Radio", "members": "Ana", "managers": "Bob"}
DEVICE = {
    "endpoint": "https://push.example.org/send/x1",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}

LOOK = (200, 200, 200, SIGN_IN)
RESPOND = (303, 303, 403, SIGN_IN)
MANAGE = (303, 303, 403, SIGN_IN)
ADMINISTER = (303, 403, 403, SIGN_IN)
ONLY_ADMINISTRATORS = (200, 403, 403, SIGN_IN)
OPEN = (200, 200, 200, 200)

ACCESS: dict[str, list[tuple[str, str, dict[str, Any], Statuses]]] = {
    "": [("GET", "/", {}, (200, 200, 200, 302))],
    "more": [("GET", "/more", {}, LOOK)],
    "me": [("GET", "/me", {}, (302, 302, 302, SIGN_IN))],
    "me/devices": [("POST", "/me/devices", DEVICE, (303, 303, 303, SIGN_IN))],
    "sw.js": [("GET", "/sw.js", {}, OPEN)],
    "manifest.webmanifest": [("GET", "/manifest.webmanifest", {}, OPEN)],
    "offline": [("GET", "/offline", {}, OPEN)],
    "search": [("GET", "/search", {"q": "radio"}, LOOK)],
    "theme": [("POST", "/theme", {"theme": "dark"}, (303, 303, 303, 303))],
    "look-around": [("GET", "/look-around", {}, (404, 404, 404, 404)), ("POST", "/look-around", {}, (404,) * 4)],
    "welcome": [("GET", "/welcome", {}, (302, 302, 302, 302)), ("POST", "/welcome", {}, (302, 302, 302, 302))],
    "welcome/team": [("GET", "/welcome/team", {}, (302, 403, 403, SIGN_IN))],
    "welcome/people": [("GET", "/welcome/people", {}, (200, 403, 403, SIGN_IN))],
    "welcome/rota": [("GET", "/welcome/rota", {}, (200, 403, 403, SIGN_IN))],
    "welcome/sender": [("GET", "/welcome/sender", {}, (200, 403, 403, SIGN_IN))],
    "alerts": [("GET", "/alerts", {}, LOOK)],
    "alerts/bulk": [("POST", "/alerts/bulk", {"verb": "acknowledge", "alert": "{alert}"}, RESPOND)],
    "alerts/targets": [("GET", "/alerts/targets", {}, LOOK)],
    "alerts/take-back": [
        ("POST", "/alerts/take-back", {"verb": "acknowledge", "alert": "{alert}"}, (409, 409, 409, SIGN_IN))
    ],
    "alerts/views": [("POST", "/alerts/views", {"name": "Ours", "query": "urgency=high"}, (303, 303, 303, SIGN_IN))],
    "alerts/views/<int:view_id>/rename": [
        ("POST", "/alerts/views/{view}/rename", {"name": "Mine"}, (404, 303, 404, SIGN_IN))
    ],
    "alerts/views/<int:view_id>/remove": [("POST", "/alerts/views/{view}/remove", {}, (404, 303, 404, SIGN_IN))],
    "alerts/<int:alert_id>": [("GET", "/alerts/{alert}", {}, LOOK)],
    "alerts/<int:alert_id>/acknowledge": [("POST", "/alerts/{alert}/acknowledge", {}, RESPOND)],
    "alerts/<int:alert_id>/resolve": [("POST", "/alerts/{alert}/resolve", {}, RESPOND)],
    "alerts/<int:alert_id>/snooze": [("POST", "/alerts/{alert}/snooze", {"length": "60"}, RESPOND)],
    "alerts/<int:alert_id>/reassign": [("POST", "/alerts/{alert}/reassign", {"target": "person:bob"}, RESPOND)],
    "alerts/<int:alert_id>/escalate": [("POST", "/alerts/{alert}/escalate", {}, RESPOND)],
    "alerts/<int:alert_id>/note": [("POST", "/alerts/{alert}/note", {"text": "On my way."}, RESPOND)],
    "a/<str:token>": [("GET", "/a/{link}", {}, OPEN), ("POST", "/a/{link}", {}, (303, 303, 303, 303))],
    "rota": [("GET", "/rota", {}, LOOK)],
    "new/schedule": [
        ("GET", "/new/schedule", {}, LOOK),
        (
            "POST",
            "/new/schedule",
            LAYER | {"name": "Nights", "slug": "nights", "team": "radio"},
            (303, 303, 200, SIGN_IN),
        ),
    ],
    "rota/<str:slug>": [("GET", "/rota/radio-duty", {}, LOOK)],
    "rota/<str:slug>/edit": [
        ("GET", "/rota/radio-duty/edit", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/rota/radio-duty/edit", LAYER | {"save": "yes"}, MANAGE),
    ],
    "rota/<str:slug>/particulars": [
        ("GET", "/rota/radio-duty/particulars", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/rota/radio-duty/particulars", {"name": "Watch", "team": "radio"}, MANAGE),
    ],
    "rota/<str:slug>/archive": [("POST", "/rota/radio-duty/archive", {}, MANAGE)],
    "rota/<str:slug>/override": [
        ("GET", "/rota/radio-duty/override", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/rota/radio-duty/override", {"kind": "add", "person": "bob", "confirm": "yes", **DAY}, RESPOND),
    ],
    "rota/<str:slug>/overrides/<int:override_id>/remove": [
        ("POST", "/rota/radio-duty/overrides/{override}/remove", {}, RESPOND)
    ],
    "rota/<str:slug>/shuffle/<path:layer>": [
        ("GET", "/rota/radio-duty/shuffle/weekly", {}, LOOK),
        ("POST", "/rota/radio-duty/shuffle/weekly", {"place-0": "2", "place-1": "1"}, (303, 303, 200, SIGN_IN)),
    ],
    "services": [("GET", "/services", {}, LOOK)],
    "new/service": [
        ("GET", "/new/service", {}, LOOK),
        ("POST", "/new/service", SERVICE | {"slug": "stream"}, (303, 303, 200, SIGN_IN)),
    ],
    "services/<str:slug>": [("GET", "/services/transmitter", {}, LOOK)],
    "services/<str:slug>/edit": [
        ("GET", "/services/transmitter/edit", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/services/transmitter/edit", SERVICE, MANAGE),
    ],
    "services/<str:slug>/archive": [("POST", "/services/transmitter/archive", {}, MANAGE)],
    "people": [("GET", "/people", {}, LOOK)],
    "new/person": [
        ("GET", "/new/person", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/new/person", PERSON | {"slug": "eli"}, ADMINISTER),
    ],
    "people/<str:slug>": [("GET", "/people/ana", {}, LOOK)],
    "people/<str:slug>/edit": [
        ("GET", "/people/ana/edit", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/people/ana/edit", PERSON, ADMINISTER),
    ],
    "people/<str:slug>/contacts": [
        (
            "POST",
            "/people/ana/contacts",
            {"name": "work", "channel": "mail", "place": "ana@work.example.org"},
            (303, 400, 400, SIGN_IN),
        )
    ],
    "people/<str:slug>/contacts/<int:method_id>/remove": [
        ("POST", "/people/ana/contacts/{unverified}/remove", {}, ADMINISTER)
    ],
    "people/<str:slug>/contacts/<int:method_id>/send-code": [
        ("POST", "/people/ana/contacts/{unverified}/send-code", {}, ADMINISTER)
    ],
    "people/<str:slug>/contacts/<int:method_id>/verify": [
        ("POST", "/people/ana/contacts/{unverified}/verify", {"code": "WRONG"}, (400, 400, 400, SIGN_IN))
    ],
    "people/<str:slug>/rules": [
        ("GET", "/people/ana/rules", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/people/ana/rules", {"high": "mail 0m"}, ADMINISTER),
    ],
    "people/<str:slug>/absences": [("POST", "/people/ana/absences", DAY, (303, 400, 400, SIGN_IN))],
    "people/<str:slug>/absences/<int:absence_id>/remove": [
        ("POST", "/people/ana/absences/{absence}/remove", {}, ADMINISTER)
    ],
    "people/<str:slug>/page-now": [("POST", "/people/ana/page-now", {}, ADMINISTER)],
    "people/<str:slug>/invite": [("POST", "/people/ana/invite", {}, ADMINISTER)],
    "people/<str:slug>/take-off-second-step": [
        ("POST", "/people/ana/take-off-second-step", {}, (303, 403, 403, SIGN_IN))
    ],
    "people/<str:slug>/leave": [("POST", "/people/ana/leave", {}, ADMINISTER)],
    "people/<str:slug>/come-back": [("POST", "/people/ana/come-back", {}, ADMINISTER)],
    "roles": [("GET", "/roles", {}, LOOK)],
    "teams": [("GET", "/teams", {}, LOOK)],
    "new/team": [
        ("GET", "/new/team", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/new/team", {"name": "Studio", "slug": "studio"}, ADMINISTER),
    ],
    "teams/<str:slug>": [("GET", "/teams/radio", {}, LOOK)],
    "teams/<str:slug>/edit": [
        ("GET", "/teams/radio/edit", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/teams/radio/edit", TEAM, MANAGE),
    ],
    "teams/<str:slug>/hours": [
        ("GET", "/teams/radio/hours", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/teams/radio/hours", {"working_days": "mon-thu"}, MANAGE),
    ],
    "policies": [("GET", "/policies", {}, LOOK)],
    "new/policy": [
        ("GET", "/new/policy", {}, LOOK),
        ("POST", "/new/policy", POLICY | {"slug": "nights"}, (303, 303, 200, SIGN_IN)),
    ],
    "policies/<str:slug>": [("GET", "/policies/radio-default", {}, LOOK)],
    "policies/<str:slug>/edit": [
        ("GET", "/policies/radio-default/edit", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/policies/radio-default/edit", POLICY, MANAGE),
    ],
    "integrations": [("GET", "/integrations", {}, LOOK)],
    "new/integration": [
        ("GET", "/new/integration", {}, LOOK),
        ("POST", "/new/integration", SENDER | {"slug": "second"}, (303, 303, 200, SIGN_IN)),
    ],
    "integrations/<str:slug>": [("GET", "/integrations/prometheus", {}, LOOK)],
    "integrations/<str:slug>/edit": [
        ("GET", "/integrations/prometheus/edit", {}, (200, 200, 403, SIGN_IN)),
        ("POST", "/integrations/prometheus/edit", SENDER, MANAGE),
    ],
    "integrations/<str:slug>/key": [("POST", "/integrations/prometheus/key", {}, (200, 200, 403, SIGN_IN))],
    "integrations/<str:slug>/rotate-key": [
        ("POST", "/integrations/prometheus/rotate-key", {}, (200, 200, 403, SIGN_IN))
    ],
    "integrations/<str:slug>/archive": [("POST", "/integrations/prometheus/archive", {}, MANAGE)],
    "integrations/<str:slug>/test": [("POST", "/integrations/prometheus/test", {}, RESPOND)],
    "integrations/<str:slug>/requests/<int:request_id>": [
        ("GET", "/integrations/prometheus/requests/{received}", {}, LOOK)
    ],
    "integrations/<str:slug>/requests/<int:request_id>/replay": [
        ("POST", "/integrations/prometheus/requests/{received}/replay", {}, RESPOND)
    ],
    "integrations/<str:slug>/refused/<int:request_id>": [
        ("GET", "/integrations/prometheus/refused/{refusal}", {}, LOOK)
    ],
    "integrations/<str:slug>/refused/<int:request_id>/replay": [
        ("POST", "/integrations/prometheus/refused/{refusal}/replay", {}, RESPOND)
    ],
    "routes": [("GET", "/routes", {}, LOOK)],
    "new/route": [
        ("GET", "/new/route", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/new/route", {"match": 'site="north"', "save": "yes"}, ADMINISTER),
    ],
    "routes/<int:number>/edit": [
        ("GET", "/routes/1/edit", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/routes/1/edit", {"match": 'site="north"', "save": "yes"}, ADMINISTER),
    ],
    "routes/<int:number>/move": [("POST", "/routes/1/move", {"way": "down"}, ADMINISTER)],
    "routes/<int:number>/remove": [
        ("GET", "/routes/1/remove", {}, (200, 403, 403, SIGN_IN)),
        ("POST", "/routes/1/remove", {}, ADMINISTER),
    ],
    "outbox": [("GET", "/outbox", {}, LOOK)],
    "outbox/<int:delivery_id>": [("GET", "/outbox/{delivery}", {}, (200, 404, 404, SIGN_IN))],
    "outbox/<int:delivery_id>/retry": [("POST", "/outbox/{delivery}/retry", {}, (303, 404, 404, SIGN_IN))],
    "tokens": [
        ("GET", "/tokens", {}, LOOK),
        ("POST", "/tokens", {"name": "script", "scopes": "read"}, LOOK),
    ],
    "tokens/<int:token_id>/revoke": [("POST", "/tokens/{token}/revoke", {}, (404, 404, 404, SIGN_IN))],
    "signing-in": [("GET", "/signing-in", {}, LOOK)],
    "signing-in/disconnect": [("POST", "/signing-in/disconnect", {}, (302, 303, 303, SIGN_IN))],
    "sessions": [("GET", "/sessions", {}, LOOK)],
    "sessions/<int:session_id>/end": [("POST", "/sessions/{session}/end", {}, (404, 404, 404, SIGN_IN))],
    "sessions/end-others": [("POST", "/sessions/end-others", {}, (303, 303, 303, SIGN_IN))],
    "administration": [("GET", "/administration", {}, ONLY_ADMINISTRATORS)],
    "administration/tokens": [("GET", "/administration/tokens", {}, ONLY_ADMINISTRATORS)],
    "administration/tokens/<int:token_id>/revoke": [("POST", "/administration/tokens/{token}/revoke", {}, ADMINISTER)],
    "administration/organisation": [
        ("GET", "/administration/organisation", {}, ONLY_ADMINISTRATORS),
        ("POST", "/administration/organisation", {"name": "Harbour", "zone": "Europe/Oslo"}, ADMINISTER),
    ],
    "administration/settings": [("GET", "/administration/settings", {}, ONLY_ADMINISTRATORS)],
    "audit": [("GET", "/audit", {}, (200, 403, 403, SIGN_IN))],
}
LEADS_ELSEWHERE = ("/", "/welcome", "/accounts/logout/", "/accounts/login/passkey/", "/accounts/login/code/")
ENTRANCE = (302, 302, 302, 200)
"""Whoever is in already is led on."""

ACCOUNTS: dict[str, list[tuple[str, str, dict[str, Any], Statuses]]] = {
    "login/": [("GET", "/accounts/login/", {}, ENTRANCE)],
    "login/passkey/": [
        ("GET", "/accounts/login/passkey/", {}, (302, 302, 302, 302)),
        ("POST", "/accounts/login/passkey/", {}, (302, 302, 302, 302)),
    ],
    "login/code/": [("GET", "/accounts/login/code/", {}, (302, 302, 302, 302))],
    "oidc/login/": [("POST", "/accounts/oidc/login/", {}, (404, 404, 404, 404))],
    "^(?P<provider_id>oidc)/callback/$": [("GET", "/accounts/oidc/callback/", {}, (404, 404, 404, 404))],
    "logout/": [("GET", "/accounts/logout/", {}, (200, 200, 200, 302))],
    "inactive/": [("GET", "/accounts/inactive/", {}, OPEN)],
    "signup/": [("GET", "/accounts/signup/", {}, (302, 302, 302, 200))],
    "reauthenticate/": [("GET", "/accounts/reauthenticate/", {}, (200, 403, 403, SIGN_IN))],
    "reauthenticate/code/": [("GET", "/accounts/reauthenticate/code/", {}, (302, 403, 403, SIGN_IN))],
    "reauthenticate/passkey/": [("GET", "/accounts/reauthenticate/passkey/", {}, (302, 403, 403, SIGN_IN))],
    "app/add/": [("GET", "/accounts/app/add/", {}, (302, 200, 200, SIGN_IN))],
    "app/remove/": [("POST", "/accounts/app/remove/", {}, (404, 404, 404, SIGN_IN))],
    "recovery-codes/": [("GET", "/accounts/recovery-codes/", {}, (404, 404, 404, SIGN_IN))],
    "recovery-codes/new/": [("POST", "/accounts/recovery-codes/new/", {}, (302, 200, 200, SIGN_IN))],
    "passkeys/add/": [("GET", "/accounts/passkeys/add/", {}, (302, 200, 200, SIGN_IN))],
    "passkeys/<int:pk>/remove/": [("POST", "/accounts/passkeys/1/remove/", {}, (302, 404, 404, SIGN_IN))],
    "password/change/": [("GET", "/accounts/password/change/", {}, (200, 302, 302, SIGN_IN))],
    "password/set/": [("GET", "/accounts/password/set/", {}, (302, 200, 200, SIGN_IN))],
    "password/reset/": [("GET", "/accounts/password/reset/", {}, OPEN)],
    "password/reset/done/": [("GET", "/accounts/password/reset/done/", {}, OPEN)],
    "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": [
        ("GET", "/accounts/password/reset/key/1-wrong/", {}, OPEN)
    ],
    "password/reset/key/done/": [("GET", "/accounts/password/reset/key/done/", {}, OPEN)],
}
"""Alice has a password, Bob and Charlie have none: nothing is there to ask them again."""

WHO = ("alice", "bob", "charlie", "a visitor")


def addresses(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.pattern)


@pytest.mark.parametrize(("urls", "known"), [("urls", ACCESS), ("account_urls", ACCOUNTS)])
def test_every_address_has_an_access_test(urls: str, known: dict[str, Any]) -> None:
    ours = next(
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and each.urlconf_name.__name__ == f"watchbill.interfaces.ui.{urls}"
    )
    assert set(addresses(ours)) == set(known)


CASES = [
    pytest.param(method, path, data, statuses, id=f"{method} {path}")
    for cases in (*ACCESS.values(), *ACCOUNTS.values())
    for method, path, data, statuses in cases
]


def address_of(path: str, world: World) -> str:
    return path.format(
        alert=world.alert.pk,
        link=world.link,
        override=world.override.pk,
        unverified=world.unverified.pk,
        absence=world.absence.pk,
        delivery=world.delivery.pk,
        token=world.token.pk,
        session=world.session.pk,
        received=world.received.pk,
        refusal=world.refusal.pk,
        view=world.bob.saved_views.get().pk,
    )


@pytest.mark.parametrize(("method", "path", "data", "statuses"), CASES)
def test_each_may_do_what_is_theirs_and_nothing_else(
    method: str,
    path: str,
    data: dict[str, Any],
    statuses: Statuses,
    world: World,
    alice: Person,
    bob: Person,
    charlie: Person,
    browser_of: Callable[[Person | None], Client],
) -> None:
    address = address_of(path, world)
    data = {key: value.replace("{alert}", str(world.alert.pk)) for key, value in data.items()}
    for name, who, status in zip(WHO, (alice, bob, charlie, None), statuses, strict=True):
        with transaction.atomic():
            browser = browser_of(who)
            answer = browser.post(address, data) if method == "POST" else browser.get(address)
            transaction.set_rollback(True)  # the next one finds the world as it was
        assert answer.status_code == status, f"{name}: {answer.content.decode()[-3000:]}"
        if who is None and status == SIGN_IN and address not in LEADS_ELSEWHERE:
            assert answer.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", [path for path, cases in ACCESS.items() if all(case[0] == "POST" for case in cases)])
def test_what_changes_something_is_never_done_by_a_get(path: str, world: World, alices: Client) -> None:
    address = address_of(ACCESS[path][0][1], world)
    assert alices.get(address).status_code == 405


def test_a_form_without_its_token_is_refused(world: World, alice: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(f"/alerts/{world.alert.pk}/acknowledge")
    assert answer.status_code == 403
    assert "too old to use" in answer.content.decode()
