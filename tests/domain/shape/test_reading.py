from datetime import UTC, date, datetime, time, timedelta

from tests.domain.shape.texts import HARBOUR, organisation
from watchbill.domain.rota.values import Advance, Order, OverrideKind, Unit
from watchbill.domain.shape.people import Contact, NotificationRule, Person, Role
from watchbill.domain.shape.policies import How
from watchbill.domain.shape.schedules import Slot
from watchbill.domain.shape.secrets import Secret
from watchbill.domain.shape.targets import Target
from watchbill.domain.shape.teams import Holidays, Window

PEOPLE = "people: {ana: {}, ben: {}, chi: {}}\n"


def slots(text: str) -> tuple[Slot, ...]:
    layer = f"{{name: a, slots: {text}, unit: day, starts: 2026-01-05}}"
    return organisation(f"{PEOPLE}schedules: {{s: {{layers: [{layer}]}}}}").schedules["s"].layers[0].slots


def person(text: str) -> Person:
    return organisation(f"people: {{ana: {text}}}").people["ana"]


def test_the_example_of_the_documentation_is_read_whole() -> None:
    harbour = organisation(HARBOUR)

    assert (harbour.name, harbour.zone) == ("Harbour Radio", "Europe/Amsterdam")
    assert list(harbour.people) == ["ana", "ben", "chi", "dora"]
    ana = harbour.people["ana"]
    assert ana.contacts["app"] == Contact(address="ntfy:ana-7f3k")
    assert ana.rules.high[1] == NotificationRule(contact="phone", after=timedelta(minutes=2))
    radio = harbour.teams["radio"]
    assert radio.holidays == Holidays(calendar="NL")
    assert radio.coverage == (Window(days=frozenset(range(5)), start=time(8), end=time(18)),)
    weekdays = harbour.schedules["radio-duty"].layers[1]
    assert (weekdays.unit, weekdays.order, weekdays.advance) == (Unit.WORKING_DAY, Order.SHUFFLED, Advance.ACTIVE)
    assert weekdays.slots == (Slot(people=("ana",)), Slot(people=("ben", "chi")), Slot())
    assert (weekdays.starts, weekdays.until) == (datetime(2026, 1, 5, 9), datetime(2027, 1, 4, 9))
    overrides = harbour.schedules["radio-duty"].overrides
    assert [one.kind for one in overrides] == [OverrideKind.REPLACE, OverrideKind.ADD, OverrideKind.REMOVE]
    assert (overrides[0].person, overrides[0].by) == ("ana", "ben")
    steps = harbour.policies["radio-default"].steps
    assert steps[1].how is How.ROUND_ROBIN
    assert steps[2].volunteers == ("slack:#radio",)
    assert harbour.policies["radio-default"].fallback == (Target(managers="own"),)
    assert harbour.integrations["prometheus"].key == Secret(env="PROMETHEUS_KEY")
    assert harbour.routes[0].match == ('severity="page"', 'service=~"tx-.*"')
    process = harbour.processes["harbour"]
    assert process.roles is not None
    assert process.roles["operations"].apart_from == "all"
    assert process.obligations is not None
    assert len(process.obligations) == 6
    assert process.trainings is not None
    assert process.trainings["commander-course"].stages[3].sign_off == ("trainee", "mentor")


def test_what_a_profile_does_not_say_is_told_apart_from_what_it_empties() -> None:
    read = organisation("processes: {a: {from: standard}, b: {from: standard, obligations: []}}").processes
    assert read["a"].obligations is None
    assert read["b"].obligations == ()


def test_scalars_are_texts_until_the_schema_types_them() -> None:
    read = organisation(
        "people: {no: {name: yes, region: NO, zone: UTC}, 123: {name: 0x1f}}\nteams: {on: {holidays: NO, name: null}}"
    )
    assert (read.people["no"].name, read.people["no"].region) == ("yes", "NO")
    assert read.people["123"].name == "0x1f"
    assert (read.teams["on"].holidays, read.teams["on"].name) == (Holidays(calendar="NO"), "null")


def test_yes_and_no_are_said_in_four_words() -> None:
    services = ", ".join(f"{word}: {{team: t, critical: {word}}}" for word in ("yes", "no", "true", "False"))
    read = organisation(f"teams: {{t: {{}}}}\nservices: {{{services}}}")
    assert [service.critical for service in read.services.values()] == [True, False, True, False]


def test_email_is_short_for_a_contact_named_mail() -> None:
    assert person("{email: ana@example.org}") == person('{contacts: {mail: "mail:ana@example.org"}}')
    assert list(person('{email: ana@example.org, contacts: {app: "ntfy:a"}}').contacts) == ["mail", "app"]


def test_a_contact_counts_as_verified_unless_it_says_otherwise() -> None:
    contacts = person('{contacts: {a: "ntfy:a", b: {address: "ntfy:b", verified: no}}}').contacts
    assert (contacts["a"].verified, contacts["b"].verified) == (True, False)


