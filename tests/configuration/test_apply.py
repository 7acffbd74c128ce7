"""The file owns what it names."""

from datetime import timedelta

import pytest

from tests.configuration.conftest import DUTY, HARBOUR, PEOPLE, SERVICE, apply, everything, plan, said
from tests.conftest import MONDAY
from watchbill import clock
from watchbill.apps.configuration import services
from watchbill.apps.oncall.models import Schedule, ScheduleVersion
from watchbill.apps.paging.models import Policy
from watchbill.apps.people import contacts, teams
from watchbill.apps.people.absences import add_absence
from watchbill.apps.people.models import AuditEntry, Organisation, Person, Role, Team
from watchbill.apps.people.permissions import NotAllowed, somebody
from watchbill.apps.people.services import create_person, update_person
from watchbill.domain.shape.problems import ConfigurationErrors
from watchbill.domain.shape.reading import read
from watchbill.domain.shape.writing import write
from watchbill.problems import Wrong


def test_people_and_teams_are_made_as_the_file_says() -> None:
    apply(HARBOUR)
    ana = Person.objects.get(slug="ana")
    assert (ana.name, ana.email, ana.role) == ("Ana Ruiz", "ana@example.org", Role.ADMINISTRATOR)
    assert ana.contact_methods.get().verified_at == MONDAY
    assert not ana.has_usable_password()
    team = Team.objects.get(slug="radio")
    found = [(one.person.slug, one.member, one.manager) for one in team.memberships.all()]
    assert found == [("ana", True, True), ("ben", True, False), ("chi", True, False)]
    assert Organisation.objects.get().name == "Harbour Radio"


def test_what_was_changed_on_the_pages_is_shown_as_drift_and_put_back() -> None:
    apply(HARBOUR)
    ben = Person.objects.get(slug="ben")
    update_person(person=ben, name="Benjamin", by=somebody(Person.objects.get(slug="ana"), "web"))
    found = plan(HARBOUR)
    assert "Changed on the pages since the file was last applied" in found.text
    assert [(change.key, change.fields[0].new) for change in found.drift] == [("ben", "Benjamin")]
    assert "~ person ben: name Benjamin -> Ben Okafor" in found.text
    apply(HARBOUR)
    assert Person.objects.get(slug="ben").name == "Ben Okafor"


def test_a_change_of_the_file_is_no_drift() -> None:
    apply(HARBOUR)
    found = plan(HARBOUR.replace("Ben Okafor", "Ben"))
    assert found.changes
    assert not found.drift


def test_the_name_and_the_routes_of_the_organisation_drift_too() -> None:
    file = HARBOUR + "routes: [{match: ['severity=\"page\"'], urgency: high}]\n"
    apply(file)
    Organisation.objects.update(name="Somebody else")
    found = plan(file)
    assert "organisation Harbour Radio -> Somebody else" in found.text
    apply(file)
    assert Organisation.objects.get().name == "Harbour Radio"


def test_what_the_file_does_not_name_is_left_alone_and_exported() -> None:
    apply(HARBOUR)
    ana = somebody(Person.objects.get(slug="ana"), "web")
    create_person(slug="eva", name="Eva Lind", zone="Europe/Stockholm", by=ana)
    assert not apply(HARBOUR).changed
    assert services.export().people["eva"].name == "Eva Lind"
    assert read([("export.yaml", write(services.export()))]).people.keys() == {"ana", "ben", "chi", "eva"}


def test_a_part_of_the_organisation_that_the_file_does_not_say_is_left_alone() -> None:
    apply(HARBOUR)
    apply("people: {eva: {email: eva@example.org}}")
    row = Organisation.objects.get()
    assert (row.name, row.zone) == ("Harbour Radio", "Europe/Amsterdam")


def test_the_export_is_in_the_order_of_the_file_even_when_the_file_is_sorted_anew() -> None:
    apply("people: {ana: {email: ana@example.org}, ben: {email: ben@example.org}}")
    again = "people: {ben: {email: ben@example.org}, chi: {}, ana: {email: ana@example.org}}"
    apply(again)
    assert list(services.export().people) == ["ben", "chi", "ana"]
    assert write(services.export()) == write(said(again))


def test_a_name_that_is_the_key_is_kept_as_it_was_written() -> None:
    file = "people: {ana: {name: ana}, ben: {}}\nteams: {radio: {seniors: [ben, ana], members: [ana, ben]}}"
    apply(file)
    assert services.export() == said(file)
    assert not apply(file).changed


def test_a_file_that_cannot_be_read_changes_nothing_and_says_where() -> None:
    apply(HARBOUR)
    before = everything()
    with pytest.raises(ConfigurationErrors) as wrong:
        services.apply_files(
            files=[("harbour.yaml", HARBOUR.replace("managers: [ana]", "managers: [anna]"))], by=services.FILE
        )
    problem = wrong.value.problems[0]
    assert (problem.file, problem.line) == ("harbour.yaml", 9)
    assert "did you mean 'ana'" in problem.sentence
    assert everything() == before


def test_a_problem_in_the_middle_takes_everything_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_KEY", raising=False)
    before = everything()
    with pytest.raises(Wrong, match=r"integrations\.prometheus: the variable PROMETHEUS_KEY is not set"):
        apply(HARBOUR.replace("service: transmitter}}", "service: transmitter, key: {env: PROMETHEUS_KEY}}}"))
    assert everything() == before


