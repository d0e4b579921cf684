"""What somebody must or should take by a day, and what they need not."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Subject(models.TextChoices):
    """What is assigned."""

    COURSE = "course", _("course")
    PATH = "path", _("path")


class AssignmentState(models.TextChoices):
    """How an assignment stands."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    EXEMPT = "exempt", _("exempt")
    WITHDRAWN = "withdrawn", _("no longer asked")


class Assignment(Record):
    """That somebody must or should take a course or path by a day.

    `by_rule` names the rule of the handbook that wants it, `by_hand` says that a person does. Of each person and
    subject the last one `is_current`; those before it stay as they were. `waits` says that it stands in their work,
    `told` how many reminders there were, `escalated_at` when their manager was told.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="learning_assignments")
    subject = models.CharField(max_length=6, choices=Subject)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=AssignmentState, default=AssignmentState.OPEN)
    is_required = models.BooleanField(default=True)
    by_rule = models.CharField(max_length=64, blank=True, default="")
    by_hand = models.BooleanField(default=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    because = models.CharField(max_length=500, blank=True, default="")
    assigned_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    hand_due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    enrollment = models.ForeignKey(
        "learning.Enrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.CharField(max_length=200, blank=True, default="")
    is_current = models.BooleanField(default=True)
    waits = models.BooleanField(default=False)
    told = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "subject", "key"],
                condition=Q(is_current=True),
                name="learning_assigned_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="learning_assigned_done_day"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["subject", "key", "is_current", "state"], name="learning_assigned_of_course"
            ),
            models.Index(fields=["person", "is_current", "state"], name="learning_assigned_of_person"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="learning_assigned_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"

    @property
    def is_late(self) -> bool:
        """Whether it is open and its time is over."""
        return self.state == AssignmentState.OPEN and self.due_at < timezone.now()


class ExemptionKind(models.TextChoices):
    """Why somebody need not take a course."""

    PRIOR = "prior", _("learned before")
    EXEMPT = "exempt", _("exempt")


class ExemptionState(models.TextChoices):
    """How what was asked for stands."""

    ASKED = "asked", _("waits for an answer")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")


class Exemption(Record):
    """That somebody need not take a course, or has learned before what it teaches: with evidence and who agreed.

    Files hang on it as attachments; `link` leads to evidence elsewhere. It counts until `valid_until` (with it), or
    until it is taken back: by whom, when and why stands in `ended_by`, `ended_at` and `ended_because`.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="learning_exemptions")
    course = models.CharField(max_length=100)
    kind = models.CharField(max_length=6, choices=ExemptionKind)
    state = models.CharField(max_length=9, choices=ExemptionState, default=ExemptionState.ASKED)
    because = models.CharField(max_length=500)
    link = models.URLField(max_length=500, blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True, default="")
    counts_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True, default="", db_default="")
    revision = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(state="asked"), name="learning_exemption_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="learning_exemption_decided",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "course", "state"], name="learning_exemption_of_person"),
            models.Index(fields=["course", "state"], name="learning_exemption_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.state}"
