"""What learners say of a course, and what they wait for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from trellis.core.records import Record


class Rating(Record):
    """What somebody says at the end of a course, from 1 to 5 and in words, and what its owner answered."""

    enrollment = models.OneToOneField("learning.Enrollment", on_delete=models.PROTECT, related_name="rating")
    course = models.CharField(max_length=100)
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True, default="")
    said_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="learning_stars_one_to_five")
        ]
        indexes: ClassVar = [models.Index(fields=["course", "stars"], name="learning_ratings_of_course")]

    def __str__(self) -> str:
        return f"{self.course}: {self.stars}"


class Demand(Record):
    """That somebody wants to be told when a part of a course is held; `part` is empty for the course as a whole."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    course = models.CharField(max_length=100)
    part = models.CharField(max_length=100, blank=True, default="")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "part", "person"], condition=Q(ended_at=None), name="learning_demand_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.part}"
