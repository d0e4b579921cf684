"""Records of reviews: cycles, one review a person, what was written for it, boards on which they are calibrated.

What people write is sealed (see `core.sealedtexts`): a draft stands beside what was handed in, and each time that
something is handed in is a row of its own, so that nothing which was handed in is ever written over.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText
from trellis.reviews.definitions.talent import box_of

STEP = Q(performance__isnull=True) | Q(performance__range=(1, 3))
GROWTH = Q(growth__isnull=True) | Q(growth__range=(1, 3))


class ReviewCycle(Record):
    """A cycle that was opened, with the form, the scale and the days that the handbook gave it then."""

    name = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    revision = models.CharField(max_length=200)
    form = models.JSONField(default=dict)
    opens_on = models.DateField()
    self_due = models.DateField()
    peers_due = models.DateField()
    manager_due = models.DateField()
    calibrated_by = models.DateField()
    shared_from = models.DateField()
    acknowledge_by = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at=None), name="reviewcycle_open_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-opens_on"], name="reviewcycle_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether anything of it can still be done."""
        return self.closed_at is None

    @property
    def talent(self) -> dict[str, Any] | None:
        """The axes of the grid; None where nobody is placed on it."""
        found: dict[str, Any] | None = self.form.get("talent")
        return found


class RoleForm(Record):
    """What was expected of a role when a cycle opened, item by item."""

    cycle = models.ForeignKey(ReviewCycle, on_delete=models.CASCADE, related_name="role_forms")
    title = models.CharField(max_length=200)
    items = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "title"], name="roleform_once_a_cycle"),
        ]

    def __str__(self) -> str:
        return self.title


class CalibrationBoard(Record):
    """A session in which managers compare how they place people; its facilitators alone lock it."""

    cycle = models.ForeignKey(ReviewCycle, on_delete=models.CASCADE, related_name="boards", db_index=False)
    title = models.CharField(max_length=200)
    departments = models.JSONField(default=list)
    from_grade = models.FloatField(null=True, blank=True)
    to_grade = models.FloatField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["cycle", "title"], name="calibrationboard_of_cycle")]

    def __str__(self) -> str:
        return self.title


class Facilitator(Record):
    """Who leads a session."""

    board = models.ForeignKey(CalibrationBoard, on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["board", "person"], name="facilitator_once_a_board"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.board_id}"


class Review(Record):
    """The review of one person in one cycle. `manager` is who writes it: the manager of today while it is open.

    `fewer` says why fewer colleagues are asked than the cycle wants. From `kept_from` on, when the person left, the
    time counts for which the handbook has it kept.
    """

    class State(models.TextChoices):
        """Where it stands; see `definitions.reading`."""

        WRITING = "writing", _("being written")
        SUBMITTED = "submitted", _("submitted")
        SHARED = "shared", _("shared")
        SIGNED = "signed", _("signed off")
        CLOSED = "closed", _("closed")

    confidential: ClassVar[bool] = True
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    person = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="reviews", db_index=False
    )
    manager = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    role_form = models.ForeignKey(RoleForm, on_delete=models.PROTECT, related_name="+")
    department = models.CharField(max_length=60, blank=True, default="")
    grade = models.FloatField(null=True, blank=True)
    hired_on = models.DateField(null=True, blank=True)
    rated = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=State, default=State.WRITING)
    performance = models.PositiveSmallIntegerField(null=True, blank=True)
    growth = models.PositiveSmallIntegerField(null=True, blank=True)
    board = models.ForeignKey(
        CalibrationBoard, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    sealed_fewer = models.TextField(blank=True, default="")
    peers_approved_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(null=True, blank=True)
    sealed_answer = models.TextField(blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)
    kept_from = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    answer = SealedText("sealed_answer")
    fewer = SealedText("sealed_fewer")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "person"], name="review_once_a_cycle"),
            models.CheckConstraint(condition=STEP & GROWTH, name="review_on_the_grid"),
            models.CheckConstraint(
                condition=~Q(state__in=("shared", "signed")) | Q(shared_at__isnull=False),
                name="review_shared_has_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cycle", "state", "department"], name="review_of_cycle_by_state"),
            models.Index(fields=["person", "-shared_at"], name="review_of_person"),
            models.Index(fields=["manager", "state"], name="review_of_manager"),
            models.Index(fields=["kept_from"], condition=Q(kept_from__isnull=False), name="review_kept_from"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still written."""
        return self.state in (self.State.WRITING, self.State.SUBMITTED)


class Writing(Record):
    """What one person is asked to write for a review. `sealed_draft` holds what is not handed in yet."""

    class Kind(models.TextChoices):
        """As whom somebody writes."""

        SELF = "self", _("self-review")
        MANAGER = "manager", _("manager's review")
        PEER = "peer", _("feedback of a colleague")
        UPWARD = "upward", _("feedback to the manager")

    class State(models.TextChoices):
        """Where it stands; `nominated` waits for the manager, `dropped` is asked no more."""

        NOMINATED = "nominated", _("to be approved")
        ASKED = "asked", _("asked")
        SUBMITTED = "submitted", _("submitted")
        DECLINED = "declined", _("declined")
        DROPPED = "dropped", _("no longer asked")

    confidential: ClassVar[bool] = True
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="writings", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    writer = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    sealed_draft = models.TextField(blank=True, default="")
    draft_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sealed_because = models.TextField(blank=True, default="")

    draft = SealedText("sealed_draft")
    because = SealedText("sealed_because")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "kind", "writer"], name="writing_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["writer", "state", "kind"], name="writing_of_writer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Submission(Record):
    """What was handed in, once. A later one does not replace it: the one with the highest number is shown."""

    confidential: ClassVar[bool] = True
    writing = models.ForeignKey(Writing, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveIntegerField()
    sealed_text = models.TextField()
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["writing", "number"], name="submission_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.writing_id} {self.number}"


class CalibrationMove(Record):
    """That somebody was placed otherwise on a board, and why."""

    confidential: ClassVar[bool] = True
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="moves")
    board = models.ForeignKey(CalibrationBoard, on_delete=models.CASCADE, related_name="moves")
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    before_performance = models.PositiveSmallIntegerField(null=True, blank=True)
    before_growth = models.PositiveSmallIntegerField(null=True, blank=True)
    after_performance = models.PositiveSmallIntegerField()
    after_growth = models.PositiveSmallIntegerField()
    sealed_why = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    why = SealedText("sealed_why")

    def __str__(self) -> str:
        return f"move {self.pk}"

    @property
    def box_before(self) -> int | None:
        """Where somebody was."""
        return box_of(self.before_performance, self.before_growth)

    @property
    def box_after(self) -> int | None:
        """Where somebody is."""
        return box_of(self.after_performance, self.after_growth)
