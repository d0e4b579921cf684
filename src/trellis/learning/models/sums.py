"""How much was learned, day by day, so that reports over years need not count every record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from trellis.core.records import Record


class DailySum(Record):
    """What happened on a day in one course by people of one department, entity and role, with one version of it."""

    day = models.DateField()
    course = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    department = models.CharField(max_length=100, blank=True, default="")
    entity = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    enrolled = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "course", "number", "department", "entity", "title"], name="learning_sum_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["course", "day"], name="learning_sum_of_course")]

    def __str__(self) -> str:
        return f"{self.course} on {self.day}"
