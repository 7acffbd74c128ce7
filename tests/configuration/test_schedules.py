"""Rotas in the file: versions, what people change beside it, and whose shifts move."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.configuration.conftest import DUTY, HARBOUR, PEOPLE, apply, everything, plan, said
from watchbill import clock
from watchbill.apps.agenda.models import Delivery
from watchbill.apps.configuration import services
from watchbill.apps.oncall import selectors
from watchbill.apps.oncall import services as oncall
from watchbill.apps.oncall.models import Override, Schedule
from watchbill.apps.people.models import Person
from watchbill.apps.people.permissions import somebody
from watchbill.domain.rota.values import Shift

FILE = PEOPLE + DUTY
TURNED = FILE.replace("slots: [ana, ben]", "slots: [ana, chi, ben]")
WITH_OVERRIDE = FILE + "    overrides: [{from: 2026-03-03T09:00, to: 2026-03-03T17:00, replace: ana, with: chi}]\n"


def schedule() -> Schedule:
    return Schedule.objects.select_related("team").get(slug="duty")


def on_call(day: int, hour: int = 12) -> tuple[str, ...]:
    return selectors.load(schedule()).who_is_on_call(datetime(2026, 3, day, hour, tzinfo=UTC))


def replace_by_hand(day: int, who: str, by: str) -> Override:
    people = {person.slug: person for person in Person.objects.all()}
    start = datetime(2026, 3, day, 9, tzinfo=UTC)
    return oncall.add_override(
        schedule=schedule(),
        kind="replace",
        start=start,
        end=start + timedelta(hours=8),
        person=people[who],
        replaced_by=people[by],
        by=somebody(people[who], "web"),
    )


def test_the_first_version_counts_from_the_beginning() -> None:
    apply(FILE)
    assert [(version.number, version.since) for version in schedule().versions.all()] == [(1, None)]
    assert on_call(2) == ("ana",)
    assert on_call(10) == ("ben",)


def test_an_edit_is_a_new_version_that_carries_on_and_the_past_stays() -> None:
    apply(FILE)
    clock.advance(timedelta(days=8))
    assert on_call(10) == ("ben",)
    apply(TURNED)
    assert [version.number for version in schedule().versions.all()] == [1, 2]
    assert on_call(3) == ("ana",)
    assert on_call(11) == ("ben",)
    assert on_call(17) == ("ana",)
    assert on_call(24) == ("chi",)


def test_the_plan_shows_whose_shifts_move_from_what_to_what_and_moves_none() -> None:
    apply(FILE)
    before = everything()
    found = plan(TURNED)
    assert everything() == before
    assert "duty, ben (Europe/Amsterdam):" in found.text
    assert (
        "Mon 2026-03-09 09:00 to Mon 2026-03-16 09:00  ->  Mon 2026-03-16 09:00 to Mon 2026-03-23 09:00" in found.text
    )
    first = next(move for move in found.moves if move.person == "chi")
    assert (first.schedule, first.before) == ("duty", None)
    assert first.after == (datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 3, 16, 8, tzinfo=UTC))


def test_a_change_that_moves_nobody_says_so() -> None:
    apply(FILE)
    assert not plan(FILE.replace("name: weekly", "name: by the week")).moves
    assert not plan(
        FILE.replace("team: radio\n    layers", "team: radio\n    description: Who answers\n    layers")
    ).moves


def test_whoever_s_shift_is_moved_by_an_override_of_the_file_is_told() -> None:
    apply(FILE)
    apply(WITH_OVERRIDE)
    told = {delivery.place: delivery.message for delivery in Delivery.objects.all()}
    assert told.keys() == {"ana@example.org", "chi@example.org"}
    assert "You are now on call from Tue 03 Mar 09:00 to Tue 03 Mar 17:00" in told["chi@example.org"]["text"]


def test_another_zone_of_the_team_moves_the_rota_and_tells() -> None:
    apply(FILE)
    found = apply(FILE.replace("name: Radio, members", "name: Radio, zone: Asia/Tokyo, members"))
    assert {move.person for move in found.moves} == {"ana", "ben"}
    assert Delivery.objects.count() == 2


def test_an_override_of_the_file_is_on_the_wall_clock_of_the_schedule() -> None:
    apply(WITH_OVERRIDE)
    row = Override.objects.get()
    assert row.start_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert row.written["from"] == "2026-03-03T09:00:00"
    assert on_call(3, 10) == ("chi",)
    apply(WITH_OVERRIDE.replace("Europe/Amsterdam", "America/New_York"))
    assert Override.objects.get().start_at == datetime(2026, 3, 3, 14, tzinfo=UTC)


def test_an_override_that_was_made_on_the_pages_survives_and_is_exported() -> None:
    apply(WITH_OVERRIDE)
    replace_by_hand(4, "ana", "ben")
    found = apply(WITH_OVERRIDE)
    assert not found.changed
    assert not found.drift
    assert on_call(4) == ("ben",)
    exported = services.export()
    assert [override.by for override in exported.schedules["duty"].overrides] == ["chi", "ben"]
    apply(FILE)
    assert [override.by for override in services.export().schedules["duty"].overrides] == ["ben"]


def test_an_export_that_is_applied_again_adopts_what_was_made_on_the_pages() -> None:
    apply(WITH_OVERRIDE)
    replace_by_hand(4, "ana", "ben")
    exported = services.export()
    services.apply(exported)
    assert Override.objects.count() == 2
    assert services.export() == exported
    apply(WITH_OVERRIDE)
    assert on_call(4) == ("ana",)


def test_an_override_that_was_taken_away_on_the_pages_is_drift_and_comes_back() -> None:
    apply(WITH_OVERRIDE)
    ana = Person.objects.get(slug="ana")
    oncall.remove_override(override=Override.objects.get(), by=somebody(ana, "web"))
    assert plan(WITH_OVERRIDE).drift
    apply(WITH_OVERRIDE)
    assert on_call(3, 10) == ("chi",)


def test_what_has_passed_of_an_override_stays_when_the_file_forgets_it() -> None:
    apply(WITH_OVERRIDE)
    clock.advance(timedelta(days=1, hours=3))
    assert on_call(3, 14) == ("chi",)
    apply(FILE)
    assert on_call(3, 11) == ("chi",)
    assert on_call(3, 14) == ("ana",)
    assert services.export() == said(FILE)
    assert not apply(FILE).changed


def test_temporary_shifts_are_kept_as_written_and_counted_in_utc() -> None:
    file = FILE + (
        "    temporary: [{from: 2026-03-05, to: 2026-03-06, "
        "shifts: [{person: chi, from: 2026-03-05T09:00, to: 2026-03-05T12:00}]}]\n"
    )
    apply(file)
    assert on_call(5, 9) == ("chi",)
    assert on_call(5, 12) == ()
    assert services.export() == said(file)
    apply(FILE)
    assert on_call(5, 12) == ("ana",)


def test_the_order_that_people_shuffled_by_hand_is_theirs_until_the_file_says_another() -> None:
    file = FILE.replace("slots: [ana, ben]", "slots: [ana, ben, chi], order: by-hand")
    apply(file)
    ana = somebody(Person.objects.get(slug="ana"), "web")
    oncall.shuffle_by_hand(schedule=schedule(), layer="weekly", slots=[1, 0, 2], by=ana)
    found = apply(file)
    assert not found.changed
    assert not found.drift
    order = [slot.people for slot in services.export().schedules["duty"].layers[0].slots]
    assert order == [("ben",), ("ana",), ("chi",)]
    clock.advance(timedelta(days=30))
    apply(file.replace("[ana, ben, chi]", "[chi, ana, ben]"))
    order = [slot.people for slot in services.export().schedules["duty"].layers[0].slots]
    assert order == [("chi",), ("ana",), ("ben",)]


def test_layers_that_were_edited_on_the_pages_are_put_back() -> None:
    apply(FILE)
    layers = said(TURNED).schedules["duty"].layers
    oncall.edit_schedule(schedule=schedule(), layers=layers, by=somebody(Person.objects.get(slug="ana"), "web"))
    assert "layer weekly: slots [ana, ben] -> [ana, chi, ben]" in " ".join(plan(FILE).text.split()) or plan(FILE).drift
    clock.advance(timedelta(minutes=1))
    apply(FILE)
    assert services.export() == said(FILE)
    assert schedule().versions.count() == 3


def test_a_schedule_that_was_made_on_the_pages_is_exported() -> None:
    apply(HARBOUR)
    layers = said(DUTY.replace("duty:", "other:") + PEOPLE).schedules["other"].layers
    ana = somebody(Person.objects.get(slug="ana"), "web")
    oncall.create_schedule(slug="other", team=None, layers=layers, name="The other", by=ana)
    assert services.export().schedules["other"].layers == layers
    assert not apply(HARBOUR).changed


def test_plans_are_values_that_go_over_the_wire() -> None:
    apply(FILE)
    plain = msgspec.to_builtins(plan(TURNED))
    assert plain["changed"] is True
    assert plain["moves"][0]["schedule"] == "duty"
    assert isinstance(plain["moves"][0]["after"][0], str)


def test_shifts_of_people_beside_each_other_are_one_lane() -> None:
    """What the database computes is what the file alone does."""
    apply(FILE)
    start, end = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 16, 8, tzinfo=UTC)
    assert selectors.load(schedule()).shifts(start, end) == (
        Shift(datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC), ("ana",)),
        Shift(datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 3, 16, 8, tzinfo=UTC), ("ben",)),
    )


@pytest.mark.req("OF-1")
def test_the_list_stands_in_the_file_or_in_the_database_and_its_order_can_be_seen_in_both() -> None:
    apply(FILE)
    ana = somebody(Person.objects.get(slug="ana"), "web")
    assert "slots: [ana, ben]" in services.export_text(by=ana)
    layers = said(TURNED).schedules["duty"].layers
    oncall.edit_schedule(schedule=schedule(), layers=layers, by=ana)
    assert "slots: [ana, chi, ben]" in services.export_text(by=ana)
    assert on_call(10) == ("chi",)
