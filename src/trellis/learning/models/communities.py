"""Communities of learners: who belongs to one, what is asked there, and what is reported."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from trellis.core.records import Record

LONGEST_TEXT = 10_000


class Community(Record):
    """People who learn about the same: a topic, or a course by its key.

    An open one is read and joined by everybody of the team; else members are taken in by its moderators, and nobody
    else reads it. Closed down (`ended_at`) it stays readable, and nobody asks there any more.
    """

    title = models.CharField(max_length=200)
    about = models.TextField(blank=True, default="", max_length=LONGEST_TEXT)
    topic = models.CharField(max_length=100, blank=True, default="")
    course = models.CharField(max_length=100, blank=True, default="")
    is_open = models.BooleanField(default=True)
    founded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    founded_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("title"), condition=Q(ended_at=None), name="learning_community_named_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["course"], condition=~Q(course=""), name="learning_community_of_course"),
        ]

    def __str__(self) -> str:
        return self.title


class Membership(Record):
    """That somebody belongs to a community. Who `is_quiet` is told nothing of it."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="communities"
    )
    is_moderator = models.BooleanField(default=False)
    is_quiet = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "account"], name="learning_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.community_id}"


class Question(Record):
    """Something that is asked in a community; what is said about it are the answers, of which one is `accepted`."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="", max_length=LONGEST_TEXT)
    asked_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    accepted = models.ForeignKey(
        "discussions.Comment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_for = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_for="") | Q(hidden_at__isnull=False) & ~Q(hidden_for=""),
                name="learning_question_hidden_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-asked_at"], name="learning_question_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class Flag(Record):
    """That somebody reported a question, or an answer to it (`comment`): it waits on moderators until they decide."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="flags")
    comment = models.ForeignKey(
        "discussions.Comment", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_upheld = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["question"], condition=Q(decided_at=None), name="learning_flag_open"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}"
