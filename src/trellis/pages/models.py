"""Proposals of changes, and what is said about them. The text itself is in Git: a proposal is a branch."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Proposal(Record):
    """A change of the handbook that waits for its readers: a branch with a title and a reason.

    `mount` is the folder of the handbook whose source the branch belongs to; `base` the commit at which the branch
    began, `tip` the last commit of it that Trellis has seen.
    """

    class State(models.TextChoices):
        """Where a proposal stands."""

        OPEN = "open", _("open")
        MERGED = "merged", _("merged")
        CLOSED = "closed", _("closed")

    number = models.PositiveIntegerField(unique=True, editable=False)
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True, max_length=20_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    mount = models.CharField(max_length=400, blank=True)
    branch = models.CharField(max_length=200, unique=True)
    base = models.CharField(max_length=64)
    tip = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_ended",
    )
    merged_as = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-updated_at"], name="proposal_by_state"),
            models.Index(fields=["author", "state", "-updated_at"], name="proposal_by_author"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_as__gt="") | (~Q(state="merged") & Q(merged_as="")),
                name="proposal_merged_has_a_commit",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="proposal_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, reviewed and merged."""
        return self.state == self.State.OPEN


class Review(Record):
    """What a reader decided about a proposal as it was at `tip`; of several of one reader, the last one counts."""

    class Verdict(models.TextChoices):
        """What was decided."""

        APPROVE = "approve", _("approved")
        CHANGES = "changes", _("asked for changes")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    text = models.TextField(blank=True, max_length=20_000)
    tip = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["proposal", "created_at"], name="review_in_order")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.verdict} {self.proposal_id}"


class Comment(Record):
    """Something said about a proposal, about lines of a file in it, or in answer to another comment.

    `line` and `last_line` count from 1 in the file as it is at `tip`. Where `suggests` is set, `suggestion` is what
    these lines should be instead (empty: they should go), and `applied_as` the commit that made them so.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposal_comments"
    )
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    path = models.CharField(max_length=400, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    tip = models.CharField(max_length=64)
    text = models.TextField(blank=True, max_length=20_000)
    suggests = models.BooleanField(default=False)
    suggestion = models.TextField(blank=True, max_length=100_000)
    applied_as = models.CharField(max_length=64, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments_resolved",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["proposal", "created_at"], name="comment_in_order")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(line=None, last_line=None) | Q(line__gte=1, last_line__gte=models.F("line")),
                name="comment_lines_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Draft(Record):
    """A text that somebody is writing and has not proposed: kept as they type, so that leaving loses nothing.

    `started_from` is the commit whose text they began with; `proposal` is set where they work on one further.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=400)
    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    text = models.TextField()
    started_from = models.CharField(max_length=64)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["author", "path"], condition=Q(proposal=None), name="draft_one_for_a_page"
            ),
            models.UniqueConstraint(
                fields=["author", "path", "proposal"], name="draft_one_for_a_page_of_a_proposal"
            ),
        ]

    def __str__(self) -> str:
        return self.path
