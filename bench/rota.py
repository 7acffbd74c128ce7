"""How long the rota core takes: no database, no network."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from bench.results import Row
from bench.stage import Theatre
from watchbill.domain.rota.schedule import Loaded
from watchbill.domain.rota.values import Schedule
from watchbill.domain.shape import reading
from watchbill.domain.shape.rota import to_schedule

SCHEDULES = 1000
REPEATED = 50
_YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_FILE = """
organisation: Rota
zone: Europe/Amsterdam
people: {ana: {name: Ana}, ben: {name: Ben}, chi: {name: Chi}, dora: {name: Dora}, eve: {name: Eve}, finn: {name: Finn}}
teams: {radio: {name: Radio, members: [ana, ben, chi, dora, eve, finn]}}
schedules:
  duty:
    team: radio
    layers:
      - {name: fallback, slots: [dora]}
      - {name: weekly, slots: [ana, ben, chi], unit: week, length: 1, starts: 2026-01-05T09:00}
      - {name: weekdays, slots: [dora, eve, finn], unit: day, length: 1, starts: 2026-01-05T08:00,
         hours: [{days: mon-fri, from: "09:00", to: "17:00"}]}
      - {name: nights, slots: [ana, eve], unit: day, length: 1, starts: 2026-01-05T22:00,
         hours: [{days: mon-sun, from: "22:00", to: "06:00"}]}
"""


def _schedule() -> Schedule:
    return to_schedule(reading.read([("rota.yaml", _FILE)]), "duty", lambda _calendar, _year: frozenset())


async def core(theatre: Theatre) -> list[Row]:  # noqa: ARG001 - every measure has the same signature
    schedule = _schedule()
    year = _milliseconds(lambda: Loaded(schedule).shifts(*_YEAR))
    rotas = [Loaded(schedule) for _ in range(SCHEDULES)]
    cold = _milliseconds(lambda: [Loaded(schedule).who_is_on_call(_YEAR[0]) for _ in range(SCHEDULES)], repeated=3)
    moments = iter(_YEAR[0] + timedelta(minutes=7 * n) for n in range(REPEATED + 2))

    def everybody() -> None:
        at = next(moments)
        for rota in rotas:
            rota.who_is_on_call(at)

    everybody()
    warm = _milliseconds(everybody)
    note = f"Loaded and asked before, at another instant each time. Compiled for the first time: {cold:.0f} ms."
    return [
        Row("one year of a schedule of four layers", year, "ms", 3, less_is_better=True, note="Compiled each time."),
        Row(f"who is on call, {SCHEDULES:,} schedules loaded", warm, "ms", 10, less_is_better=True, note=note),
    ]


def _milliseconds(work: Callable[[], object], repeated: int = REPEATED) -> float:
    times = []
    for _ in range(repeated):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1000 * median(times)
