"""What the owner of a subject asks of paging: start, acknowledge, end, escalate, inside the caller's transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from watchbill.apps.agenda import services as agenda
from watchbill.apps.agenda.models import Timer
from watchbill.apps.oncall import selectors as oncall
from watchbill.apps.paging.escalation import begin_steps
from watchbill.apps.paging.models import Page, PageStatus, Policy, Run, RunStatus
from watchbill.apps.paging.policies import plan_for
from watchbill.apps.paging.work import ESCALATE, Work
from watchbill.apps.people.models import Person, Team, Urgency
from watchbill.apps.people.permissions import Actor
from watchbill.database import rows
from watchbill.domain.paging.plan import Plan
from watchbill.problems import Conflict

_COUNT_RUNS = "UPDATE paging_policy SET runs_started = runs_started + %s WHERE id = %s"


@dataclass(frozen=True)
class RunRequest:
    """Page for this subject. Without a policy the team's managers are paged, then the administrators."""

    subject_kind: str
    subject_id: int
    title: str
    urgency: str
    policy: Policy | None = None
    plan: Plan | None = None  # instead of the policy's own, for a reassignment
    team: Team | None = None
    brief: dict[str, Any] = field(default_factory=dict)


def start_runs(requests: Sequence[RunRequest], now: datetime) -> list[Run]:
    """Freeze each plan and begin its first step: now, or when the team's hours begin for what may wait."""
    work, plans = Work(now), _plans(requests)
    frozen = {id(plan): msgspec.to_builtins(plan) for plan in plans}
    spins = _spins(requests, plans)
    runs = [_run(*each, now) for each in zip(requests, (frozen[id(plan)] for plan in plans), spins, strict=True)]
    work.start(runs)
    walking = []
    for run, request, plan in zip(runs, requests, plans, strict=True):
        _note_start(work, run, request)
        if not _waits(work, run, request):
            walking.append((run, plan))
    begin_steps(work, walking)
    work.write()
    return runs


def _plans(requests: Sequence[RunRequest]) -> list[Plan]:
    """A policy is read once for all that is asked of it."""
    made: dict[tuple[Policy | None, Team | None], Plan] = {}
    plans = []
    for request in requests:
        key = (request.policy, request.team)
        if request.plan is None and key not in made:
            made[key] = plan_for(*key)
        plans.append(request.plan or made[key])
    return plans


def _spins(requests: Sequence[RunRequest], plans: Sequence[Plan]) -> list[int]:
    """Each run of a policy takes the next turn of its round-robins."""
    taken: Counter[Policy] = Counter()
    spins = []
    for request, plan in zip(requests, plans, strict=True):
        turns = request.policy is not None and any(step.how == "round-robin" for step in plan.steps)
        if request.policy is None or not turns:
            spins.append(0)
            continue
        spins.append(request.policy.runs_started + taken[request.policy])
        taken[request.policy] += 1
    if taken:
        counted = sorted((policy.pk, count) for policy, count in taken.items())
        with connection.cursor() as cursor:
            cursor.executemany(_COUNT_RUNS, [(count, pk) for pk, count in counted])
    return spins


def _run(request: RunRequest, plan: Any, spin: int, now: datetime) -> Run:
    return Run(
        subject_kind=request.subject_kind,
        subject_id=request.subject_id,
        title=request.title[:300],
        brief=request.brief,
        policy=request.policy,
        policy_version=request.policy.version if request.policy else 0,
        plan=plan,
        team=request.team.slug if request.team else "",
        urgency=request.urgency,
        spin=spin,
        started_at=now,
    )


def _note_start(work: Work, run: Run, request: RunRequest) -> None:
    text = f"Paging began: {_plan_in_words(run, request)}, {run.urgency} urgency."
    work.note(run, "started", text, policy_version=run.policy_version)


def _waits(work: Work, run: Run, request: RunRequest) -> bool:
    """Low urgency, outside the hours of the team: until those begin."""
    asked_for = request.plan is not None and request.plan.asked_by
    may_wait = run.urgency == Urgency.LOW and request.team is not None and not asked_for
    opens = oncall.coverage_begins(request.team, work.now) if may_wait and request.team else None
    if opens is None or request.team is None:
        return False
    run.status, run.next_at = RunStatus.WAITING, opens
    text = f"Outside the hours of {request.team.name}: low urgency waits until {opens:%Y-%m-%d %H:%M} UTC."
    work.note(run, "waiting", text)
    work.due(run, ESCALATE, opens, turn=0)
    return True


def _plan_in_words(run: Run, request: RunRequest) -> str:
    if run.policy:
        return f"policy {run.policy.slug} (version {run.policy_version})"
    return (
        f"asked for by {request.plan.asked_by}" if request.plan and request.plan.asked_by else "no policy: the managers"
    )