def test_a_slot_is_a_person_several_or_nobody() -> None:
    assert slots("[ana, [ben, chi], nobody, nobody!]") == (
        Slot(people=("ana",)),
        Slot(people=("ben", "chi")),
        Slot(),
        Slot(blocks=True),
    )


def test_holidays_are_a_calendar_or_one_with_days_added_and_dropped() -> None:
    read = organisation(
        "teams:\n  a: {holidays: NL}\n  b: {holidays: {calendar: NL, add: [2026-05-04], drop: [2026-12-26]}}\n"
        "  c: {holidays: {add: [2026-05-04]}}"
    ).teams
    assert read["a"].holidays == Holidays(calendar="NL")
    assert read["b"].holidays == Holidays(calendar="NL", add=(date(2026, 5, 4),), drop=(date(2026, 12, 26),))
    assert read["c"].holidays == Holidays(add=(date(2026, 5, 4),))


def test_days_are_a_span_a_list_of_words_or_words_in_one() -> None:
    read = organisation(
        'teams: {a: {working_days: sun-thu}, b: {working_days: [mon, wed]}, c: {working_days: "sat,sun"}}'
    )
    assert [team.working_days for team in read.teams.values()] == [{6, 0, 1, 2, 3}, {0, 2}, {5, 6}]


def test_a_window_that_says_nothing_is_every_day_all_day() -> None:
    read = organisation("teams: {a: {coverage: [{}, {to: 24:00}, {from: 22:00, to: 06:00, not-holidays: yes}]}}")
    whole, until_midnight, night = read.teams["a"].coverage
    assert whole == until_midnight == Window(days=frozenset(range(7)), start=time(0), end=time(0))
    assert (night.start, night.end, night.not_holidays) == (time(22), time(6), True)


def test_a_fallback_is_targets_or_a_word() -> None:
    text = "people: {ana: {}}\npolicies:\n"
    for key, fallback in {"a": "wait", "b": "none", "c": "[{person: ana}]"}.items():
        text += f"  {key}: {{steps: [{{page: [{{person: ana}}]}}], fallback: {fallback}}}\n"
    read = organisation(text + "  d: {steps: [{page: [{person: ana}]}]}").policies
    assert [policy.fallback for policy in read.values()] == ["wait", "none", (Target(person="ana"),), None]


def test_a_target_has_a_kind_and_a_key() -> None:
    assert (Target(managers="own").kind, Target(managers="own").key) == ("managers", "own")
    assert Target(address="slack:#radio").key == "slack:#radio"


def test_a_role_may_be_named_by_its_title() -> None:
    read = organisation("policies: {a: {steps: [{page: [{role: operations-lead}, {role: commander}]}]}}")
    assert [target.key for target in read.policies["a"].steps[0].page] == ["operations-lead", "commander"]


def test_a_key_with_nothing_after_it_says_nothing() -> None:
    read = organisation("people:\n  ana:\nteams:\n  a: {name: A, members: , holidays: ~, coverage: }\nschedules:\n")
    assert read.people == {"ana": Person()}
    assert (read.teams["a"].members, read.teams["a"].holidays, read.schedules) == ((), None, {})


def test_what_is_not_documented_in_the_example_has_a_place_too() -> None:
    read = organisation(
        "settings: {keep_received: 30d}\n"
        "people: {ana: {role: administrator}, ben: {}}\n"
        "teams: {t: {zone: Asia/Tokyo}}\n"
        "schedules: {s: {name: Watch, zone: Europe/Oslo}}\n"
        "policies: {p: {name: Default, acknowledgement_timeout: 30m, steps: [{page: [{person: ana}]}]}}\n"
        "integrations: {g: {source: generic, mapping: {summary: alert.title}}}\n"
    )
    assert read.settings.keep_received == timedelta(days=30)
    assert (read.people["ana"].role, read.people["ben"].role) == (Role.ADMINISTRATOR, Role.RESPONDER)
    assert (read.teams["t"].zone, read.schedules["s"].zone, read.schedules["s"].name) == (
        "Asia/Tokyo",
        "Europe/Oslo",
        "Watch",
    )
    assert read.policies["p"].acknowledgement_timeout == timedelta(minutes=30)
    assert read.integrations["g"].mapping == {"summary": "alert.title"}


def test_an_anchor_stands_for_the_whole_of_a_value() -> None:
    read = organisation(
        "teams:\n  a: {coverage: &office [{days: mon-fri, from: 09:00, to: 17:00}]}\n  b: {coverage: *office}"
    )
    assert read.teams["a"].coverage == read.teams["b"].coverage != ()


def test_an_instant_with_an_offset_is_kept_in_utc() -> None:
    away = person("{away: [{from: 2026-01-05T09:00+02:00, to: 2026-01-06T09:00Z}]}").away[0]
    assert (away.start, away.end) == (datetime(2026, 1, 5, 7, tzinfo=UTC), datetime(2026, 1, 6, 9, tzinfo=UTC))
