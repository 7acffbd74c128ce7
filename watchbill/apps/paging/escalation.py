"""Walking the plan: what the engine does when a step of a run is due. No I/O but the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from watchbill.apps.agenda.models import Timer
from watchbill.apps.oncall import selectors as oncall
from watchbill.apps.paging.directory import Directory, Reached, look_up, reached
from watchbill.apps.paging.models import Page, PageStatus, Run, RunStatus
from watchbill.apps.paging.work import ESCALATE, Work, call_addresses, tell_by
from watchbill.domain.paging.decide import Begin, Callee, Finish, Walk, decide
from watchbill.domain.paging.plan import Plan

People = Mapping[str, Reached]
"""By slug."""


def plan_of(run: Run) -> Plan:
    return msgspec.convert(run.plan, Plan)


def escalate(timers: Sequence[Timer], runs: Mapping[int, Run], now: datetime) -> None:
    """The next step of each run begins, unless somebody has acted or the step has begun already."""
    due = [runs[timer.subject_id] for timer in timers if timer.data["turn"] == runs[timer.subject_id].turn]
    walking = {run.pk: run for run in due if run.status in (RunStatus.PAGING, RunStatus.WAITING)}
    work = Work(now)
    begin_steps(work, [(run, plan_of(run)) for run in walking.values()])
    work.write()


def begin_steps(work: Work, walking: Sequence[tuple[Run, Plan]]) -> None:
    """The next step of each run. First all is decided, then those who are called are looked up, then they are paged."""
    directory = look_up(((plan, run.team) for run, plan in walking), work.now)
    decided = [(run, plan, _decide(run, plan, directory, work.now)) for run, plan in walking]
    begun = [decision for _, _, decision in decided if isinstance(decision, Begin)]
    people = reached(callee.person for decision in begun for callee in decision.callees)
    for run, plan, decision in decided:
        for skipped in decision.skipped:
            work.note(run, "skipped", f"Passed over {skipped.line}: {skipped.why}.", line=str(skipped.line))
        run.turn += 1
        run.position = decision.position
        if isinstance(decision, Finish):
            _finish(work, run, plan)
        else:
            _begin(work, run, decision, plan, people)
        work.save(run)


def _decide(run: Run, plan: Plan, directory: Directory, now: datetime) -> Begin | Finish:
    walk = Walk(plan=plan, urgency=run.urgency, position=run.position, within=run.within, spin=run.spin)
    return decide(walk, directory.called(plan, run.team), now, oncall.hours_in(plan.zone))


def _begin(work: Work, run: Run, decision: Begin, plan: Plan, people: People) -> None:
    run.status, run.within, run.next_at = RunStatus.PAGING, decision.within, decision.next_at
    asked_by = plan.asked_by if decision.line.round >= 0 else ""
    for callee in decision.callees:
        work.pages.append(_page(work, run, decision, callee, asked_by, people))
    call_addresses(work, run, decision.addresses)
    for address in decision.addresses:
        work.note(run, "called", f"{_capital(decision)}: sent to {address}.", address=address)
    work.due(run, ESCALATE, decision.next_at, turn=run.turn)


def _page(work: Work, run: Run, decision: Begin, callee: Callee, asked_by: str, people: People) -> Page:
    """Ways without a delay are told at once; when every way has one, the first begins the page all the same."""
    called = people[callee.person]
    person, chosen = called.person, called.ways(run.urgency)
    for way in chosen:
        way["state"] = "waiting" if way["after"] else "told"
    page = Page(
        run=run,
        person=person,
        turn=run.turn,
        line=str(decision.line),
        why=f"{asked_by} asked for you" if asked_by else callee.why,
        on_duty=callee.on_duty,
        ways=chosen,
        created_at=work.now,
    )
    if chosen:
        text = f"{_capital(decision)}: paged {person.name} ({_duty(callee, asked_by)}), because {_they(page.why)}."
        work.note(run, "paged", text, person_id=person.pk, line=page.line, on_duty=callee.on_duty)
    else:
        page.status, page.ended_at = PageStatus.UNREACHABLE, work.now
        text = f"{_capital(decision)}: {person.name} has no verified way to be reached."
        work.note(run, "unreachable", text, person_id=person.pk, line=page.line)
    return page


def _duty(callee: Callee, asked_by: str) -> str:
    """Whoever is off duty is paged for one of two reasons, and the record says which."""
    if callee.on_duty:
        return "on duty"
    return "off duty, asked for help" if asked_by else "off duty, paged by an escalation step"


def _finish(work: Work, run: Run, plan: Plan) -> None:
    run.within, run.next_at = 0, None
    if plan.at_end == "wait":
        schedules = {target.name for target in plan.targets() if target.kind == "schedule"}
        if (duty := oncall.next_duty(schedules, work.now)) is not None:
            run.status, run.position, run.next_at = RunStatus.WAITING, 0, duty
            work.note(run, "waiting", f"Nobody answered. It waits for the next duty at {duty:%Y-%m-%d %H:%M} UTC.")
            work.due(run, ESCALATE, duty, turn=run.turn)
            return
    run.status = RunStatus.EXHAUSTED
    work.note(run, "exhausted", "The plan is at its end and nobody has answered. Nobody else will be paged.")


def notify(timers: Sequence[Timer], runs: Mapping[int, Run], now: datetime) -> None:
    """The next way of a page is due."""
    work = Work(now)
    for page, index in _open_pages(timers, runs):
        if page.ways[index]["state"] == "waiting":
            _use(work, page, index)
    work.write()


def undelivered(timers: Sequence[Timer], runs: Mapping[int, Run], now: datetime) -> None:
    """A way failed for good: the person's next one at once; nobody of the step left: the next step at once."""
    work = Work(now)
    for page, index in _open_pages(timers, runs):
        page.ways[index]["state"] = "failed"
        waiting = [at for at, way in enumerate(page.ways) if way["state"] == "waiting"]
        work.note(page.run, "undelivered", f"{page.person.name} was not reached by {page.ways[index]['name']}.")
        if waiting:
            _use(work, page, waiting[0])
            continue
        if all(way["state"] == "failed" for way in page.ways):
            _give_up(work, page)
        page.save(update_fields=["ways", "status", "ended_at"])
    work.write()


