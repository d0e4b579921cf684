"""Beginning to learn: enrolling oneself or others, going on with a newer text, and giving up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.prepared import Prepared
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.courses.definitions.courses import Course
from trellis.courses.rules import suits
from trellis.learning import rules, terms
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.events import Enrolled, EnrollmentEnded, EnrollmentMoved
from trellis.learning.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Enrollment,
    EnrollmentState,
    PartProgress,
    PartState,
    Reason,
    Subject,
)
from trellis.learning.queries import standing
from trellis.learning.services import versions
from trellis.learning.services.errors import LearningError, PrerequisitesError
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.queries import audiences
from trellis.work.events import ApprovalGranted
from trellis.work.queries.approvals import request_of
from trellis.work.services import approvals
from trellis.work.services.requested import Requested

RULE = KIND = "enrollment"
"""The rule of approvals.yml for courses that ask for it, and what its requests are about."""


def enroll(
    person: Person,
    course_key: str,
    *,
    by: Account | None = None,
    reason: str = Reason.SELF,
    because: str = "",
) -> Enrollment:
    """Have somebody take a course from now on, by its text as it is now. `by` is `None` for the machine's own deeds.

    Who takes it already goes on with that. A course that asks for approval waits for it, unless it was assigned.
    Raises LearningError, PrerequisitesError with what is missing, NotAllowedError.
    """
    course = terms.course(course_key)
    if course is None:
        raise LearningError(_("The handbook has no such course."))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        before = Enrollment.objects.filter(person=person, course=course.key, state__in=OPEN).first()
        if before is not None:
            return before
        is_assigned = _is_assigned(person.pk, course.key)
        if by is not None:
            _check(person, course, by, is_assigned=is_assigned)
        if reason != Reason.CREDIT:
            missing = standing.missing_before(person.pk, course.key, today())
            if missing:
                raise PrerequisitesError(missing)
        asks = (
            course.enrollment == "on-approval"
            and not is_assigned
            and by is not None
            and by.person_id == person.pk
        )
        made = _make(
            person, course, by, Reason.ASSIGNED if is_assigned and reason == Reason.SELF else reason, because
        )
        if asks and by is not None:
            _ask_for(made, course, by)
        else:
            publish(Enrolled(made.pk, by.pk if by else None, person.pk, course.key, made.revision))
    return made


def withdraw(*, enrollment: Enrollment, by: Account, because: str = "") -> Enrollment:
    """Give up a course; an assignment stays. Twice is once. Raises NotAllowedError, LearningError once completed."""
    with transaction.atomic():
        found = locked(enrollment.pk)
        if found.person_id != by.person_id and not rules.can_assign(by, found.person):
            raise NotAllowedError(
                _("Only the learner and those above them withdraw from a course."), permission=KEEP.name
            )
        if found.state == EnrollmentState.WITHDRAWN:
            return found
        if not found.is_open:
            raise LearningError(_("This course is not under way any more."))
        request = request_of(found.approval) if found.approval is not None else None
        if found.state == EnrollmentState.ASKED and request is not None and request.requested_by_id == by.pk:
            approvals.withdraw(request, by=by)
            found.refresh_from_db()
        if found.is_open:
            end(found, EnrollmentState.WITHDRAWN, by.pk, because)
    return found


def end(found: Enrollment, state: str, by: UUID | None, because: str = "") -> None:
    """Have an open enrollment end without completion. In the transaction of whoever says so."""
    found.state, found.ended_at = state, timezone.now()
    found.because = " ".join(because.split())[:500] or found.because
    found.save(update_fields=["state", "ended_at", "because"])
    publish(EnrollmentEnded(found.pk, by, found.person_id, found.course, str(state)))


def grant(found: Enrollment, by: UUID | None) -> None:
    """What was asked for is approved: the course begins, by its text as it is now. Twice is once."""
    if found.state != EnrollmentState.ASKED:
        return
    course = terms.course(found.course)
    if course is not None:
        version = versions.version_now(course)
        found.version, found.revision, found.total = version, version.revision, len(version.required_keys)
    found.state, found.enrolled_at = EnrollmentState.ACTIVE, timezone.now()
    found.save(update_fields=["version", "revision", "total", "state", "enrolled_at"])
    publish(Enrolled(found.pk, by, found.person_id, found.course, found.revision))


def move_to_newest(*, enrollment: Enrollment, by: Account) -> Enrollment:
    """Go on with the newest text: parts that say the same stay done, others are to be done again.

    Raises NotAllowedError, LearningError where the course is gone or not under way.
    """
    with transaction.atomic():
        found = locked(enrollment.pk)
        if not rules.can_learn(by, found) and not rules.can_assign(by, found.person):
            raise NotAllowedError(_("Only the learner and those above them do this."))
        course = terms.course(found.course)
        if course is None:
            raise LearningError(
                _("The handbook has this course no more."), hint=_("You can finish it as it was.")
            )
        if found.state != EnrollmentState.ACTIVE:
            raise LearningError(_("This course is not under way."))
        version = versions.version_now(course)
        if version.pk == found.version_id:
            return found
        digests = {each["key"]: each["digest"] for each in version.outline}
        stale = [
            row.pk
            for row in PartProgress.objects.filter(enrollment=found).exclude(state=PartState.OPENED)
            if digests.get(row.part) != row.digest
        ]
        PartProgress.objects.filter(pk__in=stale).update(
            state=PartState.OPENED, done_at=None, done_by=None, evidence="", digest=""
        )
        found.version, found.revision, found.total = version, version.revision, len(version.required_keys)
        found.done = PartProgress.objects.filter(
            enrollment=found, state=PartState.DONE, part__in=version.required_keys
        ).count()
        found.save(update_fields=["version", "revision", "total", "done"])
        publish(EnrollmentMoved(found.pk, by.pk, found.person_id, found.course, found.revision))
    return found


def locked(key: UUID) -> Enrollment:
    """An enrollment, held until the transaction ends, with person and version."""
    found = _LOCKED.first(key=key)
    if found is None:
        raise Enrollment.DoesNotExist
    return found


_LOCKED = Prepared(
    lambda key: (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("person", "version")
        .defer("version__texts")
        .filter(pk=key)
    ),
    key=UUID,
)


def _is_assigned(person: UUID, key: str) -> bool:
    rows = _ASSIGNED.all(person=person)
    if (Subject.COURSE, key) in rows:
        return True
    paths = [each for subject, each in rows if subject == Subject.PATH]
    return any((found := terms.path(each)) is not None and key in found.courses for each in paths)


_ASSIGNED = Prepared(
    lambda person: Assignment.objects.filter(
        person=person, is_current=True, state=AssignmentState.OPEN
    ).values_list("subject", "key"),
    person=UUID,
)


def _check(person: Person, course: Course, by: Account, *, is_assigned: bool) -> None:
    if by.person_id != person.pk:
        if not rules.can_assign(by, person):
            raise NotAllowedError(
                _("You may not enroll this person."),
                hint=_("The managers above them may."),
                permission=KEEP.name,
            )
        return
    if not rules.can_see(by) or not current_edition().sees(course.path):
        raise NotAllowedError(_("This course is not for you."))
    if is_assigned:
        return
    if course.enrollment == "assigned":
        raise LearningError(
            _("Nobody enrolls in this course by themselves."), hint=_("Ask your manager to assign it.")
        )
    if not suits(course.audience, audiences.facts_on(today(), [person.pk]).get(person.pk)):
        raise NotAllowedError(_("This course is not for you."), hint=_("Ask your manager to assign it."))


def _make(person: Person, course: Course, by: Account | None, reason: str, because: str) -> Enrollment:
    version = versions.version_now(course)
    return Enrollment.objects.create(
        person=person, course=course.key, version=version, revision=version.revision, reason=reason, enrolled_by=by,
        because=" ".join(because.split())[:500], total=len(version.required_keys),
    )  # fmt: skip


def _ask_for(made: Enrollment, course: Course, by: Account) -> None:
    """Have the enrollment wait until it is approved. Where nobody is to be asked, it is granted at once."""
    made.state = EnrollmentState.ASKED
    made.save(update_fields=["state"])
    REQUESTED.ask(
        made,
        RULE,
        approvals.Content(
            title=_("Enrollment: %(name)s in %(course)s") % {"name": by.name, "course": course.title},
            text=made.because, facts={"minutes": course.minutes}, digest=str(made.pk),
        ),
        by=by, subject=by,
    )  # fmt: skip


def _waiting(key: UUID) -> Enrollment | None:
    found = locked(key)
    return found if found.state == EnrollmentState.ASKED else None


def _grant(found: Enrollment, event: ApprovalGranted) -> None:
    grant(found, event.by)


REQUESTED = Requested(
    kind=KIND,
    waiting=_waiting,
    grant=_grant,
    move=end,
    rejected=EnrollmentState.REFUSED,
    withdrawn=EnrollmentState.WITHDRAWN,
)
