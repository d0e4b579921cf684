"""What people are paid from which day on, changes that are asked for, the yearly review, bonuses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.moneyfields import AmountField, CurrencyField, money_constraint, money_pair
from trellis.core.records import Record


class Why(models.TextChoices):
    """What pay came of."""

    FIRST = "first", _("first pay")
    CHANGE = "change", _("change of pay")
    PROMOTION = "promotion", _("promotion")
    REVIEW = "review", _("yearly review")
    TRANSFER = "transfer", _("transfer or move")


class Pay(Record):
    """That somebody is paid so much from a day on: yearly base pay for full-time work, and the variable part of it.

    Nothing is overwritten: what was wrong is withdrawn or corrected by another row, and stays. Of two rows of a day the
    greater `rank` counts, which is that of the first one that a row, in turn, corrects.
    """

    confidential: ClassVar[bool] = True
    employment = models.ForeignKey(
        "people.Employment", on_delete=models.CASCADE, related_name="pays", db_index=False
    )
    effective_on = models.DateField()
    base_amount = AmountField()
    base_currency = CurrencyField()
    base = money_pair("base")
    variable = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    """In per cent of the base."""
    why = models.CharField(max_length=10, choices=Why)
    reason = models.CharField(max_length=500, blank=True, default="")
    revision = models.CharField(max_length=200)
    approval = models.UUIDField(null=True, blank=True)
    """The request for approval by which it counts; none for what keepers write down."""
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    rank = models.UUIDField(editable=False)
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            money_constraint("pay", "base"),
            models.CheckConstraint(condition=Q(base_amount__gt=0), name="pay_is_something"),
            models.UniqueConstraint(
                fields=["approval", "employment"], condition=~Q(approval=None) & Q(corrects=None),
                name="pay_of_approval_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["employment", "effective_on"], name="pay_in_order")]

    def __str__(self) -> str:
        return f"pay from {self.effective_on}"


class State(models.TextChoices):
    """Where something that has to be approved stands."""

    ASKED = "asked", _("waits for approval")
    GRANTED = "granted", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Asked(Record):
    """What is asked for one employment, and counts once it is approved."""

    confidential: ClassVar[bool] = True
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    digest = models.CharField(max_length=64)
    revision = models.CharField(max_length=200)
    approval = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class PayChange(Asked):
    """That somebody asks for other pay of a person from a day on. Approved, it becomes a `Pay`."""

    employment = models.ForeignKey("people.Employment", on_delete=models.CASCADE, related_name="pay_changes")
    effective_on = models.DateField()
    base_amount = AmountField()
    base_currency = CurrencyField()
    base = money_pair("base")
    variable = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    why = models.CharField(max_length=10, choices=Why, default=Why.CHANGE)

    class Meta:
        constraints: ClassVar = [
            money_constraint("pay_change", "base"),
            models.UniqueConstraint(
                fields=["employment"], condition=Q(state="asked"), name="pay_change_open_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["employment", "-asked_at"], name="pay_change_in_order")]

    def __str__(self) -> str:
        return f"change of pay from {self.effective_on}"


class InterimBonus(Asked):
    """That somebody fills a higher role from a day to a day, and gets the bonus of the handbook for it, once."""

    employment = models.ForeignKey(
        "people.Employment", on_delete=models.CASCADE, related_name="interim_bonuses"
    )
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    amount_amount = AmountField()
    amount_currency = CurrencyField()
    amount = money_pair("amount")

    class Meta:
        constraints: ClassVar = [
            money_constraint("interim_bonus", "amount"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="interim_bonus_has_days"),
        ]

    def __str__(self) -> str:
        return f"interim bonus from {self.starts_on}"


class ReviewSheet(Record):
    """What a manager proposes in a yearly review for those who report to them. `version` notices stale forms."""

    confidential: ClassVar[bool] = True
    cycle = models.CharField(max_length=60)
    manager = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="pay_review_sheets")
    state = models.CharField(
        max_length=9, choices=[("draft", _("being written")), *State.choices], default="draft"
    )
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True, default="")
    revision = models.CharField(max_length=200)
    approval = models.UUIDField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "manager"], name="pay_review_sheet_once")
        ]

    def __str__(self) -> str:
        return f"sheet of {self.cycle}, {self.state}"


class ReviewLine(Record):
    """What a sheet proposes for one employment: how it was assessed, by how much per cent base pay rises, and why."""

    confidential: ClassVar[bool] = True
    sheet = models.ForeignKey(ReviewSheet, on_delete=models.CASCADE, related_name="lines", db_index=False)
    employment = models.ForeignKey("people.Employment", on_delete=models.CASCADE, related_name="review_lines")
    assessment = models.CharField(max_length=60, blank=True, default="")
    percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    justification = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "employment"], name="pay_review_line_once")
        ]

    def __str__(self) -> str:
        return f"line of {self.sheet_id}"


class BonusRequest(Record):
    """That somebody wants a colleague to have a bonus, for something that they did; told to everybody once approved."""

    nominee = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="bonuses")
    nominated_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=1500)
    value = models.CharField(max_length=120, blank=True, default="")
    amount_amount = AmountField()
    amount_currency = CurrencyField()
    amount = money_pair("amount")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    revision = models.CharField(max_length=200)
    approval = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [money_constraint("bonus", "amount")]
        indexes: ClassVar = [
            models.Index(fields=["state", "decided_at"], name="bonus_by_state"),
            models.Index(fields=["nominated_by", "-asked_at"], name="bonus_of_nominator"),
        ]

    def __str__(self) -> str:
        return f"bonus, {self.state}"