def _use(work: Work, page: Page, index: int) -> None:
    page.ways[index]["state"] = "told"
    page.save(update_fields=["ways"])
    tell_by(work, page, [page.ways[index]])


def _give_up(work: Work, page: Page) -> None:
    page.status, page.ended_at = PageStatus.UNREACHABLE, work.now
    run = work.runs.get(page.run_id, page.run)
    work.note(run, "unreachable", f"{page.person.name} could not be reached in any way.", person_id=page.person_id)
    others = Page.objects.filter(run=run, turn=page.turn, status=PageStatus.OPEN).exclude(pk=page.pk)
    if page.turn == run.turn and run.status == RunStatus.PAGING and not others.exists():
        run.turn += 1
        run.next_at = work.now
        work.note(run, "escalated", "Nobody of this step can be reached: the next one begins at once.")
        work.due(run, ESCALATE, work.now, turn=run.turn)
        work.save(run)


def _open_pages(timers: Sequence[Timer], runs: Mapping[int, Run]) -> list[tuple[Page, int]]:
    ids = [timer.data["page"] for timer in timers]
    pages = Page.objects.select_related("person").in_bulk(ids)
    found = []
    for timer in timers:
        page = pages.get(timer.data["page"])
        if page is not None and page.status == PageStatus.OPEN:
            page.run = runs[timer.subject_id]
            found.append((page, timer.data["way"]))
    return found


def _capital(decision: Begin) -> str:
    return str(decision.line).capitalize()


def _they(why: str) -> str:
    """The reason is written to the person who is paged; the log speaks of them."""
    return why.replace("you are", "they are").replace("names you", "names them").replace("for you", "for them")
