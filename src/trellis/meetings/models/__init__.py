"""Series of meetings of two people. Confidential to the two: not even their managers read any of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class Series(Record):
    """Regular meetings of a host and a guest, every so many weeks. `kind` is a key of `meetings.kinds`."""

    confidential: ClassVar[bool] = True
    kind = models.CharField(max_length=40)
    host = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    guest = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    weeks = models.PositiveSmallIntegerField(default=2)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["host", "ended_at"], name="series_of_host"),
            models.Index(fields=["guest", "ended_at"], name="series_of_guest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "host", "guest"], condition=Q(ended_at=None), name="series_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(host=F("guest")), name="series_of_two"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=52), name="series_within_a_year"),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"


class Meeting(Record):
    """One meeting of a series: the next one, or one that took place or was skipped. Its notes are of both."""

    class State(models.TextChoices):
        """Where it stands."""

        NEXT = "next", _("next")
        RUNNING = "running", _("is taking place")
        HELD = "held", _("took place")
        SKIPPED = "skipped", _("skipped")

    confidential: ClassVar[bool] = True
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    planned_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.NEXT)
    held_on = models.DateField(null=True, blank=True)
    sealed_notes = models.TextField(blank=True, default="")
    sealed_reason = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    notes = SealedText("sealed_notes")
    reason = SealedText("sealed_reason")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["series", "-planned_on"], name="meeting_in_order"),
            models.Index(
                fields=["planned_on"], condition=Q(state__in=("next", "running")), name="meeting_to_come"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series"], condition=Q(state__in=("next", "running")), name="meeting_next_is_one"
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False) | (~Q(state="held") & Q(held_on=None)),
                name="meeting_held_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Topic(Record):
    """A point of the running agenda. What was not covered stands on the agenda of the next meeting again."""

    confidential: ClassVar[bool] = True
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="topics", db_index=False)
    sealed_text = models.TextField()
    order = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    covered_in = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="covered"
    )
    carried = models.PositiveSmallIntegerField(default=0)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["series", "order"], name="topic_in_order")]

    def __str__(self) -> str:
        return f"topic {self.pk}"


class PrivateNote(Record):
    """What one of the two wrote for themselves: nobody else reads it, not even the other."""

    confidential: ClassVar[bool] = True
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="private_notes", db_index=False
    )
    writer = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    sealed_text = models.TextField(blank=True, default="")

    text = SealedText("sealed_text")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "writer"], name="private_note_of_writer")
        ]

    def __str__(self) -> str:
        return f"private note {self.pk}"


class Action(Record):
    """What one of the two does until a day; it waits on them in My work."""

    confidential: ClassVar[bool] = True
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="actions", db_index=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    sealed_text = models.TextField()
    owner = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["series", "done_at"], name="action_of_series")]

    def __str__(self) -> str:
        return f"action {self.pk}"
