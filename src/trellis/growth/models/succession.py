"""Key roles, and who could take them on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class Risk(models.TextChoices):
    """How likely it is that a role falls vacant."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class KeyRole(Record):
    """That the work of somebody would leave a gap: `title` is what they held when it was marked.

    `manager` is who managed them then: once they are gone, those from there on upwards still see it.
    """

    confidential: ClassVar[bool] = True
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    manager = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=60, blank=True, default="")
    risk = models.CharField(max_length=6, choices=Risk)
    sealed_reason = models.TextField()
    sealed_outcome = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    marked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    reason = SealedText("sealed_reason")
    outcome = SealedText("sealed_outcome")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_at=None), name="key_role_open_once")
        ]
        indexes: ClassVar = [models.Index(fields=["closed_at", "risk"], name="key_role_by_risk")]

    def __str__(self) -> str:
        return f"key role {self.pk}"


class Readiness(models.TextChoices):
    """When somebody could take on a key role."""

    NOW = "now", _("ready now")
    YEAR = "year", _("within a year")
    LATER = "later", _("later")


class Successor(Record):
    """That somebody could take on a key role: when, what speaks for them, what is missing."""

    confidential: ClassVar[bool] = True
    role = models.ForeignKey(KeyRole, on_delete=models.CASCADE, related_name="successors", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    readiness = models.CharField(max_length=5, choices=Readiness)
    sealed_strengths = models.TextField(blank=True, default="")
    sealed_missing = models.TextField(blank=True, default="")
    named_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)

    strengths = SealedText("sealed_strengths")
    missing = SealedText("sealed_missing")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "person"], name="successor_once")]

    def __str__(self) -> str:
        return f"successor {self.pk}"
