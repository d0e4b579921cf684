"""Who takes which path, and which milestones were confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class PathState(models.TextChoices):
    """How somebody stands with a path."""

    ACTIVE = "active", _("in progress")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PathEnrollment(Record):
    """That somebody takes a path; its parts are those of the handbook now, its courses pinned one by one."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="path_enrollments")
    path = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    revision = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=PathState, default=PathState.ACTIVE)
    reason = models.CharField(max_length=8, blank=True, default="self")
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    enrolled_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "path"], condition=Q(state="active"), name="learning_on_path_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_on__isnull=False), name="learning_path_has_day"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="learning_path_of_person"),
            models.Index(fields=["path", "state"], name="learning_path_people"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.state}"


class Step(Record):
    """A milestone of a path that somebody says they have reached, and that their manager confirmed."""

    path = models.ForeignKey(PathEnrollment, on_delete=models.PROTECT, related_name="steps")
    milestone = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    said = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "milestone"], name="learning_milestone_once")
        ]

    def __str__(self) -> str:
        return self.milestone
