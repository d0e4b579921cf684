"""Cohorts: people who go through a development program together, week by week."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Cohort(Record):
    """One run of a program of the handbook from a day on.

    `program` is its key, `revision` the commit whose plan was taken over into `plan` (weeks with their parts, see
    `definitions.plans`): a cohort goes on by the plan that it began with until somebody takes the newest. `goal` is
    what the organisation wants by it, `goal_page` the page that says more.
    """

    class State(models.TextChoices):
        """Where it stands; whether it has begun is told by its first day."""

        OPEN = "open", _("under way")
        ENDED = "ended", _("ended")
        CANCELLED = "cancelled", _("cancelled")

    program = models.CharField(max_length=100)
    revision = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True, default="")
    goal = models.CharField(max_length=500, blank=True, default="")
    goal_page = models.CharField(max_length=300, blank=True, default="")
    plan = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    said_at_end = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "starts_on"], name="classes_cohort_by_start")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="classes_cohort_has_length"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="classes_cohort_ended_when_over",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether people can join it, and it goes on or will."""
        return self.state == self.State.OPEN


class CohortSeat(Record):
    """That somebody is a member of a cohort, or facilitates it. Who has left keeps the row, with the moment."""

    class Part(models.TextChoices):
        """What they are in it."""

        MEMBER = "member", _("member")
        FACILITATOR = "facilitator", _("facilitator")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="seats", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=11, choices=Part, default=Part.MEMBER)
    since = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "left_at"], name="classes_seat_of_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "person"], name="classes_cohort_seat_once"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class CohortTick(Record):
    """That a member says they have done a part that the site cannot see: a page read, a milestone reached."""

    seat = models.ForeignKey(CohortSeat, on_delete=models.CASCADE, related_name="ticks", db_index=False)
    part = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "part"], name="classes_cohort_tick_once")
        ]

    def __str__(self) -> str:
        return f"tick {self.pk}"


class CohortOutcome(Record):
    """What a cohort is to bring, and at its end whether it did, with what shows it."""

    class State(models.TextChoices):
        """Whether it came true."""

        OPEN = "open", _("not judged yet")
        REACHED = "reached", _("reached")
        PARTLY = "partly", _("reached in part")
        MISSED = "missed", _("not reached")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="outcomes", db_index=False)
    key = models.CharField(max_length=100)
    text = models.CharField(max_length=500)
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    evidence = models.TextField(blank=True, default="")
    judged_by = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "key"], name="classes_outcome_once"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(judged_at__isnull=False), name="classes_outcome_judged_when"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class CohortNews(Record):
    """Something that everybody of a cohort was told."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="news", db_index=False)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["cohort", "-at"], name="classes_news_of_cohort")]

    def __str__(self) -> str:
        return self.title
