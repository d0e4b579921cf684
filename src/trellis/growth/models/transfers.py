"""Transfers to other work, another department or another manager."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.moneyfields import AmountField, CurrencyField, money_constraint, money_pair
from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


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
    before_amount = AmountField(null=True, blank=True)
    before_currency = CurrencyField(blank=True, default="", db_default="")
    before = money_pair("before")
    base_amount = AmountField(null=True, blank=True)
    base_currency = CurrencyField(blank=True, default="", db_default="")
    base = money_pair("base")
    """The base pay that is asked for with it; none where pay stays."""
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
            money_constraint("transfer", "before"),
            money_constraint("transfer", "base"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["offered", "asked"]), name="transfer_open_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-asked_at"], name="transfer_of_person")]

    def __str__(self) -> str:
        return f"transfer {self.pk}"
