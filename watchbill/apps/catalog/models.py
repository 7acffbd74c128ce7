"""What can break, and who owns it."""

from typing import Any

from django.db import models

from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Team


class Service(models.Model):
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200, default="")
    description = models.TextField(default="")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="services")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, related_name="services")
    critical = models.BooleanField(default=False)
    communities: Any = models.JSONField(default=list)
    runbooks: Any = models.JSONField(default=list)  # [{title, url}]
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.slug
