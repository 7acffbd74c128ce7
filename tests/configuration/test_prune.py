"""What the file once made and no longer names."""

import pytest

from tests.configuration.conftest import DUTY, HARBOUR, PEOPLE, SERVICE, apply, everything, plan, said
from watchbill import clock
from watchbill.apps.alerts.integrations import create_integration
from watchbill.apps.alerts.models import Alert, Integration, Route
from watchbill.apps.catalog.models import Service
from watchbill.apps.configuration import services
from watchbill.apps.configuration.models import Kept
from watchbill.apps.oncall.models import Schedule
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Organisation, Person, Team
from watchbill.apps.people.permissions import engine
from watchbill.domain.shape.reading import read
from watchbill.domain.shape.writing import write

LONELY = HARBOUR.replace("teams:", "  eva: {name: Eva Lind, email: eva@example.org}\nteams:")


def test_without_prune_it_is_left_as_it_is_and_the_plan_says_so() -> None:
    apply(LONELY)
    found = apply(HARBOUR)
    assert "person eva: left as it is; --prune removes it" in found.text
    assert Person.objects.get(slug="eva").is_active


def test_what_nothing_refers_to_is_removed() -> None:
    apply(LONELY)
    assert plan(HARBOUR, prune=True).forgotten[0].fate == "removed"
    apply(HARBOUR, prune=True)
    assert not Person.objects.filter(slug="eva").exists()
    assert services.export() == said(HARBOUR)


def test_everything_that_hangs_together_can_be_removed_at_once() -> None:
    apply(HARBOUR + "routes: [{match: [], service: transmitter}]\ncommunities: {listeners: {name: Listeners}}\n")
    apply(PEOPLE, prune=True)
    for model in (Schedule, Policy, Service, Integration, Route, Kept):
        assert not model._base_manager.exists(), model
    assert services.export() == said(PEOPLE)


def test_a_person_who_served_leaves_and_stays_on_the_record() -> None:
    apply(HARBOUR)
    file = HARBOUR.replace("  ben: {name: Ben Okafor, email: ben@example.org}\n", "").replace("ana, ben", "ana")
    found = apply(file, prune=True)
    assert "person ben: archived, for something refers to it" in found.text
    ben = Person.objects.get(slug="ben")
    assert (ben.is_active, ben.left_at) == (False, clock.now())
    assert services.export() == said(file)


def test_who_comes_back_into_the_file_is_here_again() -> None:
    apply(LONELY)
    eva = Person.objects.get(slug="eva")
    eva.is_active = False
    eva.save()
    assert "eva" in plan(LONELY).text
    apply(LONELY)
    assert Person.objects.get(slug="eva").is_active
    assert services.export() == said(LONELY)


def alert() -> Alert:
    now = clock.now()
    return Alert.objects.create(
        integration=Integration.objects.get(),
        service=Service.objects.get(),
        dedup_key="1",
        summary="Silence",
        triggered_at=now,
        last_event_at=now,
    )


def test_what_has_had_an_alert_is_archived_with_all_that_it_needs() -> None:
    apply(HARBOUR)
    alert()
    apply(PEOPLE + DUTY, prune=True)
    assert Integration.objects.get().archived_at
    assert Service.objects.get().archived_at
    assert Policy.objects.get().archived_at
    assert not Schedule.objects.get().archived_at
    assert services.export() == said(PEOPLE + DUTY)
    assert not apply(PEOPLE + DUTY, prune=True).changed


def test_what_is_archived_comes_back_as_it_was_with_the_file() -> None:
    apply(HARBOUR)
    alert()
    sealed = Integration.objects.get().key_sealed
    apply(PEOPLE, prune=True)
    apply(HARBOUR)
    assert services.export() == said(HARBOUR)
    assert Integration.objects.get().key_sealed == sealed
    assert Schedule.objects.filter(archived_at=None).exists()


def test_what_something_made_on_the_pages_needs_is_archived_and_the_export_can_still_be_read() -> None:
    apply(HARBOUR)
    service = Service.objects.get()
    create_integration(slug="by-hand", source="generic", service=service, options={}, by=engine())
    apply(PEOPLE, prune=True)
    assert Service.objects.get().archived_at
    exported = services.export()
    assert "transmitter" in exported.services
    assert "duty" in exported.schedules
    assert read([("export.yaml", write(exported))]) == exported


def test_a_part_of_the_organisation_that_the_file_said_and_no_longer_says_is_as_if_unsaid() -> None:
    apply(HARBOUR + "settings: {keep_received: 7d}\nroutes: [{match: [], urgency: low}]\n")
    assert Organisation.objects.get().settings.keys() == {"keep_received"}
    apply(HARBOUR, prune=True)
    assert Organisation.objects.get().settings == {}
    assert not Route.objects.exists()
    assert services.export() == said(HARBOUR)


def test_what_was_made_on_the_pages_is_never_pruned() -> None:
    apply(PEOPLE)
    Team.objects.create(slug="guests", name="Guests")
    before = everything()
    assert not apply(PEOPLE, prune=True).changed
    assert everything() == before


@pytest.mark.parametrize("rest", ["", DUTY, DUTY + SERVICE])
def test_pruning_and_naming_again_gives_the_file_back(rest: str) -> None:
    apply(HARBOUR)
    apply(PEOPLE + rest, prune=True)
    assert services.export() == said(PEOPLE + rest)
    apply(HARBOUR, prune=True)
    assert services.export() == said(HARBOUR)


def test_a_schedule_that_comes_back_has_none_of_its_old_overrides() -> None:
    override = "    overrides: [{from: 2026-03-03T09:00, to: 2026-03-03T17:00, replace: ana, with: ben}]\n"
    apply(PEOPLE + DUTY + override + SERVICE)
    alert()
    apply(PEOPLE, prune=True)
    apply(HARBOUR)
    assert services.export() == said(HARBOUR)


def test_what_is_only_kept_so_far_is_said_plainly() -> None:
    duties = "    duties: [{do: Answer questions, every: 1d}]\n"
    paging = SERVICE.replace("page: [{schedule: duty}]", "volunteers: ['slack:#radio']")
    found = apply(PEOPLE + DUTY + duties + paging + "communities: {listeners: {name: Listeners}}\n")
    assert "Kept and exported; nothing acts on it yet: communities; duties of duty." in found.notices
    assert "There is no channel yet for addresses of these kinds, which are kept: slack." in found.notices
