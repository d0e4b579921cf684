"""Telling others of what is overdue, by the rules of the handbook. A job."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from trellis.core import defined, relations, rounds
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.work import dues, holders, kinds
from trellis.work.definitions.escalations import Escalation, Escalations
from trellis.work.definitions.notices import OVERDUE
from trellis.work.events import ItemEscalated
from trellis.work.models import WorkItem
from trellis.work.phrases import filled

MOST_AT_ONCE = 200


def escalate(now: datetime) -> int:
    """Tell of what has been overdue for as long as a rule says; gives how many. Each rule tells once of each item."""
    rules = defined.defined("escalations")
    if not isinstance(rules, Escalations):
        return 0
    n = 0
    for rule in rules.escalations:
        keys = [item.pk for item in _overdue(rule, now)]
        n += rounds.one_by_one(keys, partial(_escalate, rule=rule, now=now), MOST_AT_ONCE)
    return n


def _overdue(rule: Escalation, now: datetime) -> list[WorkItem]:
    """Items that a rule may be about; that a day is one of work for their assignee is asked then."""
    before = now - timedelta(days=rule.after_working_days)
    untold = Q(escalated_after=None) | Q(escalated_after__lt=rule.after_working_days)
    found = WorkItem.objects.filter(untold, state=WorkItem.State.OPEN, due_at__lt=before)
    if rule.kinds:
        found = found.filter(kind__in=rule.kinds)
    rows = found.select_related("assignee").order_by("due_at")[:MOST_AT_ONCE]
    return [
        item
        for item in rows
        if item.due_at is not None
        and dues.is_late_by(rule.after_working_days, item.due_at, item.assignee, now)
    ]


def _escalate(key: UUID, rule: Escalation, now: datetime) -> int:
    with transaction.atomic():
        item = WorkItem.objects.select_for_update().filter(pk=key, state=WorkItem.State.OPEN).first()
        if item is None or (item.escalated_after or -1) >= rule.after_working_days:
            return 0
        late = item.assignee
        people = [each for each in _asked(rule, late) if each.pk != late.pk]
        item.escalated_after = rule.after_working_days
        item.turn += 1
        kind = kinds.kind_named(item.kind)
        if rule.assign and people and kind is not None and kind.can_delegate:
            item.assignee, item.delegated_by = people[0], late
        item.save(update_fields=["escalated_after", "turn", "assignee", "delegated_by"])
        publish(ItemEscalated(item.pk, None, rule.after_working_days))
        said = gettext_lazy("Overdue with %(name)s: %(title)s")
        notices.notify(
            OVERDUE, people, subject=filled(said, name=late.name, title=_told(item, kind)), address="/my-work/",
            key=f"overdue {item.pk} {rule.after_working_days}",
        )  # fmt: skip
    return 1


def _told(item: WorkItem, kind: kinds.WorkKind | None) -> object:
    """What others hear of an item: of what a room has, only its kind, since they may not see the object."""
    return item.title if kind is None or kind.describe is None else kind.title


def _asked(rule: Escalation, late: Account) -> list[Account]:
    if rule.role:
        found = holders.holders_of_role(rule.role)
    elif rule.to == "manager":
        found = relations.nearest(relations.MANAGER, late)
    else:
        found = holders.administrators()
    return found or holders.administrators()
