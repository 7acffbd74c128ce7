"""Escalation policies, the runs that walk them, and their pages. A run knows its subject by kind and id only."""

from typing import Any

from django.db import models
from django.db.models import Q

from watchbill.apps.people.models import Person, Urgency


class Policy(models.Model):
    """The plan. `definition` is as in the configuration file; `version` rises with every change of it."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200, default="")
    definition: Any = models.JSONField()
    version = models.IntegerField(default=1)
    runs_started = models.IntegerField(default=0)  # whose turn it is in a round-robin
    archived_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.name or self.slug


class RunStatus(models.TextChoices):
    PAGING = "paging", "Paging"
    WAITING = "waiting", "Waiting for the next duty"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    EXHAUSTED = "exhausted", "Nobody answered"
    ENDED = "ended", "Ended"


class Run(models.Model):
    """One alert or incident walking one frozen plan."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=300)  # what the people who are paged read first
    brief: Any = models.JSONField(default=dict)  # what they read next: {lines, path, runbook, service}
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True)
    policy_version = models.IntegerField(default=0)
    plan: Any = models.JSONField()  # the policy as it was when the run started
    team = models.CharField(max_length=64, default="")  # whose managers are the fallback
    urgency = models.CharField(max_length=4, choices=Urgency.choices)
    status = models.CharField(max_length=12, choices=RunStatus.choices, default=RunStatus.PAGING)
    epoch = models.IntegerField(default=0)
    turn = models.IntegerField(default=0)  # raised whenever a step begins; a timer of an earlier turn drops itself
    position = models.IntegerField(default=0)  # where on the plan it goes on, over all rounds
    within = models.SmallIntegerField(default=0)  # who of that line is next, where it goes one after another
    spin = models.IntegerField(default=0)  # whose turn it is in a round-robin
    next_at = models.DateTimeField(null=True)  # when the next step begins unless somebody answers
    started_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="run_one_open", condition=~Q(status="ended")
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="run_subject")]

    def __str__(self) -> str:
        return f"run {self.pk} for {self.subject_kind} {self.subject_id}: {self.status}"


class PageStatus(models.TextChoices):
    OPEN = "open", "Waiting for an answer"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DECLINED = "declined", "Declined"
    SUPERSEDED = "superseded", "Somebody else answered"
    UNREACHABLE = "unreachable", "Could not be reached"


class Page(models.Model):
    """Calling one person for one run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pages", db_index=False)
    turn = models.IntegerField()
    line = models.CharField(max_length=40)  # which line of the plan, in words
    why = models.TextField()  # ends the sentence "you were paged because"
    on_duty = (
        models.BooleanField()
    )  # whether they held a shift; off duty people are paged by an escalation step or for help
    ways: Any = models.JSONField(default=list)  # how they are reached: [{name, channel, place, after, state}]
    status = models.CharField(max_length=12, choices=PageStatus.choices, default=PageStatus.OPEN)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="page_person")]

    def __str__(self) -> str:
        return f"page {self.pk} to {self.person_id}: {self.status}"


class RunEntry(models.Model):
    """What a run did, and why."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    text = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, db_index=False)
    data: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "run entries"

    def __str__(self) -> str:
        return self.text
