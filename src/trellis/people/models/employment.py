"""Who is employed, where and from when until when; and what position they have on which day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from trellis.core.records import Record

FACTS = (
    "title", "role", "department", "manager", "contract_type", "cost_centre", "fte", "location", "location_factor",
)  # fmt: skip
"""What a position says; each counts from a day on."""


class Employment(Record):
    """That an entity employs somebody, from a day on, until a last day that may not be known.

    `reason` names one of employment.yml; whether it was voluntary and to grow elsewhere is kept as it was understood
    when they left. `version` grows with every change, so that a stale form is noticed. `revision` is that of the
    handbook under which it began.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="employments")
    number = models.CharField(max_length=40, blank=True, default="")
    entity = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    probation_ends_on = models.DateField(null=True, blank=True)
    notice_given_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=60, blank=True, default="")
    voluntary = models.BooleanField(null=True, blank=True)
    growth_related = models.BooleanField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.CharField(max_length=200)
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="employment_ends_after_its_start",
            ),
            models.UniqueConstraint(
                fields=["person", "starts_on"], name="employment_of_person_begins_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="employment_number_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity", "starts_on"], name="employment_of_entity"),
            models.Index(fields=["starts_on"], name="employment_by_start"),
            models.Index(fields=["ends_on"], name="employment_by_end"),
            models.Index(fields=["probation_ends_on"], name="employment_by_probation"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.entity} from {self.starts_on}"

    def is_active_on(self, day: date) -> bool:
        """Whether somebody is employed by it on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class PositionFacts(models.Model):
    """What a position says. `title` is that of a role of the handbook, `role` its address `family#level`."""

    title = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=300, blank=True, default="")
    department = models.CharField(max_length=60, blank=True, default="")
    manager = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    contract_type = models.CharField(max_length=60, blank=True, default="")
    cost_centre = models.CharField(max_length=40, blank=True, default="")
    fte = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(1))
    location = models.CharField(max_length=120, blank=True, default="")
    location_factor = models.DecimalField(max_digits=5, decimal_places=3, null=True, blank=True)

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        """All fields by name; the manager by identifier."""
        return {name: self.manager_id if name == "manager" else getattr(self, name) for name in FACTS}


class PositionChange(Record, PositionFacts):
    """What somebody said of a position from a day on: only the fields that `sets` names count.

    Nothing is overwritten: what is corrected or withdrawn stays, with who did it; `corrects` is what it takes the place
    of. `revision` is that of the handbook whose role was meant.
    """

    employment = models.ForeignKey(Employment, on_delete=models.CASCADE, related_name="changes")
    effective_on = models.DateField()
    sets = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True, default="")
    revision = models.CharField(max_length=200)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    rank = models.UUIDField(editable=False)
    """Of two changes of one day the greater counts: the identifier of the first that this one, in turn, corrects."""
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["employment", "effective_on"], name="position_change_in_order"),
            models.Index(fields=["manager"], name="position_change_of_manager"),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.sets)} from {self.effective_on}"

    def values(self) -> dict[str, Any]:
        """The fields that it sets."""
        facts = self.facts()
        return {name: facts[name] for name in self.sets}


class Positions(models.QuerySet["Position"]):
    """Positions by the day."""

    def on(self, day: date) -> Positions:
        """Those that people have on a day: one each."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Position(Record, PositionFacts):
    """A position that somebody has in a period in which nothing of it changes.

    Made of the changes of the employment, anew with each of them, and of nothing else: this is what is read.
    `person` and `entity` are those of the employment.
    """

    employment = models.ForeignKey(
        Employment, on_delete=models.CASCADE, related_name="positions", db_index=False
    )
    person = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="positions", db_index=False
    )
    entity = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    revision = models.CharField(max_length=200)

    objects = Positions.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="position_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(manager=None) | ~Q(manager=F("person")), name="position_not_managed_by_its_holder"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["employment", "starts_on"], name="position_in_order"),
            models.Index(fields=["person", "starts_on"], name="position_of_person"),
            models.Index(fields=["manager", "starts_on"], name="position_of_manager"),
            models.Index(fields=["department", "starts_on"], name="position_of_department"),
            models.Index(fields=["title", "starts_on"], name="position_by_title"),
            models.Index(fields=["entity", "starts_on"], name="position_of_entity"),
            # What the directory is sorted and counted by: the indexes alone are read, and no row.
            models.Index(fields=["starts_on", "ends_on", "person", "id"], name="position_by_start"),
            models.Index(
                fields=["department", "entity", "title", "location", "contract_type", "starts_on", "ends_on"],
                name="position_as_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} from {self.starts_on}"


class Leave(Record):
    """That somebody is away for some days, of which the last may not be known. Why is need-to-know."""

    confidential: ClassVar[bool] = True
    employment = models.ForeignKey(Employment, on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    certificate_seen_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="leave_ends_after_its_start"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["employment", "starts_on"], name="leave_in_order"),
            models.Index(fields=["starts_on"], name="leave_by_start"),
        ]

    def __str__(self) -> str:
        return f"away from {self.starts_on}"
