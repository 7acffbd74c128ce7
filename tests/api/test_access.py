"""Who may do what: every operation, asked by an administrator, by the team's manager, by a viewer and by nobody."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.api.conftest import Program, token_of
from tests.api.world import World
from tests.harbour import KEY
from watchbill.apps.alerts.models import Route
from watchbill.apps.people.models import Person
from watchbill.interfaces.api.api import api
from watchbill.secrets import seal

EVERYBODY = frozenset({"alice", "bob", "charlie"})
RESPONDERS = frozenset({"alice", "bob"})
MANAGERS = frozenset({"alice", "bob"})
ADMINISTRATORS = frozenset({"alice"})
LAYERS = {"layers": [{"name": "weekly", "slots": ["bob", "ana"], "unit": "week", "starts": "2026-01-05T09:00"}]}
POLICY = {"definition": {"team": "radio", "steps": [{"page": [{"person": "ana"}]}]}}
FILES = {"files": [{"name": "a.yaml", "text": "people: {eve: {name: Eve}}"}]}
OVERRIDE = {"kind": "add", "start": "2026-03-04T09:00:00Z", "end": "2026-03-04T10:00:00Z", "person": "ana"}


@dataclass(frozen=True)
class Case:
    """An operation, a request that fits, and who may make it."""

    method: str
    path: str
    may: frozenset[str]
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)


def reads(path: str, **query: str) -> Case:
    return Case("GET", path, EVERYBODY, query=query)


CASES = {
    "list_alerts": reads("/alerts"),
    "get_alert": reads("/alerts/{alert}"),
    "list_events": reads("/alerts/{alert}/events"),
    "acknowledge_alert": Case("POST", "/alerts/{alert}/acknowledge", RESPONDERS),
    "resolve_alert": Case("POST", "/alerts/{alert}/resolve", RESPONDERS),
    "snooze_alert": Case("POST", "/alerts/{alert}/snooze", RESPONDERS, {"until": "2026-03-02T10:00:00Z"}),
    "reassign_alert": Case("POST", "/alerts/{alert}/reassign", RESPONDERS, {"person": "bob"}),
    "escalate_alert": Case("POST", "/alerts/{alert}/escalate", RESPONDERS),
    "add_note": Case("POST", "/alerts/{alert}/notes", RESPONDERS, {"text": "Looking."}),
    "oncall_now": reads("/oncall/now", schedule="radio-duty"),
    "shifts_of_person": reads("/oncall/shifts", person="ana"),
    "list_schedules": reads("/schedules"),
    "get_schedule": reads("/schedules/radio-duty"),
    "create_schedule": Case("POST", "/schedules", MANAGERS, {"slug": "second", "team": "radio", **LAYERS}),
    "update_schedule": Case("PATCH", "/schedules/radio-duty", MANAGERS, {"name": "Watch"}),
    "archive_schedule": Case("POST", "/schedules/radio-duty/archive", MANAGERS),
    "edit_schedule": Case("PUT", "/schedules/radio-duty/layers", MANAGERS, LAYERS),
    "preview_edit": Case("POST", "/schedules/radio-duty/layers/preview", EVERYBODY, LAYERS),
    "get_rota": reads("/schedules/radio-duty/rota"),
    "list_overrides": reads("/schedules/radio-duty/overrides"),
    "add_override": Case("POST", "/schedules/radio-duty/overrides", MANAGERS, OVERRIDE),
    "preview_override": Case("POST", "/schedules/radio-duty/overrides/preview", EVERYBODY, OVERRIDE),
    "remove_override": Case("DELETE", "/schedules/radio-duty/overrides/{override}", MANAGERS),
    "shuffle_by_hand": Case("POST", "/schedules/radio-duty/shuffle", MANAGERS, {"layer": "weekly", "slots": [1, 0]}),
    "list_people": reads("/people"),
    "get_person": reads("/people/ana"),
    "create_person": Case("POST", "/people", ADMINISTRATORS, {"slug": "eve", "name": "Eve"}),
    "update_person": Case("PATCH", "/people/ana", ADMINISTRATORS, {"name": "Ana Ruiz"}),
    "person_left": Case("POST", "/people/ana/left", ADMINISTRATORS),
    "person_back": Case("POST", "/people/ana/back", ADMINISTRATORS),
    "add_contact_method": Case(
        "POST", "/people/ana/contact-methods", ADMINISTRATORS, {"name": "home", "address": "mail:a@example.org"}
    ),
    "remove_contact_method": Case("DELETE", "/people/ana/contact-methods/mail", ADMINISTRATORS),
    "send_code": Case("POST", "/people/ana/contact-methods/spare/send-code", ADMINISTRATORS),
    "verify_contact_method": Case("POST", "/people/ana/contact-methods/mail/verify", ADMINISTRATORS, {"code": "x"}),
    "set_rules": Case("PUT", "/people/ana/rules", ADMINISTRATORS, {"high": [{"contact": "mail", "after": "0m"}]}),
    "add_absence": Case(
        "POST",
        "/people/ana/absences",
        ADMINISTRATORS,
        {"start": "2026-05-01T00:00:00Z", "end": "2026-05-08T00:00:00Z"},
    ),
    "remove_absence": Case("DELETE", "/people/ana/absences/{absence}", ADMINISTRATORS),
    "list_teams": reads("/teams"),
    "get_team": reads("/teams/radio"),
    "create_team": Case("POST", "/teams", ADMINISTRATORS, {"slug": "studio", "name": "Studio"}),
    "update_team": Case("PATCH", "/teams/radio", MANAGERS, {"coverage": [{"days": "mon-fri", "from": "08:00"}]}),
    "set_members": Case("PUT", "/teams/radio/members", MANAGERS, {"members": ["ana"], "managers": ["bob"]}),
    "archive_team": Case("POST", "/teams/radio/archive", ADMINISTRATORS),
    "list_services": reads("/services"),
    "get_service": reads("/services/transmitter"),
    "create_service": Case("POST", "/services", MANAGERS, {"slug": "studio", "team": "radio"}),
    "edit_service": Case("PUT", "/services/transmitter", MANAGERS, {"team": "radio", "critical": True}),
    "archive_service": Case("POST", "/services/transmitter/archive", MANAGERS),
    "list_integrations": reads("/integrations"),
    "get_integration": reads("/integrations/prometheus"),
    "create_integration": Case(
        "POST", "/integrations", MANAGERS, {"slug": "pager", "source": "pagerduty", "service": "transmitter"}
    ),
    "update_integration": Case(
        "PUT", "/integrations/prometheus", MANAGERS, {"source": "pagerduty", "service": "transmitter"}
    ),
    "archive_integration": Case("POST", "/integrations/prometheus/archive", MANAGERS),
    "reveal_key": Case("POST", "/integrations/prometheus/reveal-key", MANAGERS),
    "rotate_key": Case("POST", "/integrations/prometheus/rotate-key", MANAGERS),
    "list_requests": reads("/integrations/prometheus/requests"),
    "replay_request": Case("POST", "/integrations/prometheus/requests/{received}/replay", RESPONDERS),
    "list_refused": reads("/integrations/prometheus/refused"),
    "replay_refused": Case("POST", "/integrations/prometheus/refused/{refusal}/replay", RESPONDERS),
    "send_test": Case("POST", "/integrations/prometheus/test", RESPONDERS),
    "list_policies": reads("/policies"),
    "get_policy": reads("/policies/radio-default"),
    "create_policy": Case("POST", "/policies", MANAGERS, {"slug": "second", **POLICY}),
    "update_policy": Case("PUT", "/policies/radio-default", MANAGERS, POLICY),
    "archive_policy": Case("POST", "/policies/radio-default/archive", MANAGERS),
    "list_routes": reads("/routes"),
    "replace_routes": Case("PUT", "/routes", ADMINISTRATORS, {"items": [{"urgency": "low"}]}),
    "preview_routes": Case("POST", "/routes/preview", EVERYBODY, {"items": [{"urgency": "low"}]}),
    "append_route": Case("POST", "/routes", ADMINISTRATORS, {"route": {"urgency": "low"}}),
    "move_route": Case("POST", "/routes/0/move", ADMINISTRATORS, {"to": 0}),
    "remove_route": Case("DELETE", "/routes/0", ADMINISTRATORS),
    "list_tokens": reads("/tokens"),
    "make_token": Case("POST", "/tokens", ADMINISTRATORS, {"name": "bot", "scopes": ["read"], "person": "ana"}),
    "revoke_token": Case("DELETE", "/tokens/{token}", ADMINISTRATORS),
    "list_deliveries": reads("/deliveries"),
    "get_delivery": reads("/deliveries/{delivery}"),
    "retry_delivery": Case("POST", "/deliveries/{delivery}/retry", ADMINISTRATORS),
    "list_audit": Case("GET", "/audit", ADMINISTRATORS),
    "plan_configuration": Case("POST", "/configuration/plan", ADMINISTRATORS, FILES),
    "apply_configuration": Case("POST", "/configuration/apply", ADMINISTRATORS, FILES),
    "export_configuration": Case("GET", "/configuration/export", ADMINISTRATORS),
    "get_me": reads("/me"),
    "get_organisation": reads("/organisation"),
    "update_organisation": Case("PATCH", "/organisation", ADMINISTRATORS, {"name": "Harbour"}),
    "get_system": reads("/system"),
}


@pytest.fixture
def prepared(world: World) -> World:
    """With what some operations need besides."""
    Route.objects.create(position=0, urgency="low", definition={"urgency": "low"})
    world.ana.contact_methods.create(name="spare", channel="mail", place="spare@example.org", position=1)
    world.integration.key_sealed = seal(KEY, settings.SECRET_KEYS)
    world.integration.save()
    return world


def ask(program: Program, case: Case, world: World) -> tuple[int, Any]:
    path = case.path.format(
        alert=world.alert.pk,
        override=world.override.pk,
        absence=world.absence.pk,
        token=world.token.pk,
        delivery=world.failed.pk,
        received=world.received.pk,
        refusal=world.refusal.pk,
    )
    return program.call(case.method, path, case.body, **case.query)


def ask_and_undo(program: Program, case: Case, world: World) -> tuple[int, Any]:
    """So that the next who asks finds everything as it was."""
    with transaction.atomic():
        answer = ask(program, case, world)
        transaction.set_rollback(True)
    return answer


def test_every_operation_has_an_access_test() -> None:
    operations = {
        operation["operationId"]
        for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].values()
        for operation in path.values()
    }
    assert operations == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_who_may_ask_for_it_and_who_may_not(name: str, prepared: World, alice: Person, charlie: Person) -> None:
    case = CASES[name]
    for person in (alice, prepared.bob, charlie):
        status, said = ask_and_undo(Program(token_of(person)), case, prepared)
        if person.slug in case.may:
            assert status < 300, (person, said)
        else:
            assert (status, said["error"]["code"]) == (403, "not-allowed"), person
    status, said = ask_and_undo(Program(None), case, prepared)
    assert (status, said["error"]["code"]) == (401, "no-token")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.method != "GET"])
def test_a_token_that_may_only_read_changes_nothing(name: str, prepared: World, alice: Person) -> None:
    status, said = ask(Program(token_of(alice, "read")), CASES[name], prepared)
    if CASES[name].may == EVERYBODY:
        assert status == 200
    else:
        assert status == 403
        assert "it lacks the scope" in said["error"]["message"]


def test_a_token_without_the_scope_read_reads_nothing(prepared: World, alice: Person) -> None:
    program = Program(token_of(alice, "respond"))
    for case in CASES.values():
        if case.method == "GET":
            status, said = ask(program, case, prepared)
            assert status == 403
            assert "lacks the scope 'read'" in said["error"]["message"]