def test_only_an_administrator_may_hand_a_file_in() -> None:
    apply(HARBOUR)
    ben = somebody(Person.objects.get(slug="ben"), "api")
    for act in (services.plan_files, services.apply_files):
        with pytest.raises(NotAllowed):
            act(files=[("harbour.yaml", HARBOUR)], by=ben)
    with pytest.raises(NotAllowed):
        services.export_text(by=ben)


def test_a_token_of_an_administrator_with_that_scope_is_enough() -> None:
    apply(HARBOUR)
    ana = somebody(Person.objects.get(slug="ana"), "api", frozenset({"administer"}))
    file = HARBOUR.replace("Ben Okafor", "Ben")
    services.apply_files(files=[("harbour.yaml", file)], by=ana)
    assert Person.objects.get(slug="ben").name == "Ben"
    assert AuditEntry.objects.filter(act="update", object_kind="person", object_id="ben", by="Ana Ruiz").exists()


def test_the_audit_log_says_what_the_file_changed_and_nothing_when_it_changed_nothing() -> None:
    apply(HARBOUR)
    AuditEntry.objects.all().delete()
    apply(HARBOUR)
    assert not AuditEntry.objects.exists()
    apply(HARBOUR.replace("Ben Okafor", "Ben"))
    assert set(AuditEntry.objects.values_list("act", "object_kind", "via")) == {
        ("update", "person", "file"),
        ("apply", "configuration", "file"),
    }


def test_an_unverified_contact_stays_verified_once_its_person_has_shown_it() -> None:
    file = "people: {ana: {contacts: {app: {address: 'ntfy:ana-7f3k', verified: no}}}}"
    apply(file)
    method = Person.objects.get(slug="ana").contact_methods.get()
    assert method.verified_at is None
    method.verified_at = MONDAY
    method.save()
    found = apply(file)
    assert not found.changed
    assert not found.drift
    method.refresh_from_db()
    assert method.verified_at == MONDAY
    assert services.export() == said(file)


def test_a_changed_address_is_trusted_again_and_the_rules_follow() -> None:
    file = "people: {ana: {contacts: {mail: 'mail:ana@example.org', app: 'ntfy:ana'}, rules: {high: [{app: 1m}]}}}"
    apply(file)
    clock.advance(timedelta(days=1))
    apply(file.replace("ntfy:ana", "ntfy:ana-two"))
    ana = Person.objects.get(slug="ana")
    app = ana.contact_methods.get(name="app")
    assert (app.place, app.verified_at) == ("ana-two", MONDAY + timedelta(days=1))
    assert ana.contact_methods.get(name="mail").verified_at == MONDAY
    assert ana.notification_rules.get().contact_method == app


def test_a_contact_that_was_added_on_the_pages_is_taken_back() -> None:
    apply(HARBOUR)
    ben = Person.objects.get(slug="ben")
    contacts.add_contact_method(person=ben, name="app", address="ntfy:ben-1", by=somebody(ben, "web"))
    assert "contact app added" in plan(HARBOUR).text
    apply(HARBOUR)
    assert [method.name for method in ben.contact_methods.all()] == ["mail"]


def test_an_absence_that_somebody_entered_is_theirs() -> None:
    file = "people: {ana: {away: [{from: 2026-12-21, to: 2027-01-04}]}}\nzone: Europe/Amsterdam\n"
    apply(file)
    ana = Person.objects.get(slug="ana")
    add_absence(person=ana, start=MONDAY, end=MONDAY + timedelta(days=1), by=somebody(ana, "web"))
    assert not apply(file).changed
    apply(file.replace("2027-01-04", "2027-01-05"))
    spans = {(absence.start_at.isoformat(), absence.end_at.isoformat()) for absence in ana.absences.all()}
    assert spans == {
        ("2026-03-02T09:00:00+00:00", "2026-03-03T09:00:00+00:00"),
        ("2026-12-20T23:00:00+00:00", "2027-01-04T23:00:00+00:00"),
    }
    assert len(services.export().people["ana"].away) == 2


def test_the_version_of_a_policy_rises_when_its_plan_changes() -> None:
    apply(HARBOUR)
    apply(HARBOUR.replace("default: {steps", "default: {name: Default, steps"))
    assert Policy.objects.get().version == 1
    apply(HARBOUR.replace("page: [{schedule: duty}]", "page: [{team: radio}]"))
    assert Policy.objects.get().version == 2


def test_members_that_were_changed_on_the_pages_are_put_back() -> None:
    apply(HARBOUR)
    team, people = Team.objects.get(), {person.slug: person for person in Person.objects.all()}
    teams.set_members(team=team, members=[people["chi"]], managers=[people["ana"]], by=somebody(people["ana"], "web"))
    assert "members ana, ben, chi -> chi" in " ".join(plan(HARBOUR).text.replace("[", "").replace("]", "").split())
    apply(HARBOUR)
    assert services.export().teams["radio"].members == ("ana", "ben", "chi")


def test_parts_of_the_file_in_several_files_are_one() -> None:
    apply(PEOPLE, DUTY, SERVICE)
    assert services.export() == said(HARBOUR)
    assert Schedule.objects.get().versions.count() == ScheduleVersion.objects.count() == 1
