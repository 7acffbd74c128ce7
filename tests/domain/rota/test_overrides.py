"""domain.md, Rota 7: temporary shifts, then overrides, then layers."""

from dataclasses import replace

from tests.domain.rota.makers import always, layer, local, schedule, utc, window
from watchbill.domain.rota.schedule import shifts, who_is_on_call
from watchbill.domain.rota.values import Override, OverrideKind, Schedule, Shift, Temporary, Unit

DAY = "2026-01-05 00:00", "2026-01-06 00:00"


def override(kind: OverrideKind, start: str, end: str, person: str, by: str = "") -> Override:
    """On 5 January, by UTC hours."""
    return Override(kind, utc(f"2026-01-05 {start}"), utc(f"2026-01-05 {end}"), person, by)


def temporary(start: str, end: str, *inner: tuple[str, str, str]) -> Temporary:
    day = "2026-01-05"
    spans = tuple(Shift(utc(f"{day} {low}"), utc(f"{day} {high}"), (who,)) for low, high, who in inner)
    return Temporary(utc(f"{day} {start}"), utc(f"{day} {end}"), spans)


def duty(*overrides: Override, temporaries: tuple[Temporary, ...] = ()) -> Schedule:
    base = schedule(always("watch", "ana"), zone="UTC")
    return replace(base, overrides=overrides, temporaries=temporaries)


def said(rota: Schedule) -> list[str]:
    return [line.replace("01-05 ", "") for line in local(rota, *DAY)]


def test_somebody_is_added() -> None:
    assert said(duty(override(OverrideKind.ADD, "09:00", "17:00", "ben"))) == [
        "00:00 > 09:00 ana",
        "09:00 > 17:00 ana+ben",
        "17:00 > 01-06 00:00 ana",
    ]


def test_somebody_is_removed_and_lower_layers_do_not_come_through() -> None:
    base = schedule(always("below", "eve"), always("watch", "ana", priority=2), zone="UTC")
    removed = replace(base, overrides=(override(OverrideKind.REMOVE, "09:00", "17:00", "ana"),))
    assert said(removed) == ["00:00 > 09:00 ana", "17:00 > 01-06 00:00 ana"]


def test_somebody_replaces_another() -> None:
    assert said(duty(override(OverrideKind.REPLACE, "09:00", "17:00", "ana", by="ben"))) == [
        "00:00 > 09:00 ana",
        "09:00 > 17:00 ben",
        "17:00 > 01-06 00:00 ana",
    ]


def test_who_is_not_there_is_neither_removed_nor_replaced() -> None:
    whole = ["00:00 > 01-06 00:00 ana"]
    assert said(duty(override(OverrideKind.REPLACE, "09:00", "17:00", "chi", by="ben"))) == whole
    assert said(duty(override(OverrideKind.REMOVE, "09:00", "17:00", "chi"))) == whole


def test_a_replacement_counts_only_while_the_other_serves() -> None:
    base = schedule(layer("watch", "ab", Unit.HOUR, 6, "2026-01-05 00:00"), zone="UTC")
    swapped = replace(base, overrides=(override(OverrideKind.REPLACE, "03:00", "15:00", "a", by="z"),))
    assert said(swapped) == [
        "00:00 > 03:00 a",
        "03:00 > 06:00 z",
        "06:00 > 12:00 b",
        "12:00 > 15:00 z",
        "15:00 > 18:00 a",
        "18:00 > 01-06 00:00 b",
    ]


def test_overrides_apply_in_their_order() -> None:
    first = override(OverrideKind.REPLACE, "09:00", "17:00", "ana", by="ben")
    second = override(OverrideKind.REPLACE, "12:00", "13:00", "ben", by="chi")
    third = override(OverrideKind.ADD, "12:30", "12:45", "dora")
    assert said(duty(first, second, third)) == [
        "00:00 > 09:00 ana",
        "09:00 > 12:00 ben",
        "12:00 > 12:30 chi",
        "12:30 > 12:45 chi+dora",
        "12:45 > 13:00 chi",
        "13:00 > 17:00 ben",
        "17:00 > 01-06 00:00 ana",
    ]
    assert who_is_on_call(duty(second, first), utc("2026-01-05 12:10")) == ("ben",)


def test_in_a_temporary_only_its_shifts_count() -> None:
    added = override(OverrideKind.ADD, "00:00", "23:00", "eve")
    span = temporary("08:00", "18:00", ("09:00", "12:00", "ben"), ("11:00", "14:00", "chi"), ("17:00", "20:00", "dora"))
    assert said(duty(added, temporaries=(span,))) == [
        "00:00 > 08:00 ana+eve",
        "09:00 > 11:00 ben",
        "11:00 > 12:00 ben+chi",
        "12:00 > 14:00 chi",
        "17:00 > 18:00 dora",
        "18:00 > 23:00 ana+eve",
        "23:00 > 01-06 00:00 ana",
    ]


def test_of_overlapping_temporaries_the_later_counts() -> None:
    first = temporary("08:00", "18:00", ("08:00", "18:00", "ben"))
    second = temporary("10:00", "12:00", ("11:00", "12:00", "chi"))
    assert said(duty(temporaries=(first, second)))[1:4] == [
        "08:00 > 10:00 ben",
        "11:00 > 12:00 chi",
        "12:00 > 18:00 ben",
    ]


def test_a_temporary_that_changes_nobody_leaves_one_shift() -> None:
    assert said(duty(temporaries=(temporary("08:00", "18:00", ("08:00", "18:00", "ana")),))) == [
        "00:00 > 01-06 00:00 ana"
    ]


def test_spans_without_length_change_nothing() -> None:
    nothing = override(OverrideKind.REMOVE, "09:00", "09:00", "ana")
    backwards = override(OverrideKind.REMOVE, "10:00", "09:00", "ana")
    assert said(duty(nothing, backwards, temporaries=(temporary("09:00", "09:00"),))) == ["00:00 > 01-06 00:00 ana"]


def test_an_override_reaches_out_of_the_layers_hours() -> None:
    base = schedule(always("watch", "ana", hours=(window("09:00", "17:00"),)), zone="UTC")
    late = replace(base, overrides=(override(OverrideKind.ADD, "16:00", "20:00", "ben"),))
    assert said(late) == ["09:00 > 16:00 ana", "16:00 > 17:00 ana+ben", "17:00 > 20:00 ben"]


def test_an_instant_of_microseconds_is_kept() -> None:
    moment = utc("2026-01-05 09:00:00.123457")
    rota = duty(Override(OverrideKind.REPLACE, moment, utc("2026-01-05 17:00"), "ana", "ben"))
    assert shifts(rota, utc(DAY[0]), utc(DAY[1]))[1].start == moment
    assert who_is_on_call(rota, utc("2026-01-05 09:00:00.123456")) == ("ana",)
    assert who_is_on_call(rota, moment) == ("ben",)
