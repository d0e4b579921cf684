"""What automations did, what they wait for, and which of them rest."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class RunState(models.TextChoices):
    """How a run stands: it waits to be done, or has ended in one of these ways."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    UNMET = "unmet", _("conditions not met")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class Standing(Record):
    """How an automation of the handbook stands. It acts on what happens from `since` on, unless it is paused.

    `next_at` is when its clock strikes next, `clock` the times that this was computed from, and `looked_until` the last
    day for which records were looked for. Paused by nobody, it ran too often.
    """

    name = models.CharField(max_length=100, unique=True)
    since = models.DateTimeField(default=timezone.now)
    clock = models.CharField(max_length=200, blank=True)
    next_at = models.DateTimeField(null=True)
    looked_until = models.DateField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    paused_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_by=None, paused_because="")
                | (Q(paused_at__isnull=False) & ~Q(paused_because="")),
                name="automation_paused_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Follower(Record):
    """How far the log of events was followed: `position` is the place of the next event to be looked at."""

    name = models.CharField(max_length=40, unique=True)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.position}"


class AutomationRun(Record):
    """That an automation begins by one occurrence, once; and what came of it.

    `occurrence` is what it began with: an event, a moment of a clock, or a day of a record. `values` are the fields
    that conditions and texts speak of. `depth` counts the runs that led to this one, itself included.
    """

    automation = models.CharField(max_length=100)
    occurrence = models.CharField(max_length=200)
    trigger = models.CharField(max_length=80)
    about = models.CharField(max_length=40, blank=True)
    object = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    values = models.JSONField(default=dict)
    cause = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="effects")
    depth = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    trouble = models.CharField(max_length=500, blank=True)
    verdicts = models.JSONField(default=list)
    results = models.JSONField(default=list)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="automation_run_newest"),
            models.Index(fields=["automation", "-created_at", "-id"], name="automation_newest_first"),
            models.Index(fields=["automation", "state", "-created_at"], name="automation_by_state"),
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="automation_to_run"),
            models.Index(fields=["ended_at"], condition=Q(state="unmet"), name="automation_unmet_by_end"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["automation", "occurrence"], name="automation_runs_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="automation_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.automation}: {self.occurrence}"

    @property
    def is_failing(self) -> bool:
        """Whether it waits for another try."""
        return self.state == RunState.WAITING and self.tries > 0


class Caused(Record):
    """That an event comes of a run, so that an automation which begins with it knows how deep it is."""

    event = models.UUIDField(unique=True)
    run = models.ForeignKey(AutomationRun, on_delete=models.CASCADE, related_name="caused")

    def __str__(self) -> str:
        return f"{self.event} by {self.run_id}"
