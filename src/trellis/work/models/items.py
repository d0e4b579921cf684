"""What waits on people, when they are away, and what they can take back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record

TASK = "task"
"""The kind of what people write down themselves."""


class WorkItem(Record):
    """Something that waits on somebody: a task that somebody wrote down, or what a room says that it waits for.

    `kind` is a key of `work.kinds`; `about_kind` and `about` name the object. `title` is the name of the object as it
    was then, for searching and for kinds that describe nothing. `turn` grows with every change, so that one who saw
    an older state undoes nothing of a newer one.
    """

    class State(models.TextChoices):
        """Where an item stands; `gone` is what waits no more without having been done by its assignee."""

        OPEN = "open", _("open")
        DONE = "done", _("done")
        GONE = "gone", _("no longer needed")

    kind = models.CharField(max_length=40)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work_items"
    )
    about_kind = models.CharField(max_length=40, blank=True)
    about = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, max_length=20_000)
    address = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="work_asked"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    delegated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_delegated",
    )
    delegated_because = models.CharField(max_length=500, blank=True)
    escalated_after = models.PositiveSmallIntegerField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="work_ended"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["assignee", "due_at"], condition=Q(state="open"), name="work_open_by_assignee"
            ),
            models.Index(
                fields=["assignee", "-ended_at"], condition=Q(state="done"), name="work_done_by_assignee"
            ),
            models.Index(fields=["delegated_by", "state"], name="work_by_delegator"),
            models.Index(fields=["asked_by", "state"], name="work_by_asker"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="work_open_by_due"),
            models.Index(fields=["kind", "about"], name="work_by_object"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignee", "kind", "about"],
                condition=Q(state="open", about__isnull=False) & ~Q(kind=TASK),
                name="work_once_for_an_object",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="work_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(about=None, about_kind="") | (Q(about__isnull=False) & ~Q(about_kind="")),
                name="work_object_has_a_kind",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="work_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.state == self.State.OPEN


class Absence(Record):
    """A time in which somebody is away and another stands in for them, from its first moment to before its last."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standing_in"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["stand_in", "ends_at"], name="absence_by_stand_in"),
            models.Index(fields=["account", "ends_at"], name="absence_by_account"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_has_a_length"),
            models.CheckConstraint(condition=~Q(account=F("stand_in")), name="absence_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.starts_at:%Y-%m-%d}"


class Undo(Record):
    """What somebody did with some items, and how these were before; for a short time it can be taken back."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    deed = models.CharField(max_length=20)
    before = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="undo_by_age")]

    def __str__(self) -> str:
        return self.deed