def lock_runs(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, Run]:
    """The open runs of these subjects, by subject, locked in the order of their ids."""
    runs = Run.objects.select_for_update().filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    return {run.subject_id: run for run in runs.exclude(status=RunStatus.ENDED).order_by("pk")}


def acknowledge_runs(runs: Sequence[Run], by: Actor, now: datetime) -> None:
    """Paging stops for all: what was not sent yet is taken back, and who had not answered is told so by the record."""
    work = Work(now)
    for run in runs:
        if run.status == RunStatus.ACKNOWLEDGED:
            continue
        run.epoch += 1
        run.status, run.acknowledged_at, run.acknowledged_by, run.next_at = (
            RunStatus.ACKNOWLEDGED,
            now,
            by.person,
            None,
        )
        person_id = by.person.pk if by.person else None
        work.note(run, "acknowledged", f"{by.name} acknowledged; paging stopped.", person_id=person_id)
        if timeout := run.plan.get("acknowledgement_timeout"):
            work.timers.append(_unresolved(run, now + timedelta(seconds=timeout)))
        work.save(run)
    _close_pages(runs, by.person, now)
    work.write()


def _unresolved(run: Run, at: datetime) -> Timer:
    """The subject is locked before its run, so the timer is the subject's; it counts while the run has this epoch."""
    data = {"run": run.pk, "epoch": run.epoch}
    return Timer(kind=f"{run.subject_kind}-unresolved", subject_id=run.subject_id, due_at=at, data=data)


def _close_pages(runs: Sequence[Run], answered: Person | None, now: datetime) -> None:
    pages = list(Page.objects.filter(run__in=runs, status=PageStatus.OPEN))
    for page in pages:
        theirs = answered is not None and page.person_id == answered.pk
        page.status = PageStatus.ACKNOWLEDGED if theirs else PageStatus.SUPERSEDED
        page.ended_at = now
    rows.update(pages, "status", "ended_at")
    agenda.withdraw("page", [page.pk for page in pages], now, "Paging had stopped before this was sent.")


def end_runs(runs: Sequence[Run], why: str, now: datetime) -> None:
    """The subject is over, or somebody else's plan takes its place."""
    work = Work(now)
    for run in runs:
        run.epoch += 1
        run.status, run.ended_at, run.next_at = RunStatus.ENDED, now, None
        work.note(run, "ended", why)
        work.save(run)
    _close_pages(runs, None, now)
    work.write()


def page_again(runs: Sequence[Run], why: str, now: datetime) -> None:
    """From the first step, as if it had just begun: after an acknowledgement timeout or a snooze."""
    work = Work(now)
    for run in runs:
        run.epoch += 1
        run.turn += 1
        run.status, run.position, run.within, run.next_at = RunStatus.PAGING, 0, 0, now
        run.acknowledged_at = run.acknowledged_by = None
        work.note(run, "again", why)
        work.due(run, ESCALATE, now, turn=run.turn)
        work.save(run)
    work.write()


def escalate_now(run: Run, by: Actor, now: datetime) -> None:
    """The next step begins at once. Raises Conflict when there is none."""
    if run.status == RunStatus.EXHAUSTED:
        raise Conflict("The plan is at its end: there is no next step. Reassign it to somebody.")
    work = Work(now)
    if run.status == RunStatus.ACKNOWLEDGED:
        run.epoch += 1
        run.acknowledged_at = run.acknowledged_by = None
    run.turn += 1
    run.status, run.next_at = RunStatus.PAGING, now
    person_id = by.person.pk if by.person else None
    work.note(run, "escalated", f"{by.name} asked for the next step at once.", person_id=person_id)
    work.due(run, ESCALATE, now, turn=run.turn)
    work.save(run)
    work.write()


def decline_page(page: Page, by: Actor, now: datetime) -> None:
    """One person cannot come; the others are still called, and with nobody else left the next step begins."""
    page.status, page.ended_at = PageStatus.DECLINED, now
    page.save(update_fields=["status", "ended_at"])
    agenda.withdraw("page", [page.pk], now, "The page was declined.")
    others = Page.objects.filter(run=page.run, turn=page.turn, status=PageStatus.OPEN)
    if page.run.status == RunStatus.PAGING and page.turn == page.run.turn and not others.exists():
        escalate_now(page.run, by, now)


def still_unresolved(timers: Sequence[Timer], runs: Mapping[int, Run]) -> list[Run]:
    """Which of these acknowledgements have lasted too long. `runs` by subject."""
    late = []
    for timer in timers:
        run = runs.get(timer.subject_id)
        if run and run.status == RunStatus.ACKNOWLEDGED and timer.data == {"run": run.pk, "epoch": run.epoch}:
            late.append(run)
    return late
