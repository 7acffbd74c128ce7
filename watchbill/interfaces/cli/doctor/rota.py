"""Whether somebody is on call, and can be reached."""

from collections.abc import Iterator
from datetime import timedelta

from watchbill import clock
from watchbill.interfaces.api.outlook import gaps_ahead, on_call_ahead, unreachable
from watchbill.interfaces.cli.doctor.finding import Finding, fail, ok, warn

AHEAD = timedelta(days=14)
NAMED = 10


def gaps() -> Iterator[Finding]:
    now = clock.now()
    found = gaps_ahead(now, now + AHEAD)
    with_gaps = {slug: gaps for slug, gaps in found.items() if gaps}
    for slug, each in list(with_gaps.items())[:NAMED]:
        first = f"{each[0].start:%a %Y-%m-%d %H:%M} UTC"
        says = f"{slug}: nobody is on call {len(each)} times in the next 14 days, first from {first}."
        yield warn("rota", says, "Add a layer or an override; or say in `coverage` that it is so on purpose.")
    if len(with_gaps) > NAMED:
        yield warn("rota", f"{len(with_gaps) - NAMED} more schedules have gaps.", "See the page of each.")
    if found and not with_gaps:
        yield ok("rota", f"Somebody is on call in all {len(found)} schedules for the next 14 days.")
    if not found:
        yield warn("rota", "There is no schedule.", "Make one: who is on call is who is paged.")


def reach() -> Iterator[Finding]:
    now = clock.now()
    missing = unreachable(on_call_ahead(now, now + AHEAD))
    if missing:
        names = ", ".join(person.slug for person in missing)
        says = f"On call in the next 14 days without a verified contact method: {names}."
        yield fail("reach", says, "Nobody can page them: have them verify one on their own page.")
    else:
        yield ok("reach", "Everybody who is on call in the next 14 days has a verified contact method.")
