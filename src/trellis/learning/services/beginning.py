"""Beginning what a rule of the handbook assigns: where it says `begin`, whoever is assigned it is enrolled that day.

So orientation is under way on the first day of somebody new, and nobody has to open it first. What cannot be begun yet,
since a course comes before it, is tried again each night; what somebody gave up is not begun for them again.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.learning import terms
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Enrollment,
    PathEnrollment,
    PathState,
    Reason,
    Subject,
)
from trellis.learning.services import enrolling, pathing
from trellis.learning.services.assigning import Step, rule_name
from trellis.learning.services.errors import LearningError

AT_ONCE = 100


def begin_assigned(people: Collection[UUID] | None = None, step: Step = transaction.atomic) -> int:
    """Enroll people in what was assigned to them by rules that say so: everybody, or some; how many began.

    One query where nothing is to be begun.
    """
    rows = _waiting()
    if rows is None:
        return 0
    rows = rows if people is None else rows.filter(person__in=people)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(_begin(keys[start : start + AT_ONCE], step) for start in range(0, len(keys), AT_ONCE))


def _begin(keys: list[UUID], step: Step) -> int:
    n = 0
    with step():
        found = Assignment.objects.filter(pk__in=keys, state=AssignmentState.OPEN).select_related("person")
        for row in found.order_by("pk"):
            # What comes before, or is gone from the handbook, keeps nobody else from beginning.
            with suppress(LearningError), transaction.atomic():
                if row.subject == Subject.PATH:
                    pathing.begin(row.person, row.key, reason=Reason.RULE)
                else:
                    enrolling.enroll(row.person, row.key, reason=Reason.RULE)
                n += 1
    return n


def _waiting() -> QuerySet[Assignment] | None:
    """What is assigned by such rules and neither under way nor given up since; nothing where no rule says so."""
    said = Q()
    found = terms.courses()
    for subject, by_key in ((Subject.COURSE, found.by_key), (Subject.PATH, found.paths)):
        for each in by_key.values():
            names = [rule_name(rule) for rule in each.assign if rule.begin]
            if names:
                said |= Q(subject=subject, key=each.key, by_rule__in=names)
    if not said:
        return None
    here = {"person": OuterRef("person"), "ended_at__gte": OuterRef("assigned_at")}
    taken = Enrollment.objects.filter(person=OuterRef("person"), course=OuterRef("key"), state__in=OPEN)
    given_up = Enrollment.objects.filter(**here, course=OuterRef("key"))
    walked = PathEnrollment.objects.filter(
        person=OuterRef("person"), path=OuterRef("key"), state=PathState.ACTIVE
    )
    left = PathEnrollment.objects.filter(**here, path=OuterRef("key"))
    rows = Assignment.objects.filter(said, is_current=True, state=AssignmentState.OPEN)
    return rows.exclude(Q(Exists(taken) | Exists(given_up), subject=Subject.COURSE)).exclude(
        Q(Exists(walked) | Exists(left), subject=Subject.PATH)
    )
