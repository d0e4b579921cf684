"""Who of a team learns what: one row for each person, counted by the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from trellis.core.rules import Account, Person
from trellis.learning import rules
from trellis.learning.models import Assignment, AssignmentState, Enrollment, EnrollmentState
from trellis.people import terms as of_people
from trellis.people.days import today

FILE = ("person_id", "name", "title", "department", "overdue", "open", "active", "completed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a reader wants to see: of a department, with something overdue, who have a course, by words of a name."""

    department: str = ""
    late: bool = False
    course: str = ""
    text: str = ""


def people_of(who: Account, wanted: Wanted) -> QuerySet[Any]:
    """The people below somebody, or everybody for who sees all; each with their position and how much there is."""
    found: QuerySet[Any] = _seen(who, wanted).annotate(
        title=F("positions__title"), department=F("positions__department"), overdue=_count(_late()),
        open=_count(_open()), active=_count(Enrollment.objects.filter(state=EnrollmentState.ACTIVE)),
        completed=_count(Enrollment.objects.filter(state=EnrollmentState.COMPLETED)),
    )  # fmt: skip
    return found


def _seen(who: Account, wanted: Wanted) -> QuerySet[Any]:
    day = today()
    seen = rules.seen_people(who) if rules.can_see_all(who) else rules.seen_team(who)
    held = Q(positions__ends_on=None) | Q(positions__ends_on__gte=day)
    rows = Person.objects.filter(seen, merged_into=None, erased_at=None)
    rows = rows.filter(held, positions__starts_on__lte=day)
    if wanted.department:
        rows = rows.filter(positions__department__in=of_people.all_departments().below(wanted.department))
    for word in wanted.text.split():
        rows = rows.filter(name__icontains=word)
    if wanted.course:
        taken = Enrollment.objects.filter(course=wanted.course).values("person")
        asked = Assignment.objects.filter(key=wanted.course, is_current=True).values("person")
        rows = rows.filter(Q(pk__in=taken) | Q(pk__in=asked))
    if wanted.late:
        rows = rows.filter(pk__in=_late().values("person"))
    return rows


def as_values(rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """The rows as plain values for a file."""
    for row in rows:
        yield {**{name: getattr(row, name) for name in FILE[1:]}, "person_id": str(row.pk)}


def count_of(who: Account) -> tuple[int, int]:
    """How many people a reader sees, and how many of them have something overdue. One query: lines are long."""
    late = Q(pk__in=_late().values("person"))
    counts = _seen(who, Wanted()).order_by().aggregate(total=Count("pk"), late=Count("pk", filter=late))
    return counts["total"], counts["late"]


def _open() -> QuerySet[Assignment]:
    return Assignment.objects.filter(is_current=True, state=AssignmentState.OPEN)


def _late() -> QuerySet[Assignment]:
    return _open().filter(due_at__lt=timezone.now())


def _count(rows: QuerySet[Any]) -> Coalesce:
    own = rows.order_by().filter(person=OuterRef("pk")).values("person").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(own, output_field=IntegerField()), 0)
