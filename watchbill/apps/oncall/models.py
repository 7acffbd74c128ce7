"""Schedules, their versions, and what departs from them."""

from typing import Any

from django.db import models

from watchbill.apps.people.models import Person, Team


class Schedule(models.Model):
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200, default="")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="schedules")
    zone = models.CharField(max_length=64, default="")  # empty: the team's, then the organisation's
    extras: Any = models.JSONField(default=dict)  # handover, duties, shadows ... as in the configuration file
    epoch = models.IntegerField(default=0)  # raised by every edit
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.slug


class ScheduleVersion(models.Model):
    """The layers that count from `since` until the next version; the first has no beginning."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    since = models.DateTimeField(null=True)
    layers: Any = models.JSONField()  # as in the configuration file
    carry: Any = models.JSONField(default=dict)  # layer name -> how its rotation goes on from the version before
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["schedule", "number"], name="schedule_version_number")]

    def __str__(self) -> str:
        return f"{self.schedule_id} v{self.number}"


class Override(models.Model):
    """Adds, removes or replaces somebody for a span. Later ones win."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="overrides")
    kind = models.CharField(max_length=8, choices=[("add", "Add"), ("remove", "Remove"), ("replace", "Replace")])
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.IntegerField(default=0)
    written: Any = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.start_at:%Y-%m-%d %H:%M}Z"


class Temporary(models.Model):
    """In this span only these shifts count."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="temporaries")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    shifts: Any = models.JSONField(default=list)  # [{person, start_at, end_at}], UTC
    position = models.IntegerField(default=0)
    written: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "temporaries"

    def __str__(self) -> str:
        return f"temporary {self.start_at:%Y-%m-%d}"
