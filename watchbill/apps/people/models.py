"""People, teams, how people are reached, and who did what."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from watchbill.adapters.channels import registry


class Organisation(models.Model):
    """The one row that says whose watch this is."""

    name = models.CharField(max_length=200, default="")
    zone = models.CharField(max_length=64, default="UTC")
    settings: Any = models.JSONField(default=dict)  # as the `settings` of the configuration file
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    VIEWER = "viewer", "Viewer"
    RESPONDER = "responder", "Responder"
    ADMINISTRATOR = "administrator", "Administrator"


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(slug=username)


class Person(AbstractBaseUser):
    """Somebody who can be on call, or who looks. `slug` is the key of the configuration file and the sign-in name."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    zone = models.CharField(max_length=64, default="")
    region = models.CharField(max_length=64, default="")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.RESPONDER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    colour = models.SmallIntegerField(default=0)  # the person's place in the palette

    objects = People()

    USERNAME_FIELD = "slug"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    # Rights are asked of watchbill.apps.people.permissions; these two are what Django's own parts look for.
    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        return self.is_active and self.role == Role.ADMINISTRATOR

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        return self.is_active and self.role == Role.ADMINISTRATOR


class Team(models.Model):
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="")
    process = models.CharField(max_length=64, default="")
    working_days: Any = models.JSONField(default=list)  # weekdays, 0 is Monday; empty: Monday to Friday
    holidays: Any = models.JSONField(null=True)  # as in the configuration file
    coverage: Any = models.JSONField(default=list)  # windows; empty: always
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person is to a team. A manager need not be a member."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    member = models.BooleanField(default=True)
    senior = models.BooleanField(default=False)
    manager = models.BooleanField(default=False)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"


class ContactMethod(models.Model):
    """One way to reach a person. Only a verified one is used for paging."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_methods")
    name = models.SlugField(max_length=64)
    channel = models.CharField(max_length=32)
    place = models.CharField(max_length=2000)
    verified_at = models.DateTimeField(null=True)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="contact_method_name")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.shown}"

    @property
    def shown(self) -> str:
        return registry.shown(self.channel, self.place)

    @property
    def is_device(self) -> bool:
        """Made by the device itself; nobody writes it into a form or a file."""
        channel = registry.all_channels().get(self.channel)
        return channel is not None and not channel.typed


class Urgency(models.TextChoices):
    HIGH = "high", "High"
    LOW = "low", "Low"


class NotificationRule(models.Model):
    """Use this contact method, so long after the page, for pages of this urgency."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notification_rules")
    urgency = models.CharField(max_length=4, choices=Urgency.choices)
    contact_method = models.ForeignKey(ContactMethod, on_delete=models.CASCADE)
    delay = models.DurationField()
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.urgency}: {self.contact_method_id} after {self.delay}"


class Absence(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    written: Any = models.JSONField(default=dict)  # the span as the configuration file has it

    class Meta:
        ordering = ["start_at", "id"]

    def __str__(self) -> str:
        return f"{self.person_id} away {self.start_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A key to the API. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # the first characters, so that one can tell them apart
    scopes: Any = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who changed what, when, by which door."""

    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    by = models.CharField(max_length=200)  # the actor's name as it was
    via = models.CharField(max_length=16)  # web, api, link, file, command, engine
    act = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    summary = models.TextField(default="")
    data: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["-at"], name="audit_at"),
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.act} {self.object_kind} {self.object_id}"
