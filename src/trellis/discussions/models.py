"""What people say about objects of any room: comments and what became of them, reactions, watching, drafts.

`kind` and `object` name what is discussed, as `core.objects` knows it.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record

LONGEST = 20_000
LONGEST_REASON = 500


class Comment(Record):
    """Something that was said about an object, or in answer to a comment (`reply_to`, always the first of a thread).

    `version` counts from 1, and grows with each edit. What was taken back has no words any more; what is hidden keeps
    them for administrators, with the reason (`hidden_for`). Only threads are settled.
    """

    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    text = models.TextField(blank=True, max_length=LONGEST)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_for = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "object", "-created_at", "-id"],
                condition=Q(reply_to=None),
                name="thread_newest_first",
            ),
            models.Index(fields=["kind", "object", "created_at"], name="comment_of_object"),
            models.Index(fields=["reply_to", "created_at", "id"], name="reply_in_order"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deleted_at=None) & ~Q(text="") | Q(deleted_at__isnull=False, text=""),
                name="comment_has_words_or_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(reply_to=None), name="comment_settled_is_a_thread"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_for="") | Q(hidden_at__isnull=False) & ~Q(hidden_for=""),
                name="comment_hidden_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reply_to=None) | ~Q(reply_to=F("id")), name="comment_answers_another"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_readable(self) -> bool:
        """Whether everybody who sees the object may read its words."""
        return self.deleted_at is None and self.hidden_at is None

    @property
    def thread_id(self) -> UUID:
        """The first comment of its thread."""
        found: UUID = self.reply_to_id or self.pk
        return found


class PastText(Record):
    """The words of a comment before they were edited."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="past")
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=LONGEST)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "version"], name="past_text_once_for_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.version}"


class Word(models.TextChoices):
    """The reactions, each with what it says."""

    AGREE = "agree", _("I agree")
    THANKS = "thanks", _("Thanks")
    SEEN = "seen", _("I have seen it")
    DOUBT = "doubt", _("I doubt it")


class Reaction(Record):
    """That somebody reacts to a comment with a word; one of each."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reactions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions")
    word = models.CharField(max_length=10, choices=Word)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "account", "word"], name="reaction_one_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.word}"


class Following(Record):
    """How somebody stands to an object: whether they watch it, and until when they know what was said about it.

    Who has muted it is not made to watch it by taking part, and is told of nothing but their own name.
    """

    class State(models.TextChoices):
        """Whether somebody is told of what happens to an object."""

        NONE = "", _("not watching")
        WATCHING = "watching", _("watching")
        MUTED = "muted", _("muted")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followings")
    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.NONE, blank=True)
    since = models.DateTimeField(default=timezone.now)
    seen_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "object"], condition=Q(state="watching"), name="watchers_of_object"),
            models.Index(fields=["account", "-since"], condition=~Q(state=""), name="watched_by_account"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "object"], name="following_once_for_object"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.state}"


class CommentDraft(Record):
    """What somebody is writing and has not said: kept as they type, so that leaving loses nothing."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comment_drafts"
    )
    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    reply_to = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    text = models.TextField(max_length=LONGEST)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind", "object"], condition=Q(reply_to=None), name="comment_draft_one"
            ),
            models.UniqueConstraint(
                fields=["account", "kind", "object", "reply_to"], name="comment_draft_one_for_a_thread"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class LogReader(models.Model):
    """How far a reader of the sealed log has come: the position of the next event that it looks at."""

    name = models.CharField(max_length=40, primary_key=True)
    follows_from = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.follows_from}"
