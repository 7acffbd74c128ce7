"""What came in and what was made of it."""

from typing import Any

from django.db import models
from django.db.models import Q

from watchbill.apps.catalog.models import Service
from watchbill.apps.people.models import Person, Urgency


class Integration(models.Model):
    """One configured instance of a source. Its key is kept encrypted, and found by its digest."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200, default="")
    source = models.CharField(max_length=32)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="integrations")
    key_digest = models.CharField(max_length=64, unique=True)
    key_sealed = models.TextField()
    key_env = models.CharField(max_length=100, default="")  # the variable that the file names, for export
    options: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.slug


class Received(models.Model):
    """One request of a sender, kept as it came, for as long as the setting says."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    at = models.DateTimeField()
    content_type = models.CharField(max_length=100, default="")
    body = models.BinaryField()

    class Meta:
        verbose_name_plural = "received"
        indexes = [models.Index(fields=["integration", "-id"], name="received_integration")]

    def __str__(self) -> str:
        return f"received {self.pk} at {self.at:%Y-%m-%d %H:%M:%S}Z"


class Refusal(models.Model):
    """One request with a right key that could not be read, and what its sender was told. The newest few are kept."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, db_index=False, related_name="refusals")
    at = models.DateTimeField()
    content_type = models.CharField(max_length=100, default="")
    body = models.BinaryField()
    sentence = models.TextField()
    faults: Any = models.JSONField(default=list)  # a sentence for each item that was wrong

    class Meta:
        indexes = [models.Index(fields=["integration", "-id"], name="refusal_integration")]

    def __str__(self) -> str:
        return f"refused {self.pk} at {self.at:%Y-%m-%d %H:%M:%S}Z"


class AlertStatus(models.TextChoices):
    TRIGGERED = "triggered", "Triggered"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    RESOLVED = "resolved", "Resolved"


class Alert(models.Model):
    """An ongoing problem; among the open ones unique by (integration, dedup key)."""

    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, db_index=False, related_name="alerts")
    dedup_key = models.CharField(max_length=255)
    status = models.CharField(max_length=12, choices=AlertStatus.choices, default=AlertStatus.TRIGGERED)
    summary = models.CharField(max_length=1024)
    severity = models.CharField(max_length=10, default="")
    source = models.CharField(max_length=512, default="")
    labels: Any = models.JSONField(default=dict)
    details: Any = models.JSONField(default=dict)
    links: Any = models.JSONField(default=list)  # [[url, text]]
    runbook_url = models.CharField(max_length=1000, default="")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="alerts", db_index=False)
    urgency = models.CharField(max_length=4, choices=Urgency.choices, default=Urgency.HIGH)
    triggered_at = models.DateTimeField()
    last_event_at = models.DateTimeField()
    event_count = models.IntegerField(default=1)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    snoozed_until = models.DateTimeField(null=True)
    epoch = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "dedup_key"], name="alert_one_open", condition=~Q(status="resolved")
            )
        ]
        indexes = [
            models.Index(fields=["-id"], name="alert_open", condition=~Q(status="resolved")),
            models.Index(fields=["service", "-id"], name="alert_service"),
            models.Index(fields=["service"], name="alert_open_service", condition=~Q(status="resolved")),
            models.Index(
                fields=["acknowledged_by"], name="alert_acknowledged_by", condition=Q(acknowledged_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.summary}"


class Event(models.Model):
    """One thing that a source said, and the alert that it became part of."""

    received = models.ForeignKey(Received, on_delete=models.SET_NULL, null=True, db_constraint=False, db_index=False)
    place = models.IntegerField(default=0)  # which item of what was received
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, db_constraint=False)
    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    action = models.CharField(max_length=12)
    dedup_key = models.CharField(max_length=255)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} {self.dedup_key}"


class AlertEntry(models.Model):
    """The log of an alert: everything that happened to it, and by whom."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="entries", db_constraint=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    text = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, db_index=False)
    data: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "alert entries"

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A person's own name for some filters of the list of alerts; `query` is as it stands in the address."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=200)
    query = models.CharField(max_length=2000)
    position = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """Matchers to service and urgency; in the order of `position`."""

    position = models.IntegerField(unique=True)
    match: Any = models.JSONField(default=list)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True)
    urgency = models.CharField(max_length=4, choices=Urgency.choices, blank=True, default="")
    definition: Any = models.JSONField(default=dict)  # as in the configuration file

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"route {self.position}"
