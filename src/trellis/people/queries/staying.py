"""Who was employed when, where they worked and why they left: what turnover is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from trellis.people import terms
from trellis.people.models import DepartmentDuty, Employment, Part, Position
from trellis.people.relating import departments_of_partner


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that somebody was in a department; without a last day where none is known."""

    employment: UUID
    department: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Leaver:
    """That an employment ended: in which department, when, why. Who it was, for those who see records alone."""

    employment: UUID
    department: str
    ends_on: date
    reason: str
    voluntary: bool
    growth_related: bool
    person: UUID | None = None
    name: str = ""


def stretches(first: date, last: date) -> list[Stretch]:
    """Where people worked in the days from `first` to `last`. One query."""
    rows = Position.objects.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)
    return [
        Stretch(*row)
        for row in rows.order_by().values_list("employment_id", "department", "starts_on", "ends_on")
    ]


def leavers(first: date, last: date) -> list[Leaver]:
    """The employments that ended in the days from `first` to `last`, the newest first. Two queries."""
    ended = Employment.objects.filter(ends_on__gte=first, ends_on__lte=last).select_related("person")
    rows = list(ended.order_by("-ends_on", "pk"))
    found = Position.objects.filter(employment__in=rows).order_by("starts_on")
    departments = dict(found.values_list("employment_id", "department"))
    return [
        Leaver(
            each.pk, departments.get(each.pk, ""), each.ends_on, each.reason, bool(each.voluntary),
            bool(each.growth_related), each.person_id, each.person.name,
        )
        for each in rows
        if each.ends_on is not None
    ]  # fmt: skip


def departments_led(person: UUID, day: date) -> frozenset[str]:
    """The departments that somebody answers for on a day, with all below them.

    Those that they head or are people partner of, and those in which people report to them. Three queries.
    """
    departments = terms.all_departments()
    held = DepartmentDuty.objects.on(day).filter(person=person, part=Part.HEAD)
    heads = set(held.values_list("department", flat=True))
    found = {below for name in heads for below in departments.below(name)}
    found |= set(departments_of_partner(person))
    reports = Position.objects.on(day).filter(manager=person).order_by()
    return frozenset(found | set(reports.values_list("department", flat=True).distinct())) - {""}
