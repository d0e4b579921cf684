"""Plans of support: for whom, what is expected, how each check-in went, what was said. All words are sealed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText
from trellis.performance.definitions.states import INSIDE, OPEN, OVER
from trellis.performance.definitions.states import Deed as Deeds

_OPEN = [str(each) for each in OPEN]


class SupportPlan(Record):
    """A plan for one person, by their manager, of a stage of `performance.yml` at a revision of the handbook.

    The identifier is of chance alone. `manager` is who manages the person, or did last; who reads it is asked of
    positions each time (`rules`). `begins_on` is set when it is agreed; from that day on the person reads it. `partner`
    is the people partner who agreed, `handed_by` who handed in last: nobody agrees to what they handed in.
    """

    class State(models.TextChoices):
        """Where it stands; see `definitions.states`."""

        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("to be agreed")
        RUNNING = "running", _("under way")
        DECIDED = "decided", _("outcome to be agreed")
        ENDED = "ended", _("ended")
        WITHDRAWN = "withdrawn", _("taken back")
        CLOSED = "closed", _("closed, because the person left")

    confidential: ClassVar[bool] = True
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    manager = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_by = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(max_length=60)
    role = models.CharField(max_length=200, blank=True, default="")
    revision = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    sealed_reason = models.TextField(blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    begins_on = models.DateField(null=True, blank=True)
    next_check_in = models.DateField(null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True, default="")
    counts = models.CharField(max_length=10, blank=True, default="")
    sealed_outcome_reason = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    reason = SealedText("sealed_reason")
    outcome_reason = SealedText("sealed_outcome_reason")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-made_at"], name="supportplan_of_person"),
            models.Index(fields=["state", "next_check_in"], name="supportplan_by_state"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="supportplan_by_end"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=_OPEN), name="supportplan_open_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="supportplan_has_a_length"),
            models.CheckConstraint(
                condition=~Q(state__in=("running", "decided", "ended")) | Q(begins_on__isnull=False),
                name="supportplan_under_way_began",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("draft", "proposed")) | Q(begins_on=None), name="supportplan_draft_not_begun"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, state__in=_OPEN)
                | Q(ended_at__isnull=False, state__in=[str(each) for each in OVER]),
                name="supportplan_over_since",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (~Q(outcome="") & ~Q(sealed_outcome_reason="")),
                name="supportplan_ends_with_outcome",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done."""
        return self.state in OPEN

    def has_begun(self, day: date) -> bool:
        """Whether the person reads it on a day."""
        return self.begins_on is not None and self.begins_on <= day


class PlanExpectation(Record):
    """What is expected, how it is measured, by when. `origin` is the address of the level that it was taken from."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(
        SupportPlan, on_delete=models.CASCADE, related_name="expectations", db_index=False
    )
    place = models.PositiveSmallIntegerField()
    sealed_text = models.TextField()
    sealed_measure = models.TextField(blank=True, default="")
    by = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=200, blank=True, default="")

    text = SealedText("sealed_text")
    measure = SealedText("sealed_measure")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "place"], name="planexpectation_in_order"),
        ]

    def __str__(self) -> str:
        return f"expectation {self.pk}"


class CheckIn(Record):
    """That manager and person talked about the plan: how each expectation stood, and what was said."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="check_ins", db_index=False)
    held_on = models.DateField()
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    sealed_note = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    note = SealedText("sealed_note")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "-held_on"], name="checkin_of_plan")]

    def __str__(self) -> str:
        return f"check-in {self.pk}"


class CheckInMark(Record):
    """How one expectation stood at a check-in."""

    class Mark(models.TextChoices):
        """How it stands."""

        ON_TRACK = "on-track", _("on track")
        NOT_YET = "not-yet", _("not yet")
        MET = "met", _("met")

    confidential: ClassVar[bool] = True
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="marks", db_index=False)
    expectation = models.ForeignKey(PlanExpectation, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=8, choices=Mark)
    sealed_note = models.TextField(blank=True, default="")

    note = SealedText("sealed_note")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_in", "expectation"], name="checkinmark_once"),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class PlanMove(Record):
    """What happened to a plan, by whom, and what was said with it: reasons, comments."""

    class Deed(models.TextChoices):
        """What happened."""

        DRAFTED = "drafted", _("draft begun")
        HANDED_IN = "handed-in", _("handed in")
        SENT_BACK = "sent-back", _("sent back")
        BEGUN = "begun", _("agreed, begins")
        ACKNOWLEDGED = "acknowledged", _("beginning acknowledged")
        COMMENTED = "commented", _("comment")
        EXTENDED = "extended", _("extended")
        DECIDED = "decided", _("outcome written down")
        ENDED = "ended", _("ended")
        WITHDRAWN = "withdrawn", _("taken back")
        MANAGED = "managed", _("another manager took over")
        CLOSED = "closed", _("closed, because the person left")

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="moves", db_index=False)
    deed = models.CharField(max_length=12, choices=Deed)
    by = models.ForeignKey("core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sealed_text = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "at"], name="planmove_in_order")]

    def __str__(self) -> str:
        return f"{self.deed} {self.plan_id}"

    @property
    def is_inside(self) -> bool:
        """Whether only the manager and the people partner read it."""
        return Deeds(self.deed) in INSIDE
