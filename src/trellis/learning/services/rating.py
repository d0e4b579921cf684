"""What learners say of a course at its end, what its owner answers; and who waits for it to be held."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.learning import rules, terms
from trellis.learning.addresses import enrollment_address
from trellis.learning.definitions.notices import ANSWERED
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.events import CourseRated
from trellis.learning.models import Demand, Enrollment, EnrollmentState, Rating
from trellis.learning.services.errors import LearningError
from trellis.work import holders
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "learning_feedback"
LONGEST = 4000


def rate(*, enrollment: Enrollment, stars: int, words: str = "", by: Account) -> Rating:
    """Say how a completed course was, from 1 to 5 and in words; words are work for its owner. Again, it is changed.

    Raises NotAllowedError, LearningError.
    """
    if not rules.can_learn(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    if enrollment.state != EnrollmentState.COMPLETED:
        raise LearningError(_("Say how it was once you have completed it."))
    if not 1 <= stars <= 5:
        raise LearningError(_("Choose from 1 to 5."), field="stars")
    said = words.strip()[:LONGEST]
    with transaction.atomic():
        row, is_new = Rating.objects.select_for_update().get_or_create(
            enrollment=enrollment, defaults={"course": enrollment.course, "stars": stars, "words": said}
        )
        if not is_new:
            if (row.stars, row.words) == (stars, said):
                return row
            row.stars, row.words, row.said_at = stars, said, timezone.now()
            row.answer, row.answered_at, row.answered_by = "", None, None
            row.save()
        title = terms.title_of("course", enrollment.course)
        items.wait_on(
            WORK, WORK, row.pk, _owners(enrollment.course, by) if said else [], title=title, asked_by=by
        )
        publish(CourseRated(enrollment.pk, by.pk, enrollment.course, is_answer=False))
    return row


def answer(*, rating: Rating, words: str, by: Account) -> Rating:
    """Answer what somebody said of a course; they are told. Raises NotAllowedError, LearningError."""
    course = terms.course(rating.course)
    if not rules.can_answer_feedback(by, course.owner if course else ""):
        raise NotAllowedError(_("Whoever owns the course answers."), permission=KEEP.name)
    said = words.strip()[:LONGEST]
    if not said:
        raise LearningError(_("Write a few words first."), field="answer")
    with transaction.atomic():
        row = (
            Rating.objects.select_for_update(of=("self",))
            .select_related("enrollment__person")
            .get(pk=rating.pk)
        )
        row.answer, row.answered_at, row.answered_by = said, timezone.now(), by
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        items.settle(WORK, row.pk, done_by=by)
        publish(CourseRated(row.enrollment_id, by.pk, row.course, is_answer=True))
        account = getattr(row.enrollment.person, "account", None)
        if account is not None:
            subject = filled(
                gettext_lazy("An answer to what you said of %(title)s"),
                title=terms.title_of("course", row.course),
            )
            notices.notify(
                ANSWERED,
                [account],
                subject=subject,
                text=said,
                address=enrollment_address(row.enrollment_id),
                actor=by,
            )
    return row


def wait_for(*, course: str, part: str = "", by: Account) -> Demand:
    """Want to be told when a course, or a part of it, is held. Twice is once. Raises LearningError, NotAllowedError."""
    found = terms.course(course)
    if found is None or (part and found.part(part) is None):
        raise LearningError(_("The handbook has no such course."))
    if not rules.can_see(by) or by.person_id is None:
        raise NotAllowedError(_("This course is not for you."))
    made, _is_new = Demand.objects.get_or_create(
        person_id=by.person_id, course=course, part=part, ended_at=None
    )
    return made


def wait_no_more(*, course: str, part: str = "", by: Account) -> int:
    """Want that no longer; how many wishes ended."""
    rows = Demand.objects.filter(person=by.person_id, course=course, part=part, ended_at=None)
    return rows.update(ended_at=timezone.now())


def _owners(key: str, by: Account) -> list[Account]:
    course = terms.course(key)
    found = holders.holders_of_role(course.owner) if course is not None and course.owner else []
    found = found or holders.holders_of_permission(KEEP.name)
    return [each for each in found if each.pk != by.pk]
