"""The run book of a session, and the questions that people ask before it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.classes.models.sessions import Meeting, Session
from trellis.core.records import Record


class Preparation(Record):
    """Something that is to be done before a session."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="preparations", db_index=False
    )
    title = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["session", "order"], name="classes_preparation_order")]

    def __str__(self) -> str:
        return self.title


class Block(Record):
    """A stretch of the agenda; without a `meeting`, of the session as a whole."""

    class Way(models.TextChoices):
        """What is done in it."""

        LECTURE = "lecture", _("lecture")
        DEMONSTRATION = "demonstration", _("demonstration")
        LAB = "lab", _("lab")
        DISCUSSION = "discussion", _("discussion")
        BREAK = "break", _("break")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    order = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=13, choices=Way, default=Way.LECTURE)
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["session", "order"], name="classes_block_order")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="classes_block_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Issue(Record):
    """Something that went wrong in a session, so that it does not the next time."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="issues")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"issue {self.pk}"


class Question(Record):
    """What somebody wants to know in a session; others vote for it, and the answer is written down."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    answer = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"question {self.pk}"


class Vote(Record):
    """That somebody wants to hear the answer to a question, too."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "person"], name="classes_vote_once"),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"
