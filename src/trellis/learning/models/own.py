"""What learners write down for themselves while they learn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class NoteKind(models.TextChoices):
    """What was left at a place of a lesson."""

    NOTE = "note", _("note")
    HIGHLIGHT = "highlight", _("highlight")
    BOOKMARK = "bookmark", _("bookmark")


class Note(Record):
    """A note, a highlight or a bookmark at a place of a lesson: for the learner alone.

    `quote` are the words it is about, `anchor` the section. Its key is made where it is written, so that what was sent
    twice from a phone without connection is there once.
    """

    confidential = True
    enrollment = models.ForeignKey("learning.Enrollment", on_delete=models.PROTECT, related_name="notes")
    part = models.CharField(max_length=100)
    kind = models.CharField(max_length=9, choices=NoteKind)
    anchor = models.CharField(max_length=200, blank=True, default="")
    quote = models.CharField(max_length=1000, blank=True, default="")
    text = models.TextField(blank=True, default="")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["enrollment", "part"], name="learning_note_of_part")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.part}"


class Reply(Record):
    """What a learner put into a block of a lesson: the text of an exercise, a tick, a choice of a poll.

    `counter` grows with each change that is sent; an older one never overwrites a newer one. Of what was watched
    (`definitions.watching`), `share` says how much that is in per cent, and `reached` the number of tenths begun.
    """

    confidential = True
    enrollment = models.ForeignKey("learning.Enrollment", on_delete=models.PROTECT, related_name="replies")
    course = models.CharField(max_length=100)
    part = models.CharField(max_length=100)
    block = models.CharField(max_length=100)
    kind = models.CharField(max_length=9)
    value = models.TextField(blank=True, default="")
    counter = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    share = models.PositiveSmallIntegerField(null=True, blank=True)
    reached = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrollment", "part", "block"], name="learning_reply_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["course", "part", "block", "value"],
                condition=models.Q(kind="poll"),
                name="learning_poll",
            ),
            models.Index(
                fields=["course", "part", "block", "share", "reached"],
                condition=models.Q(kind="watched"),
                name="learning_watched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.block}"
