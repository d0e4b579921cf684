"""Requests for courses: what is asked for, who needs it, too, who reviews it, and what happened."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.intake.definitions import stages


class Stage(models.TextChoices):
    """How far a request is."""

    ASKED = stages.ASKED, _("to decide")
    QUESTION = stages.QUESTION, _("asked back")
    ACCEPTED = stages.ACCEPTED, _("accepted")
    ANALYSIS = stages.ANALYSIS, _("analysis")
    DESIGN = stages.DESIGN, _("design")
    DEVELOPMENT = stages.DEVELOPMENT, _("development")
    REVIEW = stages.REVIEW, _("review")
    PILOT = stages.PILOT, _("pilot")
    PUBLISHED = stages.PUBLISHED, _("published")
    RETIRED = stages.RETIRED, _("retired")
    MERGED = stages.MERGED, _("merged")
    DECLINED = stages.DECLINED, _("declined")
    WITHDRAWN = stages.WITHDRAWN, _("withdrawn")


class Kind(models.TextChoices):
    """What is asked for."""

    COURSE = "course", _("a new course")
    CHANGE = "change", _("a change of a course")
    PATH = "path", _("a learning path")
    CERTIFICATION = "certification", _("a certification")
    CLASS = "class", _("a class or workshop")
    OTHER = "other", _("something else")


class Modality(models.TextChoices):
    """How it is to be learned: the words of courses in the handbook."""

    SELF_PACED = "self-paced", _("at one's own pace")
    MICRO = "micro", _("in a few minutes")
    INSTRUCTOR_LED = "instructor-led", _("with an instructor")
    VIRTUAL = "virtual", _("with an instructor, online")
    BLENDED = "blended", _("partly alone, partly together")
    WORKSHOP = "workshop", _("as a workshop")
    WEBINAR = "webinar", _("as a webinar")
    EXTERNAL = "external", _("from outside")


class CourseRequest(Record):
    """That somebody asks for a course or other learning, what was decided about it and how far it is.

    `priority` is impact divided by effort (see `definitions.stages.priority`). `course` is the key of the course in the
    handbook that comes of it, `course_was_there` whether the handbook had it when it was linked. `minutes` is how long
    learners will take.
    """

    kind = models.CharField(max_length=13, choices=Kind, default=Kind.COURSE)
    title = models.CharField(max_length=200)
    need = models.TextField()
    audience = models.CharField(max_length=300)
    people = models.PositiveIntegerField(null=True, blank=True)
    wanted_by = models.DateField(null=True, blank=True)
    otherwise = models.TextField(blank=True, default="")
    pages = models.TextField(blank=True, default="")
    links = models.TextField(blank=True, default="")
    asked_by = models.ForeignKey("core.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    stage = models.CharField(max_length=11, choices=Stage, default=Stage.ASKED)
    stage_since = models.DateTimeField(default=timezone.now)
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    priority = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    instead = models.TextField(blank=True, default="")
    owner = models.ForeignKey("core.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    objectives = models.TextField(blank=True, default="")
    modality = models.CharField(max_length=14, choices=Modality, blank=True, default="")
    learners = models.CharField(max_length=300, blank=True, default="")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    course = models.CharField(max_length=200, blank=True, default="")
    course_was_there = models.BooleanField(default=False)
    proposal = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("request for a course")
        indexes: ClassVar = [
            models.Index(fields=["stage", "stage_since"], name="intake_request_by_stage"),
            models.Index(fields=["course"], condition=~Q(course=""), name="intake_request_by_course"),
            models.Index(fields=["-asked_at"], name="intake_request_by_age"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(impact__isnull=True, effort__isnull=True, priority__isnull=True)
                | Q(impact__range=(1, 5), effort__range=(1, 5), priority__isnull=False),
                name="intake_request_marks",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="intake_request_not_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def in_work(self) -> bool:
        """Whether it was accepted and is not published yet."""
        return self.stage in stages.WORK

    @property
    def is_open(self) -> bool:
        """Whether something is still to be decided or done."""
        return self.stage in stages.OPEN


class Vote(Record):
    """That somebody needs it, too: for which team and how many people."""

    request = models.ForeignKey(CourseRequest, on_delete=models.CASCADE, related_name="votes", db_index=False)
    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="+")
    team = models.CharField(max_length=100, blank=True, default="")
    people = models.PositiveIntegerField(default=1)
    why = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("vote for a course")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "account"], name="intake_vote_once"),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Reviewer(Record):
    """Who looks at it before it is published; `done_at` is when they had looked, in the present review."""

    request = models.ForeignKey(
        CourseRequest, on_delete=models.CASCADE, related_name="reviewers", db_index=False
    )
    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    good = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("reviewer of a course")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "account"], name="intake_reviewer_once"),
        ]

    def __str__(self) -> str:
        return f"reviewer {self.pk}"


class MoveKind(models.TextChoices):
    """What happened to a request."""

    STAGE = "stage", _("moved on")
    QUESTION = "question", _("asked back")
    ANSWER = "answer", _("answered")
    MARKS = "marks", _("judged")
    REPLANNED = "replanned", _("planned anew")
    OWNER = "owner", _("handed on")
    SCOPE = "scope", _("changed the scope")
    LINKED = "linked", _("linked the course")
    REVIEWED = "reviewed", _("reviewed")
    MERGED_IN = "merged-in", _("took another in")


class Move(Record):
    """Something that happened to a request. With a stage `after`, it came into it; days are those it was due on."""

    request = models.ForeignKey(CourseRequest, on_delete=models.CASCADE, related_name="moves", db_index=False)
    kind = models.CharField(max_length=9, choices=MoveKind)
    before = models.CharField(max_length=11, choices=Stage, blank=True, default="")
    after = models.CharField(max_length=11, choices=Stage, blank=True, default="")
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("step of a request for a course")
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["request", "at"], name="intake_move_of_request")]

    def __str__(self) -> str:
        return f"move {self.pk}"


class Cause(models.TextChoices):
    """Why a course is to be looked at."""

    RELEASE = "release", _("something new")
    PAGE = "page", _("a changed page")
    REVIEW = "review", _("a review that is due")


class UpdateState(models.TextChoices):
    """Whether somebody has looked at a course, and what came of it."""

    OPEN = "open", _("to be looked at")
    REVIEWED = "reviewed", _("stays as it is")
    CHANGED = "changed", _("changed")


class ContentUpdate(Record):
    """That a course is to be looked at, because of a release note, a page that it includes, or its day of review.

    `source` is the page that it is about, `parts` the paths of the lessons and quizzes that are meant (none: all of it)
    with their titles. `before` are the digests of what the course itself said when it was raised: once that is another,
    it is changed. `review_by` is the day of a review.
    """

    cause = models.CharField(max_length=7, choices=Cause)
    source = models.CharField(max_length=400)
    title = models.CharField(max_length=300)
    course = models.CharField(max_length=200)
    course_title = models.CharField(max_length=300)
    parts = models.JSONField(default=list)
    topics = models.CharField(max_length=300, blank=True, default="")
    revision = models.CharField(max_length=200, blank=True, default="")
    before = models.JSONField(default=dict)
    review_by = models.DateField(null=True, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=UpdateState, default=UpdateState.OPEN)
    reason = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "core.Account", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("course to be looked at")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="intake_update_by_due"),
            models.Index(fields=["course", "state"], name="intake_update_by_course"),
            models.Index(fields=["source"], name="intake_update_by_source"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cause", "source", "course"],
                condition=Q(state="open"),
                name="intake_update_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True)
                | (~Q(state="open") & Q(done_at__isnull=False)),
                name="intake_update_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | ~Q(reason=""), name="intake_update_reviewed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_title}: {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked yet."""
        return self.state == UpdateState.OPEN


class SeenCourse(Record):
    """What a course said and included when it was looked at last: digests, see `queries.sources`."""

    course = models.CharField(max_length=200, unique=True)
    texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.course


class SeenRevision(models.Model):
    """The one row that says which revision of the handbook was looked at last."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="intake_revision_is_one")]

    def __str__(self) -> str:
        return self.revision
