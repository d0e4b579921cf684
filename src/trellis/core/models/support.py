"""Helping somebody by acting as them, which they must have agreed to; and accounts that are locked out for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.models.accounts import Account
from trellis.core.records import Record

ANSWER_WITHIN = timedelta(hours=24)
LASTS = timedelta(minutes=30)


class SupportVisit(Record):
    """That an administrator asked to act as somebody, what they said to it, and when it began and ended.

    It lapses when nobody answers, or nobody begins, within a day; it lasts half an hour at most.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="support_visits")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    agreed_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(account=F("by")), name="support_visit_of_somebody_else"),
            models.CheckConstraint(condition=~Q(reason=""), name="support_visit_has_reason"),
            models.CheckConstraint(
                condition=Q(began_at=None) | Q(agreed_at__isnull=False, began_at__gte=F("agreed_at")),
                name="support_visit_begins_agreed",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "-asked_at"], name="support_visit_of_account")]

    def __str__(self) -> str:
        return f"{self.by_id} as {self.account_id}"

    @property
    def until(self) -> datetime | None:
        """When it ends by itself; None before it has begun."""
        return self.began_at + LASTS if self.began_at is not None else None

    def state_at(self, now: datetime) -> str:
        """`asked`, `agreed`, `running`, or how it came to its end: `refused`, `ended`, `lapsed`."""
        if self.ended_at is not None:
            return "refused" if self.agreed_at is None else "ended"
        if self.began_at is not None:
            return "running" if self.began_at <= now < self.began_at + LASTS else "ended"
        if now >= (self.agreed_at or self.asked_at) + ANSWER_WITHIN:
            return "lapsed"
        return "asked" if self.agreed_at is None else "agreed"

    @property
    def state(self) -> str:
        """How it stands now."""
        return self.state_at(timezone.now())

    @property
    def state_label(self) -> str:
        """The state, as people read it."""
        return str(_STATES[self.state])


_STATES = {
    "asked": _("waits for an answer"),
    "agreed": _("allowed, not begun"),
    "running": _("acts now"),
    "refused": _("refused"),
    "ended": _("ended"),
    "lapsed": _("lapsed"),
}


class LockOut(Record):
    """That an account, or a network (without one), tried too often and is let in no more until a moment."""

    class Way(models.TextChoices):
        """What was tried."""

        PASSWORD = "password", _("password")
        CODE = "code", _("code")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="lock_outs"
    )
    network = models.CharField(max_length=50, blank=True, default="")
    way = models.CharField(max_length=8, choices=Way)
    at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(account=None) | Q(network=""), name="lock_out_of_account_or_network"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-until"], name="lock_out_newest_first")]

    def __str__(self) -> str:
        return f"{self.account_id or self.network} until {self.until:%Y-%m-%d %H:%M}"
