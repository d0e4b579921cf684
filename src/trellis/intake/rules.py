"""Who may do what with requests for courses.

Everybody of the team sees all of them, asks, and says that they need one, too. Who has `intake.triage` decides and
moves on; whoever has the present stage moves it on as well, and describes the scope. Only the asker answers, changes
what was asked, and withdraws it. Who is external is refused.
"""

from __future__ import annotations

from django.db.models import QuerySet

from trellis.core import granted, queries
from trellis.core.definitions.rights import spelled
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, can_read
from trellis.courses.definitions.permissions import KEEP
from trellis.intake.definitions import stages
from trellis.intake.definitions.permissions import TRIAGE
from trellis.intake.models import CourseRequest, Reviewer

__all__ = [
    "Account", "NotAllowedError", "Somebody", "can_answer", "can_change", "can_enter", "can_review", "can_triage",
    "can_update", "can_withdraw", "can_work_on", "carers_of", "triagers",
]  # fmt: skip


def can_enter(who: Somebody) -> bool:
    """Everybody of the team."""
    return isinstance(who, Account) and can_read(who)


def can_triage(who: Somebody) -> bool:
    """Whether somebody decides on requests."""
    return can_enter(who) and granted.may(who, TRIAGE.name)


def triagers() -> QuerySet[Account]:
    """Everybody who decides on requests now."""
    return queries.team().filter(granted.whom_may(TRIAGE.name))


def can_update(who: Somebody, owner: str) -> bool:
    """Whether somebody says that a course was looked at: who holds the role that owns it, who looks after all courses,
    and who decides on requests.
    """
    if not isinstance(who, Account) or not can_enter(who):
        return False
    titles = {spelled(each) for each in queries.titles_held(who)}
    return granted.may(who, KEEP.name) or can_triage(who) or (bool(owner) and spelled(owner) in titles)


def carers_of(owner: str) -> QuerySet[Account]:
    """Who looks at a course: those who hold the role that owns it; where nobody does, those who look after courses."""
    found = (
        queries.team().filter(pk__in=queries.holders_of(owner).values("pk"))
        if owner
        else queries.team().none()
    )
    return found if found.exists() else queries.team().filter(granted.whom_may(KEEP.name))


def can_change(who: Somebody, request: CourseRequest) -> bool:
    """Whether somebody changes what was asked: the asker, until it is decided; who decides, while it is open."""
    if not isinstance(who, Account) or not can_enter(who):
        return False
    if request.stage in stages.TRIAGE and request.asked_by_id == who.pk:
        return True
    return request.is_open and can_triage(who)


def can_answer(who: Somebody, request: CourseRequest) -> bool:
    """Whether somebody answers what was asked back: the asker."""
    return (
        isinstance(who, Account) and can_enter(who)
        and request.stage == stages.QUESTION and request.asked_by_id == who.pk
    )  # fmt: skip


def can_withdraw(who: Somebody, request: CourseRequest) -> bool:
    """Whether somebody takes a request back: the asker, until it is decided."""
    return (
        isinstance(who, Account) and can_enter(who)
        and request.stage in stages.TRIAGE and request.asked_by_id == who.pk
    )  # fmt: skip


def can_work_on(who: Somebody, request: CourseRequest) -> bool:
    """Whether somebody moves an accepted request on: whoever has its stage, and who decides on requests."""
    if not isinstance(who, Account) or not can_enter(who):
        return False
    if request.stage not in (*stages.WORK, stages.PUBLISHED):
        return False
    return (request.in_work and request.owner_id == who.pk) or can_triage(who)


def can_review(who: Somebody, request: CourseRequest) -> bool:
    """Whether somebody says what they think of it: a reviewer, while it is in review and they have not."""
    return (
        isinstance(who, Account) and can_enter(who) and request.stage == stages.REVIEW
        and Reviewer.objects.filter(request=request, account=who, done_at=None).exists()
    )  # fmt: skip
