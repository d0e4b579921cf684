"""Promotions with the document for each, and how they are compared."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.moneyfields import AmountField, CurrencyField, money_constraint, money_pair
from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText
from trellis.growth.models.plans import DevelopmentPlan


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
