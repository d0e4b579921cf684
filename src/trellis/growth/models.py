"""Development plans, promotions, how they are compared, and transfers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.moneyfields import AmountField, CurrencyField, money_constraint, money_pair
from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class PlanState(models.TextChoices):
    """Where a development plan stands."""

    OPEN = "open", _("under way")
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("dropped")


class Shown(models.TextChoices):
    """How far somebody shows an item of the level that they are heading for."""

    NOT_YET = "not-yet", _("not yet")
    PARTLY = "partly", _("partly")
    SHOWN = "shown", _("shown")


class DevelopmentPlan(Record):
    """That somebody is heading for a level of the handbook. `target` is its address `family#level`."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey(
        "core.Person", on_delete=models.CASCADE, related_name="development_plans", db_index=False
    )
    target = models.CharField(max_length=300)
    target_title = models.CharField(max_length=200)
    source_title = models.CharField(max_length=200, blank=True, default="")
    coach = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="coached_plans"
    )
    state = models.CharField(max_length=7, choices=PlanState, default=PlanState.OPEN)
    review_on = models.DateField(null=True, blank=True)
    revision = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    sealed_reason = models.TextField(blank=True, default="")
    begun_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    reason = SealedText("sealed_reason")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "target"], condition=Q(state="open"), name="development_plan_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-begun_at"], name="development_plan_of_person"),
            models.Index(fields=["review_on"], condition=Q(state="open"), name="development_plan_by_review"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanItem(Record):
    """A responsibility or requirement of the level, in its words at the revision; `key` is its page and identifier."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="items", db_index=False)
    key = models.CharField(max_length=400)
    part = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    text = models.TextField()
    revision = models.CharField(max_length=200)
    own = models.CharField(max_length=7, choices=Shown, blank=True, default="")
    managers = models.CharField(max_length=7, choices=Shown, blank=True, default="")
    dropped = models.BooleanField(default=False)
    """Whether the handbook asks for it no more, and that was taken over."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "key"], name="plan_item_once")]

    def __str__(self) -> str:
        return f"item {self.pk}"


class PlanEvidence(Record):
    """What shows an item."""

    confidential: ClassVar[bool] = True
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="evidence")
    sealed_text = models.TextField()
    sealed_link = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")
    link = SealedText("sealed_link")

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class ActionKind(models.TextChoices):
    """What kind of thing somebody does to get there."""

    LEARNING = "learning", _("learning")
    STRETCH = "stretch", _("stretch work")
    COACHING = "coaching", _("coaching")
    OTHER = "other", _("something else")


class PlanAction(Record):
    """What somebody does until when, to get there."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=8, choices=ActionKind)
    sealed_text = models.TextField()
    owner = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="plan_actions")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    text = SealedText("sealed_text")

    def __str__(self) -> str:
        return f"action {self.pk}"


class NoteKind(models.TextChoices):
    """What a line of the history of a plan is about."""

    BEGUN = "begun", _("began the plan")
    COMMENT = "comment", _("wrote")
    ASSESSED = "assessed", _("assessed")
    ADOPTED = "adopted", _("took over what the handbook says now")
    CHANGED = "changed", _("changed the plan")
    ENDED = "ended", _("ended the plan")


class PlanNote(Record):
    """A comment, or that something happened to a plan."""

    confidential: ClassVar[bool] = True
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="notes", db_index=False)
    kind = models.CharField(max_length=8, choices=NoteKind)
    sealed_text = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    text = SealedText("sealed_text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "at"], name="plan_note_in_order")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class PromotionState(models.TextChoices):
    """Where a promotion stands."""

    DRAFT = "draft", _("being written")
    CALIBRATION = "calibration", _("to be compared")
    ASKED = "asked", _("waits for approval")
    GRANTED = "granted", _("approved")
    EFFECTIVE = "effective", _("in effect")
    REJECTED = "rejected", _("not this time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


RUNNING = ("draft", "calibration", "asked", "granted")
"""The states in which something is still to come of a promotion."""


class Promotion(Record):
    """That a manager wants somebody to be promoted, with the document for it; applied, it changes position and pay."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey(
        "core.Person", on_delete=models.CASCADE, related_name="promotions", db_index=False
    )
    employment = models.ForeignKey("people.Employment", on_delete=models.CASCADE, related_name="promotions")
    plan = models.ForeignKey(
        DevelopmentPlan, on_delete=models.SET_NULL, null=True, blank=True, related_name="promotions"
    )
    source_title = models.CharField(max_length=200)
    target = models.CharField(max_length=300)
    target_title = models.CharField(max_length=200)
    grade = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    effective_on = models.DateField()
    off_cycle = models.BooleanField(default=False)
    state = models.CharField(max_length=11, choices=PromotionState, default=PromotionState.DRAFT)
    before_amount = AmountField(null=True, blank=True)
    before_currency = CurrencyField(blank=True, default="")
    before = money_pair("before")
    base_amount = AmountField(null=True, blank=True)
    base_currency = CurrencyField(blank=True, default="")
    base = money_pair("base")
    sealed_pay_reason = models.TextField(blank=True, default="")
    sealed_announcement = models.TextField(blank=True, default="")
    sealed_outcome = models.TextField(blank=True, default="")
    revision = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True, default="")
    approval = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    place = models.PositiveIntegerField(default=0)
    """Where it stands among those that are compared."""
    round = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    pay_reason = SealedText("sealed_pay_reason")
    announcement = SealedText("sealed_announcement")
    outcome = SealedText("sealed_outcome")

    class Meta:
        constraints: ClassVar = [
            money_constraint("promotion", "before"),
            money_constraint("promotion", "base"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["draft", "calibration", "asked"]),
                name="promotion_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-written_at"], name="promotion_of_person"),
            models.Index(fields=["state", "effective_on"], name="promotion_by_state"),
        ]

    def __str__(self) -> str:
        return f"promotion {self.pk}"


