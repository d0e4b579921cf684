"""Who waits for a course to be held: for rooms above, which hold it and tell them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q

from trellis.core.rules import Person
from trellis.learning.models import Demand


def people(course: str, part: str = "") -> list[Person]:
    """Who waits for a course as a whole or for this part of it, with their accounts, by name. One query."""
    rows = Demand.objects.filter(Q(part="") | Q(part=part), course=course, ended_at=None)
    found = Person.objects.filter(pk__in=rows.values("person")).select_related("account")
    return list(found.order_by("name", "pk"))


def counts() -> list[tuple[str, int]]:
    """For each course how many people wait for it or a part of it, most first. One query."""
    rows = Demand.objects.filter(ended_at=None).order_by().values_list("course")
    return sorted(rows.annotate(n=Count("person", distinct=True)), key=lambda row: (-row[1], row[0]))


def courses_of(person: UUID) -> list[str]:
    """The courses that somebody waits for, as a whole or a part of them, by key. One query."""
    rows = Demand.objects.filter(person=person, ended_at=None)
    return list(rows.order_by("course").values_list("course", flat=True).distinct())
