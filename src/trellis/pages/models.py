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
    began, `tip` the last commit of it that Trellis has seen. `paths` are the files that differ between the two, as of
    `paths_at`: with them, who may see the proposal is known without asking Git. `made_for` names what Trellis wrote the
    proposal for, so that a second click leads to the first proposal; it is empty where a person wrote it.
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
    paths = models.JSONField(default=list, editable=False)
    paths_at = models.CharField(max_length=64, blank=True, editable=False)
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
    made_for = models.CharField(max_length=500, blank=True, editable=False)

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
            models.UniqueConstraint(
                fields=["made_for"],
                condition=Q(state="open") & ~Q(made_for=""),
                name="proposal_open_once_for_a_deed",
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


class LineNote(Record):
    """What of a proposal a comment is about: lines of a file, and other words for them.

    The words that were said are the comment's, which is one like those on any object (see `discussions`). `line` and
    `last_line` count from 1 in the file as it is at `tip`; one that was carried over and is about the whole names
    only `tip`. Where `suggests` is set, `suggestion` is what these lines should be instead (empty: they should go), and
    `applied_as` the commit that made them so.
    """

    comment = models.OneToOneField("discussions.Comment", on_delete=models.CASCADE, related_name="line_note")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="line_notes")
    path = models.CharField(max_length=400, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    tip = models.CharField(max_length=64)
    suggests = models.BooleanField(default=False)
    suggestion = models.TextField(blank=True, max_length=100_000)
    applied_as = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(line=None, last_line=None) | Q(line__gte=1, last_line__gte=models.F("line")),
                name="line_note_lines_in_order",
            ),
            models.CheckConstraint(
                condition=Q(suggests=False) | Q(line__isnull=False), name="line_note_suggests_for_lines"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Comment(Record):
    """What was said about a proposal before comments on all objects were of one kind: rows on their way there.

    `services.carrying` makes each a comment of `discussions` with a `LineNote`, and takes it away. The table stays for
    one release, since the version before writes into it until its last process is replaced, and for exports of then.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply_to = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
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
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
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


class HealthDay(Record):
    """How many faults the handbook had on a day: those of the last edition that was served on it.

    `revision` is what the edition calls itself; `by_code` counts the faults of each code.
    """

    day = models.DateField(unique=True)
    revision = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField()
    notes = models.PositiveIntegerField()
    by_code = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.day}: {self.errors}, {self.warnings}, {self.notes}"


class Upstream(Record):
    """Where the handbook and its upstream stand, and which process looks after it now. There is one row at most.

    `asked_at` is when somebody last wanted a round before its time, `due_at` when the next one is due. `holder` has
    the lease until `lease_until`: only one process of all speaks with the upstream.
    """

    key = models.CharField(max_length=10, default="one", unique=True, editable=False)
    state = models.CharField(max_length=20, blank=True)
    detail = models.TextField(blank=True, max_length=1000)
    files = models.JSONField(default=list)
    ours = models.CharField(max_length=64, blank=True)
    theirs = models.CharField(max_length=64, blank=True)
    waiting = models.PositiveIntegerField(default=0)
    kept = models.CharField(max_length=200, blank=True)
    forge_trouble = models.TextField(blank=True, max_length=1000)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.state


class MergeRequest(Record):
    """The merge request of a proposal at the upstream's server, as it was when Trellis looked last.

    `told` is what the server was last told of title and reason, `pushed` the commit of the branch that it has.
    `approved_by` are names as the server shows them: they are no accounts of Trellis.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="merge_request")
    number = models.PositiveIntegerField()
    url = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10)
    told = models.CharField(max_length=64, blank=True)
    pushed = models.CharField(max_length=64, blank=True)
    approved_by = models.JSONField(default=list)
    ended_by = models.CharField(max_length=200, blank=True)
    trouble = models.TextField(blank=True, max_length=1000)
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"!{self.number} {self.state}"


class DraftPicture(Record):
    """A picture for a page that somebody is writing. It goes with the draft, or into the commit that proposes it.

    `path` is where the file will lie in the handbook; `data` has passed `pictures.examined`.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pictures")
    path = models.CharField(max_length=400)
    content_type = models.CharField(max_length=40)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "path"], name="draft_picture_one_at_a_path"),
        ]

    def __str__(self) -> str:
        return self.path


class PageViews(Record):
    """How often a page was read on a day, by anybody: a count without people."""

    path = models.CharField(max_length=400)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["path", "day"], name="views_once_a_day")]
        indexes: ClassVar = [models.Index(fields=["day"], name="views_by_day")]

    def __str__(self) -> str:
        return f"{self.path}, {self.day}: {self.count}"


class RecentPage(Record):
    """That somebody has read a page, and when they did last: for their own list alone."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recent_pages"
    )
    path = models.CharField(max_length=400)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "path"], name="recent_once_for_a_page")
        ]

    def __str__(self) -> str:
        return self.path


class Star(Record):
    """That somebody keeps a page at hand."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stars")
    path = models.CharField(max_length=400)
    starred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "path"], name="star_once_for_a_page")
        ]

    def __str__(self) -> str:
        return self.path


class PageIdentity(Record):
    """What a page is known by when it moves: records about a page name it by this and not by its path.

    `path` and `url` are where it was when somebody read it last; who finds no page there looks where it has moved to.
    """

    path = models.CharField(max_length=400, unique=True)
    url = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.path
