"""Who is enrolled in which benefit, from when until when, and what that costs."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.moneyfields import AmountField, CurrencyField
from trellis.core.records import Record


class Enrolments(models.QuerySet["Enrolment"]):
    """Enrolments by the day."""

    def on(self, day: date) -> Enrolments:
        """Those that count on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Ending(models.TextChoices):
    """Why an enrolment ends."""

    NONE = "", _("goes on")
    CHANGED = "changed", _("another option")
    LEFT = "left", _("left the benefit")
    MOVED = "moved", _("moved to another entity")
    GONE = "gone", _("the employment ended")


class Enrolment(Record):
    """That somebody has a benefit, by an option, from a day on. Costs are a month's, as when it was chosen."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    employment = models.ForeignKey("people.Employment", on_delete=models.PROTECT, related_name="+")
    program = models.CharField(max_length=100)
    option = models.CharField(max_length=60)
    entity = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=7, choices=Ending, blank=True, default=Ending.NONE)
    life_event = models.CharField(max_length=60, blank=True, default="")
    life_event_on = models.DateField(null=True, blank=True)
    employer_amount = AmountField()
    employee_amount = AmountField()
    currency = CurrencyField()
    revision = models.CharField(max_length=200)
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Enrolments.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "program"], condition=Q(ends_on=None), name="enrolment_goes_on_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="enrolment_ends_after_its_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "program", "starts_on"], name="enrolment_of_person"),
            models.Index(fields=["program", "entity", "starts_on"], name="enrolment_of_program"),
        ]

    def __str__(self) -> str:
        return f"{self.program}, {self.option}, from {self.starts_on}"
