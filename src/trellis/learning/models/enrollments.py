"""Who learns what, by which text, and how far they are."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Followed(models.Model):
    """The one row that says which revision of the handbook was looked at last, and until which day sums were made."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.CharField(max_length=200, blank=True, default="")
    summed_until = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="learning_followed_is_one")]

    def __str__(self) -> str:
        return self.revision


class CourseVersion(Record):
    """A course as it was taught: numbered, and kept as it was with all that its lessons include.

    `outline` are its parts, each with key, title, kind, path, url, minutes, is_optional and the digest of its text;
    `texts` the Markdown of its lessons by path, each with title and text; `digest` the SHA-256 of both. `topics` and
    `minutes` are what hours are reckoned by.
    """

    course = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    revision = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    outline = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    minutes = models.PositiveIntegerField(default=0)
    valid_months = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "number"], name="learning_version_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.course}, version {self.number}"

    @property
    def required_keys(self) -> list[str]:
        """The keys of the parts that complete the course."""
        return [each["key"] for each in self.outline if not each["is_optional"]]


class EnrollmentState(models.TextChoices):
    """How an enrollment stands."""

    ASKED = "asked", _("waits for approval")
    ACTIVE = "active", _("in progress")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("refused")


OPEN = (EnrollmentState.ASKED, EnrollmentState.ACTIVE)
"""The states in which an enrollment goes on; of a course, somebody has one such at most."""


class Reason(models.TextChoices):
    """Why somebody is enrolled."""

    SELF = "self", _("own choice")
    ASSIGNED = "assigned", _("assigned")
    RULE = "rule", _("asked for by the handbook")
    PATH = "path", _("part of a path")
    CREDIT = "credit", _("took part")
    AGAIN = "again", _("once more")


class Enrollment(Record):
    """That somebody takes a course, pinned to the text that they began with.

    `done` of `total` parts that are not optional are done. `last_part` and `last_anchor` are the place to come back to;
    `seconds` the time that was measured. A completion counts until `valid_until` (with it), for good where that is
    empty; `expired_on` says that its end was told.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="enrollments")
    course = models.CharField(max_length=100)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrollments")
    revision = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=EnrollmentState, default=EnrollmentState.ACTIVE)
    reason = models.CharField(max_length=8, choices=Reason, default=Reason.SELF)
    because = models.CharField(max_length=500, blank=True, default="")
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approval = models.UUIDField(null=True, blank=True)
    enrolled_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    expired_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    last_part = models.CharField(max_length=100, blank=True, default="")
    last_anchor = models.CharField(max_length=200, blank=True, default="")
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(state__in=["asked", "active"]),
                name="learning_enrolled_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_at__isnull=False, completed_on__isnull=False),
                name="learning_completed_has_day",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="learning_done_within_total"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="learning_enrolled_of_person"),
            models.Index(fields=["course", "state", "person"], name="learning_enrolled_in_course"),
            models.Index(fields=["enrolled_at"], name="learning_enrolled_by_day"),
            models.Index(fields=["completed_on", "course"], name="learning_completed_by_day"),
            models.Index(
                fields=["valid_until"],
                condition=Q(state="completed", expired_on=None, valid_until__isnull=False),
                name="learning_expiring",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it goes on: it waits for approval, or somebody learns."""
        return self.state in OPEN

    @property
    def is_let_in(self) -> bool:
        """Whether whose it is reads the course: it was granted to them, and not refused or given up before it began."""
        if self.state == EnrollmentState.WITHDRAWN:
            return self.started_at is not None
        return self.state in (EnrollmentState.ACTIVE, EnrollmentState.COMPLETED)

    @property
    def share(self) -> int:
        """The percentage of the parts that are done."""
        return 100 * self.done // self.total if self.total else 0


class PartState(models.TextChoices):
    """How a part of a course stands for somebody."""

    OPENED = "opened", _("begun")
    ASKED = "asked", _("waits to be confirmed")
    DONE = "done", _("done")


class PartProgress(Record):
    """How far somebody is with a part of a course: `evidence` says by what it was done, `digest` by which text.

    `said` is the sentence of whoever did it outside, or asks for it to be confirmed. `seconds` were measured, the last
    of them at `beat_at`.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="parts")
    course = models.CharField(max_length=100)
    part = models.CharField(max_length=100)
    state = models.CharField(max_length=6, choices=PartState, default=PartState.OPENED)
    opened_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=200, blank=True, default="")
    said = models.CharField(max_length=500, blank=True, default="")
    revision = models.CharField(max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    seconds = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrollment", "part"], name="learning_part_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False) & ~Q(evidence=""),
                name="learning_done_has_evidence",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["course", "part", "state"], name="learning_part_funnel"),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.state}"
