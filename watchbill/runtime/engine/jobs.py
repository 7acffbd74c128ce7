"""Slow work, one at a time for each engine, leased and retried."""

import logging
from datetime import datetime, timedelta
from secrets import token_hex

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from watchbill import clock
from watchbill.apps.agenda.models import Job, JobState
from watchbill.runtime.engine.handlers import JOBS
from watchbill.runtime.points import point

logger = logging.getLogger(__name__)
LEASE: timedelta = 5 * settings.LEASE
LAST_ATTEMPT = 8
FIRST_RETRY = timedelta(seconds=30)


def run_one() -> bool:
    """Do one job that is due. Says whether there was one."""
    job = _claim()
    if job is None:
        return False
    point("jobs.claimed")
    problem = _do(job)
    point("jobs.done")
    _record(job, problem)
    point("jobs.recorded")
    return True


def _claim() -> Job | None:
    now = clock.now()
    due = Q(state=JobState.WAITING, due_at__lte=now) | Q(state=JobState.LEASED, leased_until__lte=now)
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        job = Job.objects.select_for_update(skip_locked=skip).filter(due, kind__in=JOBS).order_by("due_at").first()
        if job is not None:
            job.state, job.lease_token, job.leased_until = JobState.LEASED, token_hex(16), now + LEASE
            job.attempts += 1
            job.save()
    return job


def _do(job: Job) -> str:
    try:
        JOBS[job.kind](job)
    except Exception as problem:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        return f"{type(problem).__name__}: {problem}"[:2000]
    return ""


def _record(job: Job, problem: str) -> None:
    now = clock.now()
    ended_at: datetime | None = now
    state, due_at = JobState.DONE, job.due_at
    if problem and job.attempts >= LAST_ATTEMPT:
        state = JobState.FAILED
    elif problem:
        state, due_at, ended_at = JobState.WAITING, now + FIRST_RETRY * 2 ** (job.attempts - 1), None
    mine = Job.objects.filter(pk=job.pk, lease_token=job.lease_token)
    mine.update(state=state, due_at=due_at, ended_at=ended_at, error=problem, leased_until=None)


def end_leases() -> int:
    """At the start of the only process there is: every lease is a dead one's."""
    return Job.objects.filter(state=JobState.LEASED).update(state=JobState.WAITING, lease_token="", leased_until=None)


def next_due() -> datetime | None:
    waiting = Job.objects.filter(state=JobState.WAITING, kind__in=JOBS).order_by("due_at")
    leased = Job.objects.filter(state=JobState.LEASED, kind__in=JOBS).order_by("leased_until")
    instants = [
        waiting.values_list("due_at", flat=True).first(),
        leased.values_list("leased_until", flat=True).first(),
    ]
    return min((at for at in instants if at is not None), default=None)
