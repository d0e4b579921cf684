"""Getting on: parts that are opened, done, asked to be confirmed; and the course that is complete by them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.keepable import keepable
from trellis.core.prepared import Written
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.learning import rules
from trellis.learning.definitions.needs import valid_until
from trellis.learning.events import CourseCompleted, PartCompleted
from trellis.learning.models import Enrollment, EnrollmentState, PartProgress, PartState
from trellis.learning.services import assigning, pathing, telling
from trellis.learning.services.enrolling import locked
from trellis.learning.services.errors import LearningError
from trellis.people.days import today
from trellis.work.services import items

BY_ONESELF = ("lesson", "external")
"""The kinds of parts that learners do by themselves; others are done by what happened, or confirmed."""
PRACTICAL = "learning_practical"
"""Under this name it waits on managers that somebody has practised something."""


def open_part(
    *, enrollment: Enrollment, part_key: str, by: Account, known: PartProgress | None = None
) -> PartProgress:
    """Note that a learner has opened a part, which is where they come back to.

    `known` is how far they are with it, where that has been read.
    """
    if not rules.can_open(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    now = timezone.now()
    if known is not None:
        row, is_new = known, False
    else:
        row, is_new = PartProgress.objects.get_or_create(
            enrollment=enrollment, part=part_key, defaults={"course": enrollment.course, "opened_at": now}
        )
    changed: dict[str, Any] = {}
    if enrollment.state == EnrollmentState.ACTIVE:
        if enrollment.last_part != part_key:
            changed |= {"last_part": part_key, "last_anchor": ""}
        if enrollment.started_at is None:
            changed["started_at"] = now
    if changed or is_new:
        changed["last_at"] = now
        Enrollment.objects.filter(pk=enrollment.pk).update(**changed)
        for name, value in changed.items():
            setattr(enrollment, name, value)
    return row


def complete_by_oneself(*, enrollment: Enrollment, part_key: str, said: str = "", by: Account) -> Enrollment:
    """A learner says that they have done a lesson, or something outside with a sentence about it.

    Raises NotAllowedError, LearningError for parts that are done otherwise.
    """
    if not rules.can_open(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    part = part_of(enrollment, part_key)
    if part["kind"] not in BY_ONESELF:
        raise LearningError(_("This part is not done by saying so."))
    words = " ".join(keepable(said).split())[:500]
    if part["kind"] == "external" and not words:
        raise LearningError(_("Say in a sentence what you did."), field="said")
    return complete_part(
        enrollment, part_key, evidence="read" if part["kind"] == "lesson" else "said", said=words, by=by
    )


def ask_to_confirm(*, enrollment: Enrollment, part_key: str, said: str, by: Account) -> PartProgress:
    """A learner says that they have practised something: their manager is asked to confirm it.

    Raises NotAllowedError, LearningError.
    """
    if not rules.can_learn(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    words = " ".join(keepable(said).split())[:500]
    if not words:
        raise LearningError(_("Say in a sentence what you did."), field="said")
    with transaction.atomic():
        found = locked(enrollment.pk)
        part = part_of(found, part_key)
        if part["kind"] != "practical" or found.state != EnrollmentState.ACTIVE:
            raise LearningError(_("This part is not confirmed by anybody."))
        row, _is_new = PartProgress.objects.get_or_create(
            enrollment=found, part=part_key, defaults={"course": found.course}
        )
        if row.state == PartState.DONE:
            return row
        row.state, row.said = PartState.ASKED, words
        row.save(update_fields=["state", "said"])
        people = telling.deciders_for(by)
        items.wait_on(PRACTICAL, PRACTICAL, row.pk, people, title=part["title"], asked_by=by)
    return row


def confirm(*, row: PartProgress, agrees: bool, by: Account) -> PartProgress:
    """Say whether somebody has practised what they say; not of oneself. Raises NotAllowedError, LearningError."""
    with transaction.atomic():
        found = locked(row.enrollment_id)
        if not rules.can_decide(by, found.person):
            raise NotAllowedError(_("The managers above somebody confirm what they practised."))
        row = PartProgress.objects.select_for_update().get(pk=row.pk)
        if row.state == PartState.DONE:
            return row
        if row.state != PartState.ASKED:
            raise LearningError(_("Nobody asks for this to be confirmed."))
        items.settle(PRACTICAL, row.pk, done_by=by)
        if agrees:
            complete_part(found, row.part, evidence=f"confirmed:{by.pk}", said=row.said, by=by)
            row.refresh_from_db()
        else:
            row.state = PartState.OPENED
            row.save(update_fields=["state"])
        telling.tell_learner_about_practice(found, part_of(found, row.part)["title"], agrees=agrees, by=by)
    return row


def complete_part(
    enrollment: Enrollment, part_key: str, *, evidence: str, said: str = "", by: Account | None = None
) -> Enrollment:
    """Have a part done, by whatever `evidence` names; the last one that is needed completes the course.

    For rooms above, which have checked who may. What is done stays as it is. Of a course that was completed or given
    up only the record is kept. Raises LearningError for a part that the course does not have in this version.
    """
    with transaction.atomic():
        found = locked(enrollment.pk)
        part = part_of(found, part_key)
        row, _is_new = PartProgress.objects.select_for_update().get_or_create(
            enrollment=found, part=part_key, defaults={"course": found.course}
        )
        if row.state == PartState.DONE:
            return found
        now = timezone.now()
        row.state, row.done_at, row.done_by, row.evidence = PartState.DONE, now, by, evidence[:200] or "done"
        row.said, row.revision, row.digest = said or row.said, found.revision, part["digest"]
        _DONE.change(row)
        publish(
            PartCompleted(
                found.pk, by.pk if by else None, found.person_id, found.course, part_key, found.revision
            )
        )
        if found.state == EnrollmentState.ACTIVE:
            _count(found, by)
    return found


_DONE = Written(PartProgress, "state", "done_at", "done_by", "evidence", "said", "revision", "digest")
_COUNTED = Written(Enrollment, "done", "started_at")


def quiz_passed(enrollment: UUID, quiz: str, attempt: UUID) -> None:
    """Complete the part that a quiz is, by the attempt that passed it. Of an enrollment that is gone, nothing."""
    found = Enrollment.objects.filter(pk=enrollment).select_related("version").defer("version__texts").first()
    if found is None:
        return
    for part in found.version.outline:
        if part["kind"] == "quiz" and part["path"] == quiz:
            complete_part(found, part["key"], evidence=f"attempt:{attempt}")


def recount(enrollment: UUID, by: Account | None = None) -> Enrollment:
    """Count again what is done, as after a move to a newer text, and complete the course where nothing is left."""
    with transaction.atomic():
        found = locked(enrollment)
        if found.state == EnrollmentState.ACTIVE:
            _count(found, by)
    return found


def part_of(enrollment: Enrollment, part_key: str) -> dict[str, Any]:
    """A part of the version that somebody takes. Raises LearningError where there is none such."""
    found = next((each for each in enrollment.version.outline if each["key"] == part_key), None)
    if found is None:
        raise LearningError(_("This course has no such part."))
    return dict(found)


def _count(found: Enrollment, by: Account | None) -> None:
    done = set(found.parts.filter(state=PartState.DONE).values_list("part", flat=True))
    needed = set(found.version.required_keys)
    found.done = len(done & needed)
    found.started_at = found.started_at or timezone.now()
    _COUNTED.change(found)
    if done and needed <= done:
        _complete(found, by)


def _complete(found: Enrollment, by: Account | None) -> None:
    day = today()
    found.state, found.completed_at, found.completed_on = EnrollmentState.COMPLETED, timezone.now(), day
    found.ended_at, found.valid_until = found.completed_at, valid_until(day, found.version.valid_months)
    found.save(update_fields=["state", "completed_at", "completed_on", "ended_at", "valid_until"])
    publish(CourseCompleted(found.pk, by.pk if by else None, found.person_id, found.course, found.revision))
    assigning.look_at(found.person_id, found.course)
    pathing.look_at(found.person_id, found.course)
