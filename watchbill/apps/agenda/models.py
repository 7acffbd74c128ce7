"""What is due, what is to be told, what is to be worked on: the three tables that drive everything."""

from typing import Any

from django.db import models
from django.db.models import Q

from watchbill.adapters.channels import registry


class Timer(models.Model):
    """At `due_at`, `kind` is due for the subject. Handled in the transaction that deletes it.

    `epoch` is the subject's when the timer was set; a timer whose subject has moved on drops itself.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    epoch = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    data: Any = models.JSONField(default=dict)
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["kind", "due_at", "id"], name="timer_kind_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} at {self.due_at:%Y-%m-%d %H:%M:%S}Z"


class Lane(models.TextChoices):
    PAGE = "page", "Page"
    NOTICE = "notice", "Notice"
    BULK = "bulk", "Bulk"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Delivery(models.Model):
    """Tell `message` to `place` over `channel`: made at least once, with the same idempotency key every time."""

    lane = models.CharField(max_length=8, choices=Lane.choices)
    channel = models.CharField(max_length=32)
    place = models.CharField(max_length=2000)
    message: Any = models.JSONField()
    idempotency_key = models.CharField(max_length=64, unique=True)
    subject_kind = models.CharField(max_length=40, default="")
    subject_id = models.BigIntegerField(default=0)
    person_id = models.BigIntegerField(null=True)
    on_failure: Any = models.JSONField(
        default=dict
    )  # the timer that is set when it fails for good: {kind, subject_id, data}
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    lease_token = models.CharField(max_length=32, default="")
    leased_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=500, default="")
    detail = models.TextField(default="")

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["lane", "due_at", "id"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["leased_until"], name="delivery_leased", condition=Q(state="leased")),
            models.Index(fields=["subject_kind", "subject_id"], name="delivery_subject"),
            models.Index(fields=["channel", "-id"], name="delivery_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.shown} {self.state}"

    @property
    def shown(self) -> str:
        return registry.shown(self.channel, self.place)


class AttemptResult(models.TextChoices):
    UNDER_WAY = "under-way", "Under way"
    SENT = "sent", "Sent"
    TEMPORARY = "temporary", "Failed for now"
    PERMANENT = "permanent", "Failed for good"
    LEASE_ENDED = "lease-ended", "Not heard of again"


class Attempt(models.Model):
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.SmallIntegerField()
    lease_token = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, choices=AttemptResult.choices, default=AttemptResult.UNDER_WAY)
    detail = models.TextField(default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"attempt {self.number} of delivery {self.delivery_id}: {self.result}"


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    LEASED = "leased", "Being done"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Job(models.Model):
    """Slow work, leased and retried, idempotent. Among the unfinished ones a `key` is unique."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100, default="")
    data: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    due_at = models.DateTimeField()
    lease_token = models.CharField(max_length=32, default="")
    leased_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="job_due", condition=Q(state="waiting")),
            models.Index(fields=["leased_until"], name="job_leased", condition=Q(state="leased")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="job_once", condition=Q(state__in=["waiting", "leased"]) & ~Q(key="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Beat(models.Model):
    """The last sign of life of one engine."""

    engine = models.CharField(max_length=100, unique=True)  # host:pid
    at = models.DateTimeField()
    started_at = models.DateTimeField()
    figures: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.engine} at {self.at:%Y-%m-%d %H:%M:%S}Z"
