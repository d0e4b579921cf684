"""Who may see and do what with work and requests for approval."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from trellis.core.rules import Account, Somebody, can_administer, can_read
from trellis.work import kinds
from trellis.work.models import TASK, ApprovalRequest, WorkItem

__all__ = [
    "can_ask",
    "can_change_task",
    "can_decide",
    "can_delegate",
    "can_finish",
    "can_have_work",
    "can_see_approval",
    "can_see_task",
    "can_snooze",
    "can_withdraw",
    "is_barred",
]


def can_have_work(who: Somebody) -> bool:
    """Everybody of the team has work, may give tasks to others, and ask for approvals.

    Who is external would learn from it who works here, and by which rules.
    """
    return can_read(who)


def can_ask(who: Somebody) -> bool:
    """Everybody of the team may ask for an approval."""
    return can_have_work(who)


def _has(who: Account, item: WorkItem, away: Collection[UUID]) -> bool:
    """Whether an item waits on somebody: themselves, or one of those (`away`) whom they stand in for."""
    if not who.is_active:
        return False
    if item.assignee_id == who.pk:
        return True
    return item.assignee_id in away


def can_finish(who: Account, item: WorkItem, away: Collection[UUID] = ()) -> bool:
    """On whom it waits may tick it off, where there is no more to it; who stands in for them may too."""
    kind = kinds.kind_named(item.kind)
    return kind is not None and kind.can_finish and item.is_open and _has(who, item, away)


def can_snooze(who: Account, item: WorkItem, away: Collection[UUID] = ()) -> bool:
    """On whom it waits may put it off. Who stands in may not: it would be out of sight for both."""
    kind = kinds.kind_named(item.kind)
    return kind is not None and kind.can_snooze and item.is_open and _has(who, item, ())


def can_delegate(who: Account, item: WorkItem, away: Collection[UUID] = ()) -> bool:
    """On whom it waits, and who stands in for them, may hand it on where its kind allows that."""
    kind = kinds.kind_named(item.kind)
    return kind is not None and kind.can_delegate and item.is_open and _has(who, item, away)


def can_see_task(who: Account, item: WorkItem, away: Collection[UUID] = ()) -> bool:
    """On whom a task waits, who asked for it, who handed it on, and who stands in."""
    if item.kind != TASK or not who.is_active:
        return False
    return _has(who, item, away) or who.pk in (item.asked_by_id, item.delegated_by_id)


def can_change_task(who: Account, item: WorkItem) -> bool:
    """Who asked for a task, and on whom it waits, may change its words and day while it is open."""
    return (
        item.kind == TASK
        and item.is_open
        and who.is_active
        and who.pk in (item.asked_by_id, item.assignee_id)
    )


def is_barred(who: Account, request: ApprovalRequest) -> bool:
    """Nobody decides about what they asked for, or what is about themselves; not in place of another either."""
    return who.pk == request.requested_by_id or is_about(who, request)


def is_about(who: Account, request: ApprovalRequest) -> bool:
    """Whether a request is about somebody, who perhaps had no account when it was asked."""
    return who.pk == request.subject_id or (
        request.about_person_id is not None and request.about_person_id == who.person_id
    )


def can_see_approval(who: Account, request: ApprovalRequest, asked: Collection[UUID]) -> bool:
    """Who asked, who was or is asked to decide (`asked`), and administrators; but not those whom it is about."""
    if not who.is_active:
        return False
    if request.requested_by_id == who.pk:
        return True
    return not is_about(who, request) and (who.pk in asked or can_administer(who))


def can_decide(who: Account, request: ApprovalRequest, asked_now: Collection[UUID]) -> bool:
    """Those who are asked now may decide; never about their own."""
    return request.is_open and who.is_active and who.pk in asked_now and not is_barred(who, request)


def can_withdraw(who: Account, request: ApprovalRequest) -> bool:
    """Who asked may ask no more, while nobody has decided to the end; an administrator may end it too."""
    if not request.is_open or not who.is_active:
        return False
    return who.pk == request.requested_by_id or (can_administer(who) and not is_about(who, request))
