"""The organisation as a whole: who looks after which department, and which positions are to be filled."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record


class Organisation(models.Model):
    """The one row that every change of a position locks: no two close a circle of managers together.

    `version` grows with each, so that what is computed of all positions can be kept until it does. `told_until` is the
    last day whose positions other rooms were told of.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveBigIntegerField(default=0)
    told_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"organisation, version {self.version}"


class Part(models.TextChoices):
    """What somebody is to a department."""

    HEAD = "head", _("head")
    PEOPLE_PARTNER = "people-partner", _("people partner")


class DepartmentDutyQuerySet(models.QuerySet["DepartmentDuty"]):
    """Who looks after departments, by the day."""

    def on(self, day: date) -> DepartmentDutyQuerySet:
        """Those that count on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class DepartmentDuty(Record):
    """That somebody heads a department, or is its people partner, from a day until another."""

    department = models.CharField(max_length=60)
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="department_duties")
    part = models.CharField(max_length=14, choices=Part)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DepartmentDutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="department_duty_ends_after_its_start",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["department", "part", "starts_on"], name="duty_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.department} from {self.starts_on}"


class SeatState(models.TextChoices):
    """Where a planned position stands."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    FILLED = "filled", _("filled")
    CLOSED = "closed", _("closed")


class Seat(Record):
    """A position of the headcount plan that is to be filled from a day on: a vacancy while it is open."""

    title = models.CharField(max_length=200)
    role = models.CharField(max_length=300, blank=True, default="")
    department = models.CharField(max_length=60)
    entity = models.CharField(max_length=200, blank=True, default="")
    location = models.CharField(max_length=120, blank=True, default="")
    manager = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fte = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    starts_on = models.DateField()
    state = models.CharField(max_length=7, choices=SeatState, default=SeatState.PLANNED)
    note = models.CharField(max_length=500, blank=True, default="")
    filled_by = models.OneToOneField(
        "people.Employment", on_delete=models.SET_NULL, null=True, blank=True, related_name="seat"
    )
    revision = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(filled_by=None) | Q(state="filled"), name="seat_filled_by_somebody_is_filled"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "starts_on"], name="seat_by_state"),
            models.Index(fields=["department", "state"], name="seat_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.state}"
