"""What was done and is not any more: the history of evidence that turned out otherwise."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Cause(models.TextChoices):
    """Why something that was done counts no more."""

    CORRECTED = "corrected", _("the attendance was corrected")
    VOID = "void", _("the attempt was declared void")
    REGRADED = "regraded", _("the attempt was graded anew and is not passed")
    EXEMPTION = "exemption", _("the exemption was taken back")


class TakenBack(Record):
    """That a part, a course or a path was done, until what it was done by turned out otherwise. Never changed.

    `part` is empty where it was the completion of all. `evidence` says by what a part was done, `done_on` when.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="learning_taken_back")
    enrollment = models.ForeignKey(
        "learning.Enrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back"
    )
    path = models.ForeignKey(
        "learning.PathEnrollment", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back"
    )
    part = models.CharField(max_length=100, blank=True, default="")
    title = models.CharField(max_length=300)
    evidence = models.CharField(max_length=200, blank=True, default="")
    done_on = models.DateField(null=True, blank=True)
    cause = models.CharField(max_length=9, choices=Cause)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(enrollment__isnull=True) ^ Q(path__isnull=True), name="learning_taken_back_of_one"
            ),
            models.CheckConstraint(
                condition=Q(part="") | Q(enrollment__isnull=False), name="learning_taken_back_part"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="learning_taken_back_of")]

    def __str__(self) -> str:
        return f"{self.title}: {self.cause}"
