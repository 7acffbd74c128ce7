from datetime import UTC, date, datetime

import pytest

from tests.domain.shape.texts import HARBOUR, organisation
from watchbill.domain.rota import values
from watchbill.domain.rota.schedule import who_is_on_call
from watchbill.domain.shape.rota import to_schedule
from watchbill.domain.shape.zones import person_zone, schedule_zone, to_utc, to_wall

PEOPLE = "people: {ana: {}, ben: {}, chi: {}}\n"


def holidays(calendar: str, year: int) -> frozenset[date]:
    assert calendar == "NL"
    return frozenset({date(year, 1, 1), date(year, 4, 27)})


def schedule(text: str, head: str = "") -> values.Schedule:
    return to_schedule(organisation(f"{head}{PEOPLE}schedules: {{s: {text}}}"), "s", holidays)


def layers(text: str) -> tuple[values.Layer, ...]:
    return schedule(f"{{layers: {text}}}").versions[0].layers


def test_the_schedule_of_the_example_is_what_it_says() -> None:
    found = to_schedule(organisation(HARBOUR), "radio-duty", holidays)

    assert (found.name, found.zone) == ("radio-duty", "Europe/Amsterdam")
    (version,) = found.versions
    fallback, weekdays = version.layers
    dora = values.Slot(("dora",))
    assert fallback == values.Layer("fallback watch", (dora,), priority=1, seed="radio-duty/fallback watch")
    assert weekdays.rotation == values.Rotation(
        values.Unit.WORKING_DAY, 1, datetime(2026, 1, 5, 9), values.Order.SHUFFLED, values.Advance.ACTIVE
    )
    assert (weekdays.seed, weekdays.priority, weekdays.until) == ("radio-duty/weekdays", 2, datetime(2027, 1, 4, 9))
    assert found.overrides[0] == values.Override(
        values.OverrideKind.REPLACE,
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        datetime(2026, 3, 2, 12, tzinfo=UTC),
        "ana",
        "ben",
    )
    assert found.temporaries[0].shifts[0].people == ("dora",)
    assert found.temporaries[0].start == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert found.calendar.holidays(2026) == holidays("NL", 2026)


def test_a_layer_without_priority_has_its_place_in_the_list() -> None:
    found = layers("[{name: a, slots: [ana]}, {name: b, slots: [ben], priority: 1}, {name: c, slots: [chi]}]")
    assert [layer.priority for layer in found] == [1, 1, 3]


def test_what_a_rotation_does_not_say_is_listed_and_active() -> None:
    (found,) = layers("[{name: a, slots: [ana, nobody!], unit: day, starts: 2026-01-05}]")
    assert found.rotation == values.Rotation(values.Unit.DAY, 1, datetime(2026, 1, 5))
    assert found.slots == (values.Slot(("ana",)), values.Slot((), blocks=True))


def test_a_first_handover_with_an_offset_becomes_a_wall_clock_of_the_zone() -> None:
    found = (
        schedule("{zone: Asia/Tokyo, layers: [{name: a, slots: [ana], unit: day, starts: 2026-01-05T00:00Z}]}")
        .versions[0]
        .layers[0]
    )
    assert found.rotation is not None
    assert found.rotation.starts == datetime(2026, 1, 5, 9)


def test_holidays_are_those_of_the_calendar_and_the_days_added_less_the_days_dropped() -> None:
    head = "teams: {t: {working_days: sun-thu, holidays: {calendar: NL, add: [2026-05-04], drop: [2026-04-27]}}}\n"
    calendar = schedule("{team: t}", head).calendar
    assert calendar.working_days == {6, 0, 1, 2, 3}
    assert calendar.holidays(2026) == {date(2026, 1, 1), date(2026, 5, 4)}
    assert calendar.holidays(2027) == holidays("NL", 2027)


def test_a_schedule_without_a_team_works_from_monday_to_friday() -> None:
    calendar = schedule("{}").calendar
    assert (calendar.working_days, calendar.holidays(2026)) == ({0, 1, 2, 3, 4}, frozenset())


@pytest.mark.parametrize(
    ("head", "text", "zone"),
    [
        ("", "{}", "UTC"),
        ("zone: Europe/Oslo\n", "{}", "Europe/Oslo"),
        ("zone: Europe/Oslo\nteams: {t: {}}\n", "{team: t}", "Europe/Oslo"),
        ("zone: Europe/Oslo\nteams: {t: {zone: Asia/Tokyo}}\n", "{team: t}", "Asia/Tokyo"),
        ("zone: Europe/Oslo\nteams: {t: {zone: Asia/Tokyo}}\n", "{team: t, zone: Africa/Lagos}", "Africa/Lagos"),
    ],
)
def test_the_nearest_zone_above_a_schedule_counts(head: str, text: str, zone: str) -> None:
    assert schedule(text, head).zone == zone
    assert schedule_zone(organisation(f"{head}{PEOPLE}schedules: {{s: {text}}}"), "s") == zone


def test_the_nearest_zone_above_a_person_counts() -> None:
    read = organisation("zone: Europe/Oslo\npeople: {ana: {zone: Asia/Tokyo}, ben: {}}")
    assert [person_zone(read, key) for key in read.people] == ["Asia/Tokyo", "Europe/Oslo"]


def test_a_wall_clock_is_the_first_of_a_repeated_time_and_the_end_of_a_gap() -> None:
    assert to_utc(datetime(2026, 10, 25, 2, 30), "Europe/Amsterdam") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Amsterdam") == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert to_wall(datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/Amsterdam") == datetime(2026, 7, 1, 14)


def test_an_override_counts_from_its_wall_clock_on() -> None:
    found = schedule(
        "{zone: Europe/Amsterdam, layers: [{name: a, slots: [ana]}], "
        "overrides: [{from: 2026-03-02T09:00, to: 2026-03-02T13:00, replace: ana, with: ben}]}"
    )
    asked = [datetime(2026, 3, 2, hour, minute, tzinfo=UTC) for hour, minute in ((7, 59), (8, 0), (11, 59), (12, 0))]
    assert [who_is_on_call(found, at) for at in asked] == [("ana",), ("ben",), ("ben",), ("ana",)]
