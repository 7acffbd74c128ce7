"""Days of the week: `mon-fri`, `sat,sun`, `[mon, wed]`; `fri-mon` goes over the week's end. 0 is Monday."""

from typing import Annotated

from watchbill.domain.shape.grammar import Grammar, expected

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
_SOME_DAYS = 'days such as mon-fri, "sat,sun" or [mon, wed]'


def read_days(text: str) -> frozenset[int]:
    parts = [part.strip().lower() for part in text.split(",")]
    return frozenset(day for part in parts for day in _span(part, text))


def _span(part: str, text: str) -> list[int]:
    first, _, last = part.partition("-")
    if first.strip() not in DAYS or (last or first).strip() not in DAYS:
        raise expected(text, _SOME_DAYS)
    start, end = DAYS.index(first.strip()), DAYS.index((last or first).strip())
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def write_days(days: frozenset[int]) -> str:
    """Runs of three or more days as a span, from the first day after a free one."""
    if days == EVERY_DAY:
        return "mon-sun"
    return ",".join(_run(run) for run in _runs(days))


def _runs(days: frozenset[int]) -> list[list[int]]:
    starts = [day for day in sorted(days) if (day - 1) % 7 not in days]
    runs = []
    for start in starts:
        length = next(step for step in range(1, 8) if (start + step) % 7 not in days)
        runs.append([(start + step) % 7 for step in range(length)])
    return runs


def _run(run: list[int]) -> str:
    names = [DAYS[day] for day in run]
    return f"{names[0]}-{names[-1]}" if len(names) > 2 else ",".join(names)


_DAY = f"({'|'.join(DAYS)})"
_SPAN = f"{_DAY}(-{_DAY})?"
WEEKDAYS = Grammar(
    "days",
    read_days,
    write_days,
    {
        "anyOf": [
            {"type": "string", "pattern": f"^{_SPAN}( *, *{_SPAN})*$"},
            {"type": "array", "items": {"type": "string", "pattern": f"^{_SPAN}$"}, "minItems": 1},
        ],
        "examples": ["mon-fri"],
    },
    lists=True,
)
Days = Annotated[frozenset[int], WEEKDAYS, WEEKDAYS.mark]
