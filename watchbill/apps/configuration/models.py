"""What the configuration file owns, and what of it is only kept so far."""

from typing import Any

from django.db import models


class Owned(models.Model):
    """An object that the file named when it was last applied, and what it said of it, secrets left out."""

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=64)
    definition = models.TextField(default="")  # JSON as text, for a JSON column of PostgreSQL forgets the order of keys
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="owned_once")]
        verbose_name_plural = "owned"

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Kept(models.Model):
    """A part of the file that is checked, kept and exported, and that nothing acts on yet."""

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=64)
    definition: Any = models.JSONField()
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="kept_once")]
        verbose_name_plural = "kept"

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
