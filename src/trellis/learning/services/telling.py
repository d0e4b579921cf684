"""Whom something of learning waits on, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from trellis.core import relations
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.learning.addresses import course_address, enrollment_address, home_address
from trellis.learning.definitions.notices import ANSWERED, ASSIGNED, TEAM
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.models import Assignment, Cause, Enrollment, Exemption
from trellis.work import holders
from trellis.work.phrases import filled


def deciders_for(learner: Account) -> list[Account]:
    """Who confirms what somebody practised: their manager, or who keeps learning where there is none."""
    found = [each for each in relations.nearest(relations.MANAGER, learner) if each.pk != learner.pk]
    return found or [each for each in holders.holders_of_permission(KEEP.name) if each.pk != learner.pk]


def tell_assigned(
    rows: Sequence[Assignment], accounts: Sequence[Account], by: Account | None, day: str
) -> int:
    """Tell people that the same was assigned to them."""
    if not rows:
        return 0
    said = gettext_lazy("Assigned to you: %(title)s")
    return notices.notify(
        ASSIGNED, accounts, subject=filled(said, title=rows[0].title), address=home_address(), actor=by,
        key=f"learning assigned {rows[0].subject} {rows[0].key} {day}"[:200],
    )  # fmt: skip


def tell_learner_about_practice(enrollment: Enrollment, title: str, *, agrees: bool, by: Account) -> None:
    """Tell a learner whether what they practised was confirmed."""
    account = getattr(enrollment.person, "account", None)
    if account is None:
        return
    said = gettext_lazy("Confirmed: %(title)s") if agrees else gettext_lazy("Not confirmed yet: %(title)s")
    notices.notify(
        ANSWERED,
        [account],
        subject=filled(said, title=title),
        address=enrollment_address(enrollment.pk),
        actor=by,
    )


def tell_about_exemption(row: Exemption, title: str, by: Account) -> None:
    """Tell somebody whether their earlier learning counts."""
    account = getattr(row.person, "account", None)
    if account is None:
        return
    said = {
        "granted": gettext_lazy("It counts: %(title)s"),
        "withdrawn": gettext_lazy("It counts no more: %(title)s"),
    }.get(row.state, gettext_lazy("It does not count: %(title)s"))
    notices.notify(
        ANSWERED, [account], subject=filled(said, title=title), text=row.ended_because or row.answer,
        address=course_address(row.course), actor=by,
    )  # fmt: skip


def tell_taken_back(enrollment: Enrollment, cause: Cause) -> None:
    """Tell a learner that a course which they had completed is under way again, and why."""
    account = getattr(enrollment.person, "account", None)
    if account is None:
        return
    notices.notify(
        ANSWERED, [account], text=cause.label, address=enrollment_address(enrollment.pk),
        subject=filled(gettext_lazy("Not completed after all: %(title)s"), title=enrollment.version.title),
    )  # fmt: skip


def tell_of_milestone(account: Account, title: str, address: str, *, agrees: bool, by: Account) -> None:
    """Tell somebody whether a milestone was confirmed."""
    said = gettext_lazy("Confirmed: %(title)s") if agrees else gettext_lazy("Not confirmed yet: %(title)s")
    notices.notify(ANSWERED, [account], subject=filled(said, title=title), address=address, actor=by)


def remind(row: Assignment, account: Account, stage: str, by: Account | None = None) -> int:
    """Remind somebody of what is due; nobody twice of the same stage."""
    said = {
        "ahead": gettext_lazy("Due soon: %(title)s"),
        "today": gettext_lazy("Due today: %(title)s"),
    }.get(stage, gettext_lazy("Overdue: %(title)s"))
    return notices.notify(
        ASSIGNED, [account], subject=filled(said, title=row.title), address=home_address(), actor=by,
        key=f"learning reminder {row.pk} {stage}"[:200],
    )  # fmt: skip


def tell_manager(row: Assignment, account: Account) -> int:
    """Tell the manager of somebody that something required is overdue."""
    said = gettext_lazy("Overdue with %(name)s: %(title)s")
    return notices.notify(
        TEAM, relations.nearest(relations.MANAGER, account), subject=filled(said, name=account.name, title=row.title),
        address=home_address() + "team/", key=f"learning overdue {row.pk}"[:200],
    )  # fmt: skip
