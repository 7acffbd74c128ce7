"""The first configuration of each of the five organisations."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.watchbill import EXAMPLES
from watchbill.adapters.calendars import NAMES, holidays_of
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.shape.difference import difference
from watchbill.domain.shape.known import Known
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.reading import read
from watchbill.domain.shape.rota import to_schedule, windows
from watchbill.domain.shape.writing import write

ORGANISATIONS = ["gitlab-imoc", "operate-first", "incident-command", "wikibase", "ska"]
WHOLE_YEAR = datetime(2026, 1, 6, tzinfo=UTC), datetime(2027, 1, 6, tzinfo=UTC)
CONTINUOUS = [
    ("gitlab-imoc", "imoc"),
    ("gitlab-imoc", "cmoc"),
    ("gitlab-imoc", "eoc"),
    ("gitlab-imoc", "dev-escalation"),
    ("incident-command", "commanders"),
    ("incident-command", "operations"),
    ("incident-command", "operations-dev"),
    ("incident-command", "communications"),
    ("wikibase", "incident-manager"),
    ("ska", "operations"),
    ("ska", "commanders"),
    ("harbour", "commanders"),
]


def example(name: str) -> Organisation:
    path = EXAMPLES / f"{name}.yaml"
    return read([(path.name, path.read_bytes())], Known(calendars=NAMES))


def loaded(name: str, schedule: str) -> Loaded:
    return Loaded(to_schedule(example(name), schedule, holidays_of))


def test_there_is_one_for_each_organisation_and_the_one_of_the_documentation() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.yaml")) == sorted([*ORGANISATIONS, "harbour"])


@pytest.mark.parametrize("name", [*ORGANISATIONS, "harbour"])
def test_an_example_is_read_and_written_back_without_a_difference(name: str) -> None:
    read_once = example(name)
    read_again = read([("written", write(read_once))], Known(calendars=NAMES))
    assert not difference(read_once, read_again)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_nobody_in_an_example_can_really_be_reached(path: Path) -> None:
    people = example(path.stem).people.values()
    mails = [one.address for person in people for one in person.contacts.values() if one.address.startswith("mail:")]
    assert mails
    assert all(mail.endswith("@example.org") for mail in mails)


@pytest.mark.parametrize(("name", "schedule"), CONTINUOUS)
def test_a_rota_that_is_meant_to_be_continuous_has_no_gap(name: str, schedule: str) -> None:
    assert loaded(name, schedule).gaps(*WHOLE_YEAR) == ()


def test_in_the_example_of_the_documentation_only_what_is_temporary_leaves_a_gap() -> None:
    (gap,) = loaded("harbour", "radio-duty").gaps(*WHOLE_YEAR)
    assert (gap.start, gap.end) == (datetime(2026, 12, 25, 23, tzinfo=UTC), datetime(2026, 12, 26, 23, tzinfo=UTC))


@pytest.mark.parametrize("schedule", ["support", "support-weekly"])
def test_the_hours_that_the_support_covers_have_somebody(schedule: str) -> None:
    coverage = windows(example("operate-first").teams["sre"].coverage)
    assert loaded("operate-first", schedule).gaps(*WHOLE_YEAR, coverage) == ()


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_everybody_on_a_team_has_a_verified_way_to_be_reached(name: str) -> None:
    organisation = example(name)
    members = {member for team in organisation.teams.values() for member in (*team.members, *team.managers)}
    assert all(any(one.verified for one in organisation.people[key].contacts.values()) for key in members)


def test_the_incident_manager_of_each_region_serves_by_day() -> None:
    imoc, people = loaded("gitlab-imoc", "imoc"), example("gitlab-imoc").people
    on_call = [imoc.who_is_on_call(datetime(2026, 1, 6, hour, tzinfo=UTC)) for hour in (4, 12, 20)]
    assert [[people[key].region for key in keys] for keys in on_call] == [["APAC"], ["EMEA"], ["AMER"]]


def test_the_mentor_of_a_reverse_shadow_is_on_duty_in_those_shifts() -> None:
    imoc = loaded("gitlab-imoc", "imoc")
    (reverse,) = example("gitlab-imoc").schedules["imoc"].reverse_shadows
    serving = {key for shift in imoc.shifts(_utc(reverse.start), _utc(reverse.end)) for key in shift.people}
    assert reverse.mentor in serving


def _utc(wall: datetime) -> datetime:
    """The zone of that schedule."""
    return wall.replace(tzinfo=UTC)


@pytest.mark.req("WB-2", part=True)
def test_exactly_one_incident_manager_serves_at_every_moment() -> None:
    shifts = loaded("wikibase", "incident-manager").shifts(*WHOLE_YEAR)
    assert {len(shift.people) for shift in shifts} == {1}
    assert all(one.end == other.start for one, other in itertools.pairwise(shifts))


def test_operations_and_command_are_never_one_person() -> None:
    operations, commanders = loaded("ska", "operations"), loaded("ska", "commanders")
    for shift in operations.shifts(*WHOLE_YEAR):
        assert not set(shift.people) & set(commanders.who_is_on_call(shift.start))
