"""Development plans: what a level asks for, what shows it, and what somebody does to get there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class PlanState(models.TextChoices):
    """Where a development plan stands."""

    OPEN = "open", _("under way")
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("dropped")


class Shown(models.TextChoices):
    """How far somebody shows an item of the level that they are heading for."""

    NOT_YET = "not-yet", _("not yet")
    PARTLY = "partly", _("partly")
    SHOWN = "shown", _("shown")


class DevelopmentPlan(Record):
    """That somebody is heading for a level of the handbook. `target` is its address `family#level`."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey(
        "core.Person", on_delete=models.CASCADE, related_name="development_plans", db_index=False
    )
    target = models.CharField(max_length=300)
    target_title = models.CharField(max_length=200)
    source_title = models.CharField(max_length=200, blank=True, default="")
    coach = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="coached_plans"
    )
    state = models.CharField(max_length=7, choices=PlanState, default=PlanState.OPEN)
    review_on = models.DateField(null=True, blank=True)
    revision = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    sealed_reason = models.TextField(blank=True, default="")
    begun_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    reason = SealedText("sealed_reason")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "target"], condition=Q(state="open"), name="development_plan_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-begun_at"], name="development_plan_of_person"),
            models.Index(fields=["review_on"], condition=Q(state="open"), name="development_plan_by_review"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanItem(Record):
    """A responsibility or requirement of the level, in its words at the revision; `key` is its page and identifier."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="items", db_index=False)
    key = models.CharField(max_length=400)
    part = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    text = models.TextField()
    revision = models.CharField(max_length=200)
    own = models.CharField(max_length=7, choices=Shown, blank=True, default="")
    managers = models.CharField(max_length=7, choices=Shown, blank=True, default="")
    dropped = models.BooleanField(default=False)
    """Whether the handbook asks for it no more, and that was taken over."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "key"], name="plan_item_once")]

    def __str__(self) -> str:
        return f"item {self.pk}"


class PlanEvidence(Record):
    """What shows an item."""

    confidential: ClassVar[bool] = True
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="evidence")
    sealed_text = models.TextField()
    sealed_link = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")
    link = SealedText("sealed_link")

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class ActionKind(models.TextChoices):
    """What kind of thing somebody does to get there."""

    LEARNING = "learning", _("learning")
    STRETCH = "stretch", _("stretch work")
    COACHING = "coaching", _("coaching")
    OTHER = "other", _("something else")


class PlanAction(Record):
    """What somebody does until when, to get there."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=8, choices=ActionKind)
    sealed_text = models.TextField()
    owner = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="plan_actions")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    text = SealedText("sealed_text")

    def __str__(self) -> str:
        return f"action {self.pk}"


class NoteKind(models.TextChoices):
    """What a line of the history of a plan is about."""

    BEGUN = "begun", _("began the plan")
    COMMENT = "comment", _("wrote")
    ASSESSED = "assessed", _("assessed")
    ADOPTED = "adopted", _("took over what the handbook says now")
    CHANGED = "changed", _("changed the plan")
    ENDED = "ended", _("ended the plan")


class PlanNote(Record):
    """A comment, or that something happened to a plan."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="notes", db_index=False)
    kind = models.CharField(max_length=8, choices=NoteKind)
    sealed_text = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "at"], name="plan_note_in_order")]

    def __str__(self) -> str:
        return f"note {self.pk}"
