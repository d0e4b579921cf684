"""What people completed elsewhere, such as in the system before this one, written down by who keeps learning.

It counts as what is completed here, from its own day on, and settles what was asked. It is told as what it is: what
others hang on the completion of a course, such as a congratulation, does not come of what lies years back.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.core.zones import organisation_zone
from trellis.courses.definitions.courses import Course
from trellis.learning import rules, terms
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.events import CompletionTakenOver
from trellis.learning.models import OPEN, Enrollment, EnrollmentState, Reason
from trellis.learning.services import assigning, pathing, taking_over, versions
from trellis.learning.services.errors import LearningError
from trellis.learning.services.taking_over import Done, Taken
from trellis.people.days import today

ELSEWHERE = "elsewhere"
"""What the evidence of a part begins with that was done elsewhere; where, follows after a colon."""
LONGEST_SOURCE = 100


def take_in(
    *, person: Person, course: str, completed_on: date, source: str, by: Account
) -> tuple[Enrollment, bool]:
    """Write down that somebody completed a course on a day, and where; whether it was not known yet.

    It is kept with the text of today, as that of then is not known. Nobody does it about themselves. Raises
    NotAllowedError, LearningError for a course that there is not or that they take here now, and a day to come.
    """
    if not rules.can_keep(by):
        raise NotAllowedError(_("You may not write down what others learned."), permission=KEEP.name)
    if by.person_id == person.pk:
        raise NotAllowedError(_("Nobody decides about themselves."), hint=_("Ask a colleague to do it."))
    where = " ".join(source.split())[:LONGEST_SOURCE]
    if not where:
        raise LearningError(_("Say where it was completed: it stands in the evidence."), field="source")
    if completed_on > today():
        raise LearningError(_("This day lies ahead."), field="completed_on")
    found = terms.course(course)
    if found is None:
        raise LearningError(_("The handbook has no such course."), field="course")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        rows = Enrollment.objects.filter(person=person, course=found.key)
        known = rows.filter(state=EnrollmentState.COMPLETED, completed_on=completed_on).order_by("pk").first()
        if known is not None:
            return known, False
        if rows.filter(state__in=OPEN).exists():
            raise LearningError(
                _("They are taking this course here."), field="course",
                hint=_("Let them complete it, or withdraw them first."),
            )  # fmt: skip
        made = taking_over.take_over(taken=[_taken(person, found, completed_on, where)], by=by)[0]
        publish(CompletionTakenOver(made.pk, by.pk, person.pk, found.key))
        assigning.look_at(person.pk, found.key)
        pathing.look_at(person.pk, found.key)
    return made, True


def _taken(person: Person, course: Course, on: date, where: str) -> Taken:
    """All parts that the course needs, done at noon of the day. Raises LearningError where it needs none."""
    at = datetime.combine(on, time(12), organisation_zone() or UTC)
    needed = versions.version_now(course).required_keys
    if not needed:
        raise LearningError(_("This course has nothing to complete."), field="course")
    parts = tuple(Done(each, at, 0, f"{ELSEWHERE}:{where}") for each in needed)
    return Taken(uuid7(), person.pk, course.key, at, parts, Reason.CREDIT)
