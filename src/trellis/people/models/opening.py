"""Entities that are being opened: which steps there are, and how each stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class OpeningState(models.TextChoices):
    """How an opening stands."""

    UNDER_WAY = "under-way", _("under way")
    DONE = "done", _("done")
    GIVEN_UP = "given-up", _("given up")


class EntityOpening(Record):
    """That an entity is opened in a country, by the steps that the handbook had at `revision`."""

    entity = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    revision = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=OpeningState, default=OpeningState.UNDER_WAY)
    because = models.CharField(max_length=500, blank=True, default="")
    started_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity"], condition=Q(state="under-way"), name="opening_of_entity_under_way_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "started_at"], name="opening_by_state")]

    def __str__(self) -> str:
        return f"opening of {self.entity}"


class StepState(models.TextChoices):
    """How a step stands: it waits for others, is open, done, or was skipped."""

    WAITING = "waiting", _("waiting")
    OPEN = "open", _("open")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")


class OpeningStep(Record):
    """A step of an opening, as the handbook said it when the opening began."""

    opening = models.ForeignKey(EntityOpening, on_delete=models.CASCADE, related_name="steps", db_index=False)
    slug = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    role = models.CharField(max_length=200, blank=True, default="")
    duty = models.CharField(max_length=100, blank=True, default="")
    after = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField()
    filing = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=StepState, default=StepState.WAITING)
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    ended_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "slug"], name="step_of_opening_once"),
            models.CheckConstraint(
                condition=~Q(state="skipped") | ~Q(note=""), name="step_is_skipped_for_a_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["opening", "order"], name="opening_step_in_order")]

    def __str__(self) -> str:
        return f"{self.title}, {self.state}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be done for it any more."""
        return self.state in (StepState.DONE, StepState.SKIPPED)
