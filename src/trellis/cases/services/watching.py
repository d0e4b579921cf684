"""On whom cases wait: deadlines and answers on the handlers, a missing handler on those who can give one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.cases import rules
from trellis.cases.definitions.notices import CASE
from trellis.cases.definitions.permissions import OVERSEE
from trellis.cases.events import HandlerEnded
from trellis.cases.models import Case, CaseHandler
from trellis.core import granted
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.work.dues import due_by
from trellis.work.services import items

DEADLINE, REPLY, NEEDED = "case-deadline", "case-reply", "case-handler"
"""The kinds of work of this room. What waits is written down under these titles, which say nothing of the case:"""
TITLES = {
    DEADLINE: "Confidential case: a deadline",
    REPLY: "Confidential case: an answer is due",
    NEEDED: "A confidential case needs another handler",
}
NEEDS_YOU = _("A case needs you")


def handlers_of(case: Case) -> list[Account]:
    """Those of the active handlers who see the case now."""
    fit = {each.pk: each for each in rules.fit_handlers(case)}
    active = CaseHandler.objects.filter(case=case, until=None).order_by("since", "pk")
    return [fit[key] for key in active.values_list("account", flat=True) if key in fit]


def keep(case: Case) -> list[Account]:
    """Have the case wait on whom it should, and give the handlers who see it. In the transaction of what changed it.

    Whoever must not handle it any more is no handler from now on, and the others are asked for another one.
    """
    able = handlers_of(case)
    lost = list(CaseHandler.objects.filter(case=case, until=None).exclude(account__in=able))
    for each in lost:
        each.until = timezone.now()
        each.save(update_fields=["until"])
        publish(HandlerEnded(case.pk, None, each.account_id))
    if case.closed_at is not None:
        settle(case)
        return able
    if not able:
        _need(case, overseers(case) or rules.fit_handlers(case))
    elif lost:
        _need(case, able)
    _deadlines(case, able)
    if case.replied_at is None and able:
        items.wait_on(REPLY, "case", case.pk, able, title=TITLES[REPLY], due_at=case.reply_by)
    else:
        items.settle(REPLY, case.pk)
    return able


def settle(case: Case) -> None:
    """Have nothing of a case wait any more."""
    items.settle(REPLY, case.pk)
    items.settle(NEEDED, case.pk)
    for key in case.deadlines.filter(done_at=None).values_list("pk", flat=True):
        items.settle(DEADLINE, key)


def overseers(case: Case) -> list[Account]:
    """Who gives handlers to cases that have none, without those who have a part in this one."""
    found = Account.objects.filter(granted.whom_may(OVERSEE.name)).order_by("name", "pk")
    near = rules.too_near(case)
    return [each for each in found if each.person_id not in near]


def tell(case: Case, people: Iterable[Account], *, by: Account | None) -> None:
    """Tell handlers that a case needs them, and not a word more."""
    notices.notify(
        CASE, people, subject=NEEDS_YOU, address=reverse("cases:case", args=[case.pk]), about=("case", case.pk),
        actor=by, key="",
    )  # fmt: skip


def watch() -> int:
    """Look at every open case anew: positions, duties and accounts change without it. Gives how many it looked at."""
    keys = list(Case.objects.filter(closed_at=None).values_list("pk", flat=True))
    for key in keys:
        _again(key)
    return len(keys)


def _again(key: UUID) -> None:
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=key, closed_at=None).first()
        if case is not None:
            keep(case)


def _need(case: Case, people: Iterable[Account]) -> None:
    items.wait_on(NEEDED, "case", case.pk, people, title=TITLES[NEEDED])


def _deadlines(case: Case, able: list[Account]) -> None:
    for each in case.deadlines.filter(done_at=None):
        items.wait_on(
            DEADLINE, "case-deadline", each.pk, able, title=TITLES[DEADLINE], due_at=_due(each.due_on)
        )


def _due(day: date) -> Callable[[Account], datetime]:
    def at(who: Account) -> datetime:
        return due_by(day, who)

    return at
