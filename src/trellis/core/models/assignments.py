"""Duties that are assigned to people for a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from trellis.core.models.accounts import Account
from trellis.core.records import Record


class Assignments(models.QuerySet["Assignment"]):
    """Assignments by where they stand at a moment: no job has to run for one to begin or to end."""

    def active(self, at: datetime | None = None) -> Assignments:
        """Those that give their duty at a moment, now if none is said."""
        now = at or timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def open(self, at: datetime | None = None) -> Assignments:
        """Those that give their duty at a moment, or will."""
        return self.filter(ends_at__gt=at or timezone.now()).exclude(ends_at=F("starts_at"))


class Assignment(Record):
    """That somebody has a duty of `rights.yml` from a moment until another, the second left out.

    `revision` is that of the handbook under which it was given. One that was ended early keeps who ended it; one that
    was called off before it began ends when it would have begun.
    """

    duty = models.CharField(max_length=100)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.CharField(max_length=64)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Assignments.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="assignment_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=~Q(duty="") & ~Q(reason=""), name="assignment_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="assignment_ended_by_somebody_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "ends_at"], name="assignment_of_account"),
            models.Index(fields=["duty", "ends_at"], name="assignment_of_duty"),
            models.Index(fields=["-given_at"], name="assignment_newest_first"),
            models.Index(fields=["ends_at"], name="assignment_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} of {self.account_id} until {self.ends_at:%Y-%m-%d}"

    @property
    def last_day(self) -> date:
        """The last day of the duty where the reader is; it ends with it."""
        return timezone.localtime(self.ends_at - timedelta(microseconds=1)).date()

    def is_active(self, at: datetime) -> bool:
        """Whether it gives its duty at a moment."""
        return self.starts_at <= at < self.ends_at

    def state(self, at: datetime) -> str:
        """`future`, `active` or `ended` at a moment."""
        if self.ends_at <= at or self.ends_at == self.starts_at:
            return "ended"
        return "active" if self.starts_at <= at else "future"