class PromotionSection(Record):
    """What the document says in a section of promotions.yml; `title` as it was called when it was written."""

    confidential: ClassVar[bool] = True
    promotion = models.ForeignKey(
        Promotion, on_delete=models.CASCADE, related_name="sections", db_index=False
    )
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    sealed_text = models.TextField(blank=True, default="")

    text = SealedText("sealed_text")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promotion", "name"], name="promotion_section_once")
        ]

    def __str__(self) -> str:
        return f"section {self.name}"


class PromotionCriterion(Record):
    """What the new level adds, one by one, with what shows that somebody does it already."""

    confidential: ClassVar[bool] = True
    promotion = models.ForeignKey(
        Promotion, on_delete=models.CASCADE, related_name="criteria", db_index=False
    )
    key = models.CharField(max_length=400)
    part = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    text = models.TextField()
    sealed_evidence = models.TextField(blank=True, default="")

    evidence = SealedText("sealed_evidence")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promotion", "key"], name="promotion_criterion_once")
        ]

    def __str__(self) -> str:
        return f"criterion {self.place}"


class Verdict(models.TextChoices):
    """What came of comparing promotions."""

    GO = "go", _("goes to approval")
    AGAIN = "again", _("talk about it again")
    NOT_YET = "not-yet", _("not this time")


class Calibration(Record):
    """What was decided about a promotion in a round of comparing, and why."""

    confidential: ClassVar[bool] = True
    promotion = models.ForeignKey(
        Promotion, on_delete=models.CASCADE, related_name="calibrations", db_index=False
    )
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=7, choices=Verdict)
    sealed_notes = models.TextField(blank=True, default="")
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    notes = SealedText("sealed_notes")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promotion", "round"], name="calibration_once_a_round")
        ]

    def __str__(self) -> str:
        return f"round {self.round}"


class TransferState(models.TextChoices):
    """Where a transfer stands."""

    OFFERED = "offered", _("the new manager is asked")
    ASKED = "asked", _("waits for approval")
    GRANTED = "granted", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Transfer(Record):
    """That somebody asks to move to other work, another department or another manager."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey(
        "core.Person", on_delete=models.CASCADE, related_name="transfers", db_index=False
    )
    employment = models.ForeignKey("people.Employment", on_delete=models.CASCADE, related_name="transfers")
    source_title = models.CharField(max_length=200)
    target_title = models.CharField(max_length=200)
    department = models.CharField(max_length=60)
    manager = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="transfers_in")
    effective_on = models.DateField()
    state = models.CharField(max_length=9, choices=TransferState, default=TransferState.OFFERED)
    sealed_reason = models.TextField()
    sealed_answer = models.TextField(blank=True, default="")
    revision = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True, default="")
    approval = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    reason = SealedText("sealed_reason")
    answer = SealedText("sealed_answer")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["offered", "asked"]), name="transfer_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-asked_at"], name="transfer_of_person")]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class Risk(models.TextChoices):
    """How likely it is that a role falls vacant."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class KeyRole(Record):
    """That the work of somebody would leave a gap: `title` is what they held when it was marked.

    `manager` is who managed them then: once they are gone, those from there on upwards still see it.
    """

    confidential: ClassVar[bool] = True
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    manager = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=60, blank=True, default="")
    risk = models.CharField(max_length=6, choices=Risk)
    sealed_reason = models.TextField()
    sealed_outcome = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    marked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    reason = SealedText("sealed_reason")
    outcome = SealedText("sealed_outcome")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_at=None), name="key_role_open_once")
        ]
        indexes: ClassVar = [models.Index(fields=["closed_at", "risk"], name="key_role_by_risk")]

    def __str__(self) -> str:
        return f"key role {self.pk}"


class Readiness(models.TextChoices):
    """When somebody could take on a key role."""

    NOW = "now", _("ready now")
    YEAR = "year", _("within a year")
    LATER = "later", _("later")


class Successor(Record):
    """That somebody could take on a key role: when, what speaks for them, what is missing."""

    confidential: ClassVar[bool] = True
    role = models.ForeignKey(KeyRole, on_delete=models.CASCADE, related_name="successors", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    readiness = models.CharField(max_length=5, choices=Readiness)
    sealed_strengths = models.TextField(blank=True, default="")
    sealed_missing = models.TextField(blank=True, default="")
    named_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)

    strengths = SealedText("sealed_strengths")
    missing = SealedText("sealed_missing")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "person"], name="successor_once")]

    def __str__(self) -> str:
        return f"successor {self.pk}"
