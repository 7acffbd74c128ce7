"""domain.md, Rota 8: everybody whose shift moved is told what moved."""

from dataclasses import replace

from tests.domain.rota.makers import always, layer, schedule, slots, utc
from watchbill.domain.rota.moves import Move, moved
from watchbill.domain.rota.values import Override, OverrideKind, Unit
from watchbill.domain.rota.versions import edit

WATCH = layer("watch", "abc", Unit.WEEK, 1, "2026-01-05 00:00")
START, END = utc("2026-01-05"), utc("2026-02-02")
DUTY = schedule(WATCH, zone="UTC")


def day(number: int) -> tuple:
    """The week from a day of January."""
    return utc(f"2026-01-{number:02}"), utc(f"2026-01-{number + 7:02}") if number < 25 else utc("2026-02-02")


def test_nothing_moved_when_nothing_changed() -> None:
    assert moved(DUTY, DUTY, START, END) == {}
    assert moved(DUTY, edit(DUTY, [WATCH], utc("2026-01-08")), START, END) == {}


def test_people_who_change_places_are_told_both() -> None:
    new = edit(DUTY, [replace(WATCH, slots=slots("acb"))], utc("2026-01-08"))
    assert moved(DUTY, new, START, END) == {
        "b": (Move(before=day(12), after=day(19)),),
        "c": (Move(before=day(19), after=day(12)),),
    }


def test_who_leaves_loses_shifts_and_who_comes_gains_them() -> None:
    new = edit(DUTY, [replace(WATCH, slots=slots("axc"))], utc("2026-01-08"))
    assert moved(DUTY, new, START, END) == {
        "b": (Move(before=day(12), after=None),),
        "x": (Move(before=None, after=day(12)),),
    }


def test_a_shift_that_became_shorter_is_the_same_shift() -> None:
    span = utc("2026-01-14"), utc("2026-01-15")
    new = replace(DUTY, overrides=(Override(OverrideKind.REPLACE, *span, "b", "x"),))
    assert moved(DUTY, new, START, END) == {
        "b": (
            Move(before=day(12), after=(utc("2026-01-12"), utc("2026-01-14"))),
            Move(before=None, after=(utc("2026-01-15"), utc("2026-01-19"))),
        ),
        "x": (Move(before=None, after=span),),
    }


def test_company_does_not_move_a_shift() -> None:
    together = schedule(WATCH, always("second", "zoe"), zone="UTC")
    new = moved(DUTY, together, START, END)
    assert new == {"zoe": (Move(before=None, after=(START, END)),)}


def test_only_what_was_asked_for_is_looked_at() -> None:
    new = edit(DUTY, [replace(WATCH, slots=slots("acb"))], utc("2026-01-08"))
    assert moved(DUTY, new, START, utc("2026-01-12")) == {}
