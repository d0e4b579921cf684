"""Taking paths: beginning one, milestones that managers confirm, and the end by the last part."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.keepable import keepable
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.courses.rules import suits
from trellis.learning import rules, terms
from trellis.learning.addresses import path_address
from trellis.learning.events import MilestoneMoved, PathBegun, PathCompleted
from trellis.learning.models import PathEnrollment, PathState, Reason, Step, Subject
from trellis.learning.queries import paths as queries
from trellis.learning.services import assigning, telling
from trellis.learning.services.errors import LearningError
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.queries import audiences
from trellis.work.services import items

MILESTONE = "learning_milestone"
"""Under this name it waits on managers that somebody says they have reached a milestone."""


def begin(
    person: Person, path_key: str, *, by: Account | None = None, reason: str = Reason.SELF
) -> PathEnrollment:
    """Have somebody take a path; who does already goes on. Raises LearningError, NotAllowedError."""
    path = terms.path(path_key)
    if path is None:
        raise LearningError(_("The handbook has no such path."))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        before = PathEnrollment.objects.filter(person=person, path=path.key, state=PathState.ACTIVE).first()
        if before is not None:
            return before
        if by is not None and by.person_id == person.pk:
            seen = rules.can_see(by) and current_edition().sees(path.path)
            if not seen or not (
                queries.is_assigned(person.pk, path.key)
                or suits(path.audience, audiences.facts_on(today(), [person.pk]).get(person.pk))
            ):
                raise NotAllowedError(
                    _("This path is not for you."), hint=_("Ask your manager to assign it.")
                )
        elif by is not None and not rules.can_assign(by, person):
            raise NotAllowedError(_("You may not enroll this person."))
        made = PathEnrollment.objects.create(
            person=person, path=path.key, title=path.title[:300], revision=defined.revision()[:200], reason=reason,
            enrolled_by=by,
        )  # fmt: skip
        publish(PathBegun(made.pk, by.pk if by else None, person.pk, path.key))
        _finish_if_done(made)
    return made


def withdraw(*, enrollment: PathEnrollment, by: Account) -> PathEnrollment:
    """Give up a path; its courses go on. Twice is once. Raises NotAllowedError."""
    with transaction.atomic():
        found = _locked(enrollment.pk)
        if found.person_id != by.person_id and not rules.can_assign(by, found.person):
            raise NotAllowedError(_("Only the learner and those above them do this."))
        if found.state == PathState.ACTIVE:
            found.state, found.ended_at = PathState.WITHDRAWN, timezone.now()
            found.save(update_fields=["state", "ended_at"])
    return found


def reached(*, enrollment: PathEnrollment, milestone: str, said: str, by: Account) -> Step:
    """Say that one has reached a milestone: the manager is asked to confirm it.

    Raises NotAllowedError, LearningError.
    """
    if by.person_id != enrollment.person_id:
        raise NotAllowedError(_("This is not your path."))
    words = " ".join(keepable(said).split())[:500]
    if not words:
        raise LearningError(_("Say in a sentence what you did."), field="said")
    path = terms.path(enrollment.path)
    part = path.part(milestone) if path is not None else None
    if part is None or part.kind != "milestone":
        raise LearningError(_("This path has no such milestone."))
    with transaction.atomic():
        found = _locked(enrollment.pk)
        row, _is_new = Step.objects.get_or_create(
            path=found, milestone=milestone, defaults={"title": part.title[:300]}
        )
        if row.confirmed_at is not None:
            return row
        row.said, row.asked_at, row.answer = words, timezone.now(), ""
        row.save(update_fields=["said", "asked_at", "answer"])
        items.wait_on(MILESTONE, MILESTONE, row.pk, telling.deciders_for(by), title=part.title, asked_by=by)
        publish(MilestoneMoved(found.pk, by.pk, found.person_id, milestone))
    return row


def confirm(*, step: Step, agrees: bool, answer: str = "", by: Account) -> Step:
    """Say whether somebody has reached a milestone; not of oneself. Raises NotAllowedError, LearningError."""
    with transaction.atomic():
        found = _locked(step.path_id)
        if not rules.can_decide(by, found.person):
            raise NotAllowedError(_("The managers above somebody confirm milestones."))
        row = Step.objects.select_for_update().get(pk=step.pk)
        if row.confirmed_at is not None:
            return row
        row.answer = " ".join(keepable(answer).split())[:500]
        if agrees:
            row.confirmed_at, row.confirmed_by = timezone.now(), by
        row.save(update_fields=["answer", "confirmed_at", "confirmed_by"])
        items.settle(MILESTONE, row.pk, done_by=by)
        publish(MilestoneMoved(found.pk, by.pk, found.person_id, row.milestone))
        account = getattr(found.person, "account", None)
        if account is not None:
            telling.tell_of_milestone(account, row.title, path_address(found.pk), agrees=agrees, by=by)
        if agrees:
            _finish_if_done(found)
    return row


def look_at(person: UUID, course: str) -> int:
    """Complete the paths of somebody whose last part a course was; how many."""
    n = 0
    for row in PathEnrollment.objects.filter(person=person, state=PathState.ACTIVE):
        path = terms.path(row.path)
        if path is not None and any(course in terms.counting_as(key) for key in path.courses):
            with transaction.atomic():
                n += _finish_if_done(_locked(row.pk))
    return n


def _locked(key: UUID) -> PathEnrollment:
    return PathEnrollment.objects.select_for_update(of=("self",)).select_related("person").get(pk=key)


def _finish_if_done(found: PathEnrollment) -> bool:
    path = terms.path(found.path)
    if path is None or found.state != PathState.ACTIVE or not path.parts:
        return False
    if not queries.progress_of(found, path).is_complete:
        return False
    found.state, found.completed_at, found.completed_on = PathState.COMPLETED, timezone.now(), today()
    found.ended_at = found.completed_at
    found.save(update_fields=["state", "completed_at", "completed_on", "ended_at"])
    publish(PathCompleted(found.pk, None, found.person_id, found.path, found.revision))
    assigning.look_at(found.person_id, found.path, Subject.PATH)
    return True
